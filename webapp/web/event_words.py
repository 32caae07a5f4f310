"""Words for the trail: what an act was about, and what was done. Acts on documents have their
sentences in ``timeline``; here stands everything else."""

from __future__ import annotations

import re

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.web.rate_words import RATE_EVENTS
from webapp.web.timeline import SENTENCES

_PLACE = re.compile(r"%\(\w+\)[sd]")

#: By table: what an event is about.
SUBJECTS = {
    "announcement": N_("Announcement"),
    "branch": N_("Branch"),
    "category": N_("Category"),
    "chain_setting": N_("Chain"),
    "choice_item": N_("List entry"),
    "company_settings": N_("Company settings"),
    "contract": N_("Contract"),
    "custom_field": N_("Own field"),
    "customer": N_("Customer"),
    "customer_level": N_("Customer level"),
    "department": N_("Department"),
    "import_mapping": N_("Mapping of columns"),
    "import_run": N_("List brought in"),
    "market_rate": N_("Market rate"),
    "inquiry": N_("Inquiry"),
    "order_kind": N_("Kind of order"),
    "paper_holder": N_("Held paper"),
    "panel_setting": N_("Panel of reviews"),
    "product": N_("Article"),
    "promotion": N_("Promotion"),
    "quotation": N_("Quotation"),
    "region": N_("Region"),
    "return_request": N_("Return"),
    "review": N_("Review form"),
    "role": N_("Role"),
    "sales_order": N_("Order"),
    "stand_in": N_("Stand-in"),
    "stock_slip": N_("Stock slip"),
    "tax_class": N_("Tax class"),
    "payment_exception": N_("Exception from payment"),
    "supervision_watch": N_("Watched case"),
    "user_account": N_("Account"),
    "warehouse": N_("Warehouse"),
}

EVENTS = {
    "AccountClosed": N_("Account closed"),
    "AccountOpened": N_("Account opened"),
    "AccountReopened": N_("Account opened again"),
    "AddressAdded": N_("Address added"),
    "AddressChanged": N_("Address changed"),
    "AddressRemoved": N_("Address removed"),
    "BranchAdded": N_("Branch added"),
    "BranchRemoved": N_("Branch deleted"),
    "BranchRenamed": N_("Branch renamed"),
    "ChainCreated": N_("Chain made"),
    "ChainSaved": N_("Chain changed"),
    "CompanyFounded": N_("Company founded"),
    "CompanySettingsChanged": N_("Settings changed"),
    "DefaultAddressChosen": N_("Default address chosen"),
    "DepartmentAdded": N_("Department added"),
    "DepartmentRemoved": N_("Department deleted"),
    "DepartmentRenamed": N_("Department renamed"),
    "LevelAdded": N_("Customer level added"),
    "LevelRemoved": N_("Customer level deleted"),
    "LevelRenamed": N_("Customer level renamed"),
    "ListEntryAdded": N_("List entry added"),
    "ListEntryMoved": N_("List entry moved"),
    "ListEntryRemoved": N_("List entry removed"),
    "ListEntryRenamed": N_("List entry renamed"),
    "MailChanged": N_("E-mail changed"),
    "OrderKindChanged": N_("Kind of order changed"),
    "OrderKindCreated": N_("Kind of order made"),
    "PanelCreated": N_("Panel made"),
    "PanelMoved": N_("Panel moved"),
    "PanelRenamed": N_("Panel renamed"),
    "PanelSaved": N_("Panel changed"),
    "PanelSwitched": N_("Panel switched on or off"),
    "PasswordChanged": N_("Password changed"),
    "PasswordReset": N_("One-time password made"),
    "RegionAdded": N_("Region added"),
    "RegionMoved": N_("Region moved"),
    "RegionRemoved": N_("Region deleted"),
    "RegionRenamed": N_("Region renamed"),
    "RoleCreated": N_("Role made"),
    "RoleRemoved": N_("Role deleted"),
    "RoleRenamed": N_("Role renamed"),
    "RoleRightsChanged": N_("Rights of a role changed"),
    "SessionsEnded": N_("Sessions ended"),
    "SignedIn": N_("Signed in"),
    "SignedOut": N_("Signed out"),
    "StaffChanged": N_("Staff file changed"),
    "StaffDisabled": N_("Account disabled"),
    "StaffEnabled": N_("Account enabled"),
    "StandInEnded": N_("Stand-in ended"),
    "StandInNamed": N_("Stand-in named"),
    "TaxClassCreated": N_("Tax class made"),
    "WarehouseAdded": N_("Warehouse added"),
    "WarehouseRemoved": N_("Warehouse deleted"),
    "WarehouseRenamed": N_("Warehouse renamed"),
    **RATE_EVENTS,
}


def subject_word(kind: str) -> str:
    """What an event is about, in the reader's language; the table's name where it has no word."""
    return gettext(SUBJECTS[kind]) if kind in SUBJECTS else kind


def subject_choices() -> list[tuple[str, str]]:
    """Every table that events are about, sorted by its word."""
    words = ((kind, gettext(text)) for kind, text in SUBJECTS.items())
    return sorted(words, key=lambda one: one[1])


def event_choices() -> list[tuple[str, str]]:
    """Every kind of act by name and words; sentences with places show them as dots."""
    texts = {**{name: text for name, (text, *_) in SENTENCES.items()}, **EVENTS}
    named = ((name, _without_places(gettext(text))) for name, text in texts.items())
    return sorted(named, key=lambda one: one[1])


def event_word(name: str) -> str:
    """A kind of act in words; its name where it has none."""
    texts = {**{key: text for key, (text, *_) in SENTENCES.items()}, **EVENTS}
    return _without_places(gettext(texts[name])) if name in texts else name


def _without_places(text: str) -> str:
    return _PLACE.sub("…", text)
