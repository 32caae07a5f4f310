"""Languages: English in the source, Simplified Chinese from the catalogue; the choice comes from
the account, then the browser's cookie, then what the browser asks for."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_app_context, request, session
from flask_babel import Babel, Domain, get_locale, gettext

from webapp.config import ROOT
from webapp.services.core.errors import Message

#: What <html lang> says, and how Babel calls it.
LANGUAGES = {"zh-CN": "zh_Hans_CN", "en": "en"}
DEFAULT = "zh-CN"
CATALOGUES = ROOT / "webapp" / "translations"
CHINESE = CATALOGUES / "zh_Hans_CN"


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    babel = Babel(app, locale_selector=lambda: LANGUAGES[language_code()], default_locale="en")
    babel.domain_instance = WORDS


class _Domain(Domain):
    """The product's words. Flask-Babel asks for each of them which language a request speaks, and
    has a place where the answer is kept until the language is another, but does not use it."""

    def get_translations(self) -> NullTranslations:
        asked = g.get("_flask_babel") if has_app_context() else None
        known = getattr(asked, "babel_translations", None)
        words: NullTranslations = known or super().get_translations()
        if asked is not None:
            asked.babel_translations = words
        return words


WORDS = _Domain()


def language_code() -> str:
    """The language of this request, as HTML names it."""
    signed_in = g.get("signed_in")
    chosen = (signed_in.language if signed_in else None) or session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


def is_chinese() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "zh"


def say(message: Message) -> str:
    """A message of the services in the reader's language, with English names where it has them."""
    params = dict(message.params)
    if not is_chinese():
        english = {name: params.get(f"{name}_en") for name in params}
        params.update({name: value for name, value in english.items() if value})
    return str(gettext(message.text, **params))


def merged_catalogue() -> Catalog:
    """All areas' Chinese in one catalogue; raises ValueError when two areas disagree."""
    merged = Catalog(locale="zh_Hans_CN")
    for path in sorted(CHINESE.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans_CN", abort_invalid=True):
                if not entry.id:
                    continue
                there = merged.get(entry.id)
                if there is not None and there.string != entry.string:
                    raise ValueError(f"{path.name} translates {entry.id!r} otherwise")
                merged.add(entry.id, entry.string, flags=entry.flags)
    return merged


def compile_catalogue() -> Path:
    """Writes the compiled catalogue that Flask-Babel reads; the old one stays until it is whole."""
    target = CHINESE / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(exist_ok=True)
    draft = target.with_suffix(".new")
    with draft.open("wb") as file:
        write_mo(file, merged_catalogue())
    draft.replace(target)
    return target
