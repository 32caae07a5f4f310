"""What the customer's catalogue and cart share: counts beside the menu, and the way back."""

from __future__ import annotations

from flask import request, url_for

from webapp.services.core.parsing import to_half_width
from webapp.web.access import local_path
from webapp.web.forms import clean_text

LONGEST_PARAMETER = 200


def parameter(name: str) -> str:
    """A parameter of the address as plain text: without what no database could hold."""
    return to_half_width(clean_text(request.args.get(name, "")[:LONGEST_PARAMETER]))


def way_back(otherwise: str) -> str:
    """Where the form came from, by its field ``next``; only ever a place on this site."""
    return local_path(request.form.get("next", "")) or url_for(otherwise)
