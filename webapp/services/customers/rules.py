"""What a customer's code, tax number and telephone number may look like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.identifiers import CreditCode, CreditCodeStanding, check_credit_code
from webapp.services.core.parsing import ParseError, to_half_width

LONGEST_PHONE = 40
#: Letters of any script, digits, and signs that an address on this site can hold.
_CODE = re.compile(r"\w[\w.-]{0,39}")
#: A mobile number; a service number; a landline with or without its area code; one from abroad.
_KNOWN = re.compile(
    r"(?:(?:\+|00)?86)?1[3-9]\d{9}|[48]00\d{7}|(?:0\d{2,3})?[2-9]\d{6,7}"
    r"|(?:\+|00)86\d{9,11}|\+[1-9]\d{6,13}",
    re.ASCII,
)
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#|-)\d{1,6}$", re.ASCII | re.IGNORECASE)


def parse_customer_code(text: str) -> str:
    """A customer's code in capitals. Raises RuleBroken at ``code``."""
    code = to_half_width(text).upper()
    if not _CODE.fullmatch(code):
        raise RuleBroken(
            N_("A code has 1 to 40 letters, digits, dots and hyphens, and no spaces."), "code"
        )
    return code


def parse_credit_code(text: str) -> CreditCode:
    """A company's tax number as it is stored; '' stays ''. Old numbers pass.

    Raises RuleBroken at ``credit_code`` for one whose check character does not fit.
    """
    found = check_credit_code(to_half_width(text))
    if found.code and found.standing is CreditCodeStanding.INVALID:
        raise RuleBroken(
            N_("This is not a unified social credit code: 18 characters, the last one checks."),
            "credit_code",
        )
    return found


def parse_phone(text: str) -> str:
    """A telephone number as it was typed, in half width and with its spaces tidied.

    Mobile, landline with extension, 400 numbers and numbers from abroad with a plus are taken.
    Raises ParseError.
    """
    shown = to_half_width(text)
    if len(shown) > LONGEST_PHONE or not any(_KNOWN.fullmatch(one) for one in _readings(shown)):
        raise ParseError(N_("“%(entry)s” is not a telephone number."), entry=shown[:LONGEST_PHONE])
    return shown


def _readings(shown: str) -> Iterator[str]:
    """The digits alone, with what may be an extension and without it."""
    bare = re.sub(r"[ ().]", "", shown)
    yield bare.replace("-", "")
    yield _EXTENSION.sub("", bare).replace("-", "")
