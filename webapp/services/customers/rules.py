"""What a telephone number may look like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.services.core.errors import N_
from webapp.services.core.parsing import ParseError, to_half_width

LONGEST_PHONE = 40
#: A mobile number; a service number; a landline with or without its area code; one from abroad.
_KNOWN = re.compile(
    r"(?:(?:\+|00)?86)?1[3-9]\d{9}|[48]00\d{7}|(?:0\d{2,3})?[2-9]\d{6,7}"
    r"|(?:\+|00)86\d{9,11}|\+[1-9]\d{6,13}",
    re.ASCII,
)
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#|-)\d{1,6}$", re.ASCII | re.IGNORECASE)


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
