"""The pages of articles and of what they are put into."""

from __future__ import annotations

from webapp.blueprints.products import categories, fields, listing, showing, taxes, writing
from webapp.blueprints.products.blueprint import bp

__all__ = ["bp", "categories", "fields", "listing", "showing", "taxes", "writing"]
