"""The Chinese catalogue: complete, with the same fields, and punctuated as Chinese is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from tests.support.source import ROOT
from webapp.web.language import merged_catalogue

METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "_l": None}
FIELD = re.compile(r"%\((\w+)\)[sd]")
#: Half-width punctuation between or behind Chinese characters.
HALF_WIDTH = re.compile(r"[一-鿿）][,;:!?]|[一-鿿]\([^)]*[一-鿿]")


def _used() -> dict[str, str]:
    """Every text of the interface, with the first place where it is used."""
    jinja = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
    options = {"**/templates/**.html": jinja}
    found = extract_from_dir(str(ROOT / "webapp"), METHODS, options, KEYWORDS)
    used: dict[str, str] = {}
    for file, line, message, *_ in found:
        text = message if isinstance(message, str) else message[0]
        used.setdefault(text, f"webapp/{file}:{line}")
    return used


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """Pairs of English and Chinese; a plural has one Chinese form for both English ones."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    chinese = [message.string] if isinstance(message.string, str) else message.string
    yield from ((english, text) for text in chinese)


@pytest.fixture(scope="module")
def translated() -> dict[str, Message]:
    keys = ((one.id if isinstance(one.id, str) else one.id[0], one) for one in merged_catalogue())
    return {key: message for key, message in keys if key}


def test_every_text_has_its_chinese(translated: dict[str, Message]) -> None:
    missing = [
        f"{place}: {text!r}"
        for text, place in _used().items()
        if text not in translated or not all(chinese for _, chinese in _texts(translated[text]))
    ]
    assert missing == []


def test_no_translation_is_a_guess(translated: dict[str, Message]) -> None:
    assert [text for text, message in translated.items() if message.fuzzy] == []


def test_translations_have_the_fields_of_their_text(translated: dict[str, Message]) -> None:
    offences = [
        f"{english!r}: {chinese!r}"
        for message in translated.values()
        for english, chinese in _texts(message)
        if set(FIELD.findall(english)) != set(FIELD.findall(chinese))
    ]
    assert offences == []


def test_chinese_is_punctuated_as_chinese(translated: dict[str, Message]) -> None:
    offences = [
        chinese
        for message in translated.values()
        for _, chinese in _texts(message)
        if HALF_WIDTH.search(chinese)
    ]
    assert offences == []


def test_every_translation_is_used(translated: dict[str, Message]) -> None:
    used = _used()
    assert [text for text in translated if text not in used] == []
