"""Calling a template's macro from Python, for HTML that is drawn once and remembered."""

from __future__ import annotations

from typing import Any

from flask import current_app


def draw(template: str, macro: str, *values: Any) -> str:
    """What the macro says, as HTML, with every value escaped that is none."""
    drawn: str = getattr(current_app.jinja_env.get_template(template).module, macro)(*values)
    return drawn
