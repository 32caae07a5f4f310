"""What happened to a customer's file, in the reader's words: sentences, and fields before and
after (H3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.web.list_words import LIST_OF_FIELD, listed
from webapp.web.templating import money

#: Sentence, look and icon of each event.
CUSTOMER_SENTENCES: dict[str, tuple[str, str, str]] = {
    "CustomerCreated": (N_("File opened"), "moving", "plus"),
    "CustomerImported": (N_("File brought in with a list"), "moving", "upload"),
    "CustomerChanged": (N_("File changed"), "waiting", "edit"),
    "CustomerDisabled": (N_("Disabled"), "void", "ban"),
    "CustomerEnabled": (N_("Enabled again"), "done", "check"),
    "CustomerViewed": (N_("File looked at"), "draft", "user"),
    "CustomerHandedOver": (N_("Handed over to another salesperson"), "moving", "users"),
    "CustomerEvaluated": (N_("Evaluated"), "done", "clipboard-check"),
    "CustomerAccountOpened": (N_("Account opened"), "done", "key"),
    "CustomerAccountReset": (N_("Account given a one-time password"), "waiting", "key"),
    "CustomerAccountClosed": (N_("Account closed"), "void", "lock"),
    "CustomerAccountReopened": (N_("Account opened again"), "done", "key"),
    "ContactAdded": (N_("Contact added"), "draft", "user"),
    "ContactChanged": (N_("Contact changed"), "draft", "user"),
    "ContactRemoved": (N_("Contact removed"), "void", "user"),
    "AddressAdded": (N_("Address added"), "draft", "map-pin"),
    "AddressChanged": (N_("Address changed"), "draft", "map-pin"),
    "AddressRemoved": (N_("Address removed"), "void", "map-pin"),
}
#: What the fields of a file are called.
FIELDS = {
    "name": N_("Name"),
    "region": N_("Region"),
    "level": N_("Level"),
    "branch": N_("Branch"),
    "salesperson": N_("Salesperson"),
    "responsibility_code": N_("Responsibility code"),
    "contact": N_("Contact"),
    "phone": N_("Telephone"),
    "position": N_("Position"),
    "email": N_("E-mail"),
    "remark": N_("Remark"),
    "is_main": N_("Main contact"),
    "is_default": N_("Default"),
    "address": N_("Address"),
    "contract_number": N_("Contract number"),
    "credit_code": N_("Tax number"),
    "invoice_title": N_("Invoice title"),
    "invoice_address": N_("Address and telephone"),
    "invoice_bank": N_("Bank and account"),
    "credit_limit": N_("Credit limit (CNY)"),
    "payment_days": N_("Payment days"),
    "grade": N_("Grade"),
    "channel": N_("Channel"),
    "market_position": N_("Market position"),
    "review_due": N_("Review due"),
    "internal_remark": N_("Internal remark"),
}
#: Acts before which there was nothing.
OPENED = frozenset({"CustomerCreated", "CustomerImported"})
ADDRESS_EVENTS = frozenset({"AddressAdded", "AddressChanged", "AddressRemoved"})


def file_changes(name: str, data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an event changed in a file: (field, before, after)."""
    if name in ADDRESS_EVENTS and "before" not in data:
        parts = (str(data.get(field, "")) for field in ("contact", "phone", "address"))
        return [(gettext("Address"), "", " ".join(parts))]
    before, after = data.get("before"), data.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    is_new = name in OPENED or not any(before.values())
    return [
        (_field(field), "" if is_new else _value(field, before.get(field)), _value(field, new))
        for field, new in {**dict.fromkeys(before), **after}.items()
        if field in FIELDS and (before.get(field) or "") != (new or "")
    ]


def _field(name: str) -> str:
    return str(gettext(FIELDS[name]))


def _value(field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if field == "credit_limit":
        return money(Decimal(value))
    return listed(field, str(value)) if field in LIST_OF_FIELD else str(value)
