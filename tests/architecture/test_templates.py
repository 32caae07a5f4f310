"""House rules for templates and scripts: a strict content security policy, and htmx 4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.support.source import ROOT, matches, place, scripts, templates

TEMPLATES = ROOT / "webapp" / "templates"

#: What the content security policy forbids, or what would need an exception from it (C23).
INLINE = r"\sstyle=|\son[a-z]+=|hx-on|hx-vals=.js:|<style\b|javascript:|<script(?![^>]*\ssrc=)"

#: Spellings of htmx 2 that version 4 ignores without a word.
GONE = (
    r"hx-(?:vars|params|prompt|ext|disinherit|inherit|request|history|disabled-elt)\b"
    r"|htmx:[a-z]+[A-Z]|HX-Trigger-After-|(?:show|scroll):[^:\s\"]+:(?:top|bottom)"
)

#: These reach the elements below only with the suffix ``:inherited``.
NOT_INHERITED = re.compile(
    r"<(?!a\b|form\b|button\b|input\b|select\b|textarea\b|template\b|hx-partial\b)(\w+)(?=[^>]*\s"
    r"hx-(?:boost|confirm|headers|include|indicator|push-url|select|swap|sync|target|vals)=)"
    r"(?![^>]*\shx-(?:get|post|put|patch|delete)=)[^>]*>"
)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
POST_FORM = re.compile(r"<form\b[^>]*\bmethod=.post.[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)


def test_nothing_is_inline() -> None:
    assert matches(templates(), INLINE) == []


def test_nothing_is_sent_without_escaping() -> None:
    """C1: autoescape is on everywhere and nothing goes round it."""
    assert matches(templates(), r"\|\s*safe\b|autoescape\s+false") == []


def test_links_are_built_by_the_routes() -> None:
    """C2: a written address breaks silently when its route moves."""
    assert matches(templates(), r"\s(?:href|action|src|hx-get|hx-post)=[\"']/") == []


def test_htmx_2_spellings_are_gone() -> None:
    assert matches([*templates(), *scripts()], GONE) == []


def test_htmx_attributes_stand_where_they_work() -> None:
    offences = [
        f"{place(path)}: {found[0]}"
        for path in templates()
        for found in NOT_INHERITED.finditer(_without_jinja(path))
        if ":inherited" not in found[0]
    ]
    assert offences == []


def test_every_posting_form_carries_its_token() -> None:
    """C26: the macro ``hidden`` gives token, version and one-time key; a bare token may do."""
    offences = [
        f"{place(path)}: {found[0][:80]}"
        for path in templates()
        for found in POST_FORM.finditer(path.read_text("utf-8"))
        if not re.search(r"hidden\(|csrf_token\(|caller\(", found[0])
    ]
    assert offences == []


def _without_jinja(path: Path) -> str:
    return JINJA.sub("", path.read_text("utf-8"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_template_compiles(app: Flask, path: Path) -> None:
    app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())
