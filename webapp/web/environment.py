"""The environment that templates run in: Flask's, with what every page asks hundreds of times
made cheap."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from webapp.web.language import WORDS


class PageEnvironment(Environment):
    """All templates share one dict of globals: none has globals of its own, and Jinja's chain of
    maps is walked name by name at each include and import."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    # Jinja's own alias passes through three calls for each word of a page.
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext)


@pass_eval_context
def _gettext(where: EvalContext, text: str, **params: Any) -> str:
    """Jinja's newstyle gettext: a format string always, whose parameters are escaped in HTML. It
    does not ask for the whole context, which Jinja copies for each call in a loop."""
    said = WORDS.get_translations().gettext(text)
    if not where.autoescape:
        return said % params
    # Without parameters nothing has to be escaped: the texts are the product's own.
    return Markup(said) % params if params else Markup(said % params)  # noqa: S704
