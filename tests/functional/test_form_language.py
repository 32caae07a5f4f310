"""What forms say by themselves, in the reader's language."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale
from wtforms import IntegerField

from webapp.web.forms import NEEDED, Form, text_field


class Chosen(Form):
    days = IntegerField()
    name = text_field(5, NEEDED)


def _said(app: Flask, locale: str) -> dict[str, list[str]]:
    with app.test_request_context(method="POST", data={"days": "x"}), force_locale(locale):
        form = Chosen()
        assert not form.validate()
        return form.errors


def test_wtforms_own_words_change_with_the_reader(app: Flask) -> None:
    """Of one class in one process, for one reader after the other, as a worker serves them."""
    english = {"days": ["Not a valid integer value."], "name": ["Please fill this in."]}
    chinese = {"days": ["不是有效的整数。"], "name": ["请填写此项。"]}
    for _ in range(2):
        assert _said(app, "en") == english
        assert _said(app, "zh_Hans_CN") == chinese
