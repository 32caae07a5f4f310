"""The pictures of the sprite ``static/icons.svg``, as templates draw them."""

from __future__ import annotations

from functools import lru_cache

from webapp.web.macros import draw


# By type too: a text that is HTML already equals one that is still to be escaped.
@lru_cache(maxsize=1024, typed=True)
def icon(name: str, label: str | None = None, cls: str = "") -> str:
    """A picture; without a label it is decoration, which screen readers pass over."""
    return draw("macros/picture.html", "picture", name, label, cls)
