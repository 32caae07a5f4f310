"""The trail of contracts in words: what was done, and which terms it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from webapp.services.contracts.kinds import TERMS
from webapp.services.core.errors import N_

CONTRACT_SENTENCES: dict[str, tuple[str, str, str]] = {
    "ContractRegistered": (N_("Entered into the register"), "done", "files"),
    "ContractDrawn": (N_("Drawn from the quotation"), "moving", "edit"),
    "ContractSaved": (N_("Contract reworded"), "waiting", "edit"),
    "ContractReworked": (N_("Taken into work again"), "back", "refresh"),
    "ContractSubmitted": (N_("Put up for review"), "moving", "clipboard-check"),
    "ContractSentBack": (N_("Sent back by the convenor"), "back", "arrow-back-up"),
    "ContractAppealed": (N_("Taken to appeal"), "moving", "clipboard-check"),
    "ContractApproved": (N_("Approved, may be signed"), "done", "check"),
    "ContractNotAcceptable": (N_("Not acceptable"), "trouble", "alert-triangle"),
    "ContractSigned": (N_("Signed on %(day)s"), "done", "edit"),
    "ContractFiled": (N_("Filed with quality supervision on %(day)s"), "done", "files"),
    "ContractAmended": (N_("Amendment %(amendment)s begun"), "moving", "edit"),
    "AmendmentDropped": (N_("Amendment %(amendment)s given up"), "void", "ban"),
    "ContractVoided": (N_("Contract given up"), "void", "ban"),
    "ContractEnded": (N_("Contract ended early"), "void", "ban"),
    "PaperHanded": (N_("%(paper)s to %(department)s"), "draft", "files"),
    "PaperTakenBack": (N_("%(paper)s no longer with %(department)s"), "draft", "files"),
}
#: Terms that a change names with both values; of longer ones it says only that they changed.
SHORT = ("delivery_date", "delivery_terms", "packaging_terms", "payment_terms")
NOTHING = "–"


def contract_changes(name: str, data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What rewording a contract changed."""
    if name != "ContractSaved":
        return []
    before, after = data.get("before", {}), data.get("after", {})
    found = []
    if "title" in after:
        found.append((gettext("Title"), str(before.get("title") or NOTHING), str(after["title"])))
    for term, label in TERMS.items():
        if term not in after:
            continue
        if term in SHORT:
            values = (str(one.get(term) or NOTHING) for one in (before, after))
            found.append((gettext(label), *values))
        else:
            found.append((gettext(label), "", _long(term, after[term])))
    return found


def _long(term: str, value: str | Sequence[Mapping[str, str]]) -> str:
    if term == "payment_dates" and not isinstance(value, str):
        return "; ".join(f"{one['day']} {float(one['share']):.0%}" for one in value)
    return str(gettext("changed"))
