"""An e-mail address as a person types it: one recipient, and nothing that a header could choke
on (C8)."""

from __future__ import annotations

import re

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import to_half_width

LONGEST_ADDRESS = 120
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)


def parse_mail_address(text: str) -> str:
    """The address, '' for none. Raises RuleBroken for what is not a single one."""
    shown = to_half_width(text).strip()
    if not shown:
        return ""
    if len(shown) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(shown):
        raise RuleBroken(N_("This is not an e-mail address."))
    return shown
