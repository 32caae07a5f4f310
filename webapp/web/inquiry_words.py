"""The trail of inquiries in words: what was done, and what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.web.templating import money

INQUIRY_SENTENCES: dict[str, tuple[str, str, str]] = {
    "InquiryDrafted": (N_("Draft kept"), "draft", "edit"),
    "InquirySubmitted": (N_("Inquiry sent"), "moving", "send"),
    "InquiryTakenIn": (N_("Inquiry taken in for the customer"), "moving", "inbox"),
    "InquirySaved": (N_("Inquiry completed"), "waiting", "edit"),
    "InquiryFiled": (N_("Put up for review"), "moving", "clipboard-check"),
    "InquiryRevised": (N_("A new version put up for review"), "moving", "refresh"),
    "InquiryReviewed": (N_("Review: %(status)s"), "waiting", "clipboard-check"),
    "InquiryQuoted": (N_("Quotation drafted from it"), "done", "receipt"),
    "InquiryLost": (N_("Recorded as lost"), "void", "ban"),
    "InquiryWithdrawn": (N_("Taken back by the customer"), "back", "arrow-back-up"),
    "InquiryGivenUp": (N_("Given up by the customer"), "void", "ban"),
}
#: Fields that a change names with both values; of longer ones it says only that they changed.
SHORT = {
    "title": N_("Title"),
    "contact": N_("Contact"),
    "phone": N_("Telephone"),
    "requested_date": N_("Delivery wanted on"),
    "estimated_amount": N_("Estimated amount (CNY)"),
}
LONG = {
    "requirements": N_("Requirements"),
    "quality_demand": N_("Quality demanded"),
    "market_customer": N_("The customer in brief"),
    "market_trend": N_("Market trend of the products"),
    "internal_remark": N_("Internal remark"),
    "product_kind": N_("Kind of product"),
    "is_sample": N_("Sample order"),
    "papers": N_("Drawings and papers"),
}
Change = tuple[str, str, str]


def inquiry_changes(data: Mapping[str, Any]) -> list[Change]:
    """What completing or revising an inquiry changed."""
    before, after = data.get("before", {}), data.get("after", {})
    short = [
        (gettext(label), _shown(name, before.get(name)), _shown(name, after.get(name)))
        for name, label in SHORT.items()
        if name in after
    ]
    long = [
        (gettext(label), "", gettext("changed")) for name, label in LONG.items() if name in after
    ]
    return [*short, *_lines(before.get("lines", ()), after.get("lines", ())), *long]


def _shown(name: str, value: Any) -> str:
    if not value:
        return "–"
    return money(Decimal(value)) if name == "estimated_amount" else str(value)


def _lines(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Quantities by product; a product that is new or gone has '–', one changed otherwise says
    so."""
    old, new = _by_name(before), _by_name(after)
    return [
        _line(name, old.get(name, ()), new.get(name, ()))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _by_name(lines: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        found.setdefault(str(line["name"]), []).append(line)
    return found


def _line(
    name: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Change:
    old, new = _much(before), _much(after)
    return (name, old, new) if old != new else (name, "", gettext("changed"))


def _much(lines: Sequence[Mapping[str, Any]]) -> str:
    return " + ".join(f"{line['quantity']} {line['unit']}" for line in lines) or "–"


INQUIRY_READERS: dict[str, Callable[[dict[str, Any]], list[Change]]] = {
    "InquirySaved": inquiry_changes,
    "InquiryRevised": inquiry_changes,
}
