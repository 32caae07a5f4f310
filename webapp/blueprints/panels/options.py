"""What the selects of a panel's form offer, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.reviews.panel_overview import departments
from webapp.web.context import db
from webapp.web.list_words import list_options, place_options
from webapp.web.words import choices

PLACES = {
    "branch": N_("In the document's branch"),
    "head_office": N_("At the head office"),
}
RULES = {
    "all": N_("All must agree: one dissent makes it not acceptable"),
    "at_least": N_("At least so many must agree"),
    "advice": N_("They advise; who rules decides"),
}
QUESTIONS = {
    "yes_no": N_("Yes or no"),
    "percent": N_("Percent"),
    "money": N_("Amount"),
    "number": N_("Number"),
    "day": N_("Day"),
    "choice": N_("One of several answers"),
    "text": N_("Text"),
    "materials": N_("Each material against the market"),
}

Options = dict[str, list[tuple[str, str]]]


def form_options(inputs: Mapping[str, str]) -> Options:
    """By the field's last name; ``inputs`` are the parts that seats of the stage may judge."""
    return {
        "place": _said(PLACES),
        "rule": _said(RULES),
        "kind": _said(QUESTIONS),
        "inputs": _said(inputs),
        "product_kinds": choices("product_kind"),
        "post": list_options("post"),
        "department": place_options(departments(db())),
    }


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, gettext(text)) for key, text in words.items()]
