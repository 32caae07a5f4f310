"""Read figures and dates as people type them and as spreadsheets hold them.

Full-width characters, stray spaces, `￥1,234.00` and the usual ways to write a day
are understood; NaN, infinity, exponents, NUL and whatever is out of range are
refused. Every pattern runs on a text of at most 60 characters, so no input can
make one slow. A refusal is a `ParseError` that carries its message untranslated.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from webapp.services.core.errors import N_, RuleBroken

MONEY_LIMIT = Decimal(10) ** 12
QUANTITY_LIMIT = Decimal(10) ** 9
FIRST_YEAR = 1900
LAST_YEAR = 2100
MAX_LENGTH = 60
MAX_CODE_LENGTH = 60
QUANTITY_PLACES = 3
EXACT_DIGITS = 15
#: Ids are whole numbers of 32 bits.
LARGEST_ID = 2**31 - 1

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    0x3000: " ",
    0xFFE5: "¥",
    0x3002: ".",
    0x2212: "-",
}
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?", re.ASCII)
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_DAY_PATTERNS = tuple(
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        r"(\d{4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})",
        r"(\d{4}) ?(年) ?(\d{1,2}) ?月 ?(\d{1,2}) ?日",
        r"(\d{4})()(\d{2})(\d{2})",
    )
)
_COMPACT_DAYS = range(FIRST_YEAR * 10_000 + 101, LAST_YEAR * 10_000 + 1232)
_SERIAL_LIMIT = 80_000
_PHANTOM_SERIAL = 60

Figure = str | int | Decimal
Day = str | int | Decimal | date


class ParseError(RuleBroken):
    """A text that cannot be read; its message says why, for the field it came from."""


def to_half_width(text: str) -> str:
    """Turn full-width characters to ASCII, drop invisible ones, tidy the spaces."""
    return " ".join(text.translate(_INVISIBLE).translate(_FULL_WIDTH).split())


def parse_money(value: Figure, *, decimals: int = 2, allow_negative: bool = False) -> Decimal:
    """Read an amount of CNY below 10^12, with the given number of decimals.

    Accepts a leading ¥, ￥, CNY or RMB, a trailing 元, and grouping commas at their
    proper places. Unit prices are read with `decimals=4`. Raises ParseError.
    """
    text = _tidy(value).replace(" ", "")
    text = re.sub(r"^([+-]?)(?:¥|CNY|RMB)", r"\1", text, flags=re.IGNORECASE).removesuffix("元")
    return _checked(_number(text), MONEY_LIMIT, decimals, allow_negative)


def parse_quantity(value: Figure, decimals: int, *, allow_negative: bool = False) -> Decimal:
    """Read a quantity below 10^9 with at most the unit's number of decimals.

    Zero is read as zero: whether it makes sense is for the caller to say. Raises
    ParseError.
    """
    number = _number(_tidy(value).replace(" ", ""))
    return _checked(number, QUANTITY_LIMIT, decimals, allow_negative)


def parse_optional_quantity(text: str) -> Decimal:
    """A quantity as typed into a field; an empty field means none. Raises ParseError."""
    return parse_quantity(text, QUANTITY_PLACES) if text.strip() else Decimal(0)


def read_id(text: str) -> int | None:
    """The id that a form or an address names, at most the largest there can be; None for what
    is no number."""
    if not text.isascii() or not text.isdigit():
        return None
    return min(int(text[:MAX_LENGTH]), LARGEST_ID)


def parse_date(value: Day) -> date:
    """Read a day: 2016/8/1, 2016-08-01, 2016.8.1, 20160801, 2016年8月1日.

    A time of day behind it is passed over. A number is an Excel serial (1900 date
    system), or a day written 20160801 in a number cell. Years 1900 to 2100. Raises
    ParseError.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _in_years(value)
    if not isinstance(value, str):
        return _in_years(_day_of_number(Decimal(value)))
    text = _tidy(value)
    for pattern in _DAY_PATTERNS:
        if found := pattern.fullmatch(text):
            return _in_years(_day(found[1], found[3], found[4]))
    raise ParseError(N_("“%(entry)s” is not a date."), entry=text)


def parse_code(value: Figure) -> str:
    """Read a code, telephone, bar code or account number as text.

    A number cell keeps only 15 digits exactly, so a longer number in one is refused:
    its last digits are already lost. Raises ParseError.
    """
    if isinstance(value, str):
        return _tidy(value, MAX_CODE_LENGTH)
    number = Decimal(value)
    if not number.is_finite() or number != number.to_integral_value():
        raise ParseError(N_("“%(entry)s” is not a code."), entry=_short(str(value)))
    if len(str(abs(int(number)))) > EXACT_DIGITS:
        raise ParseError(N_("A number of more than 15 digits must stand in a text cell."))
    return str(int(number))


def _tidy(value: Figure, limit: int = MAX_LENGTH) -> str:
    if not isinstance(value, str):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if "\x00" in value:
        raise ParseError(N_("Contains a character that is not allowed."))
    if len(value) > 4 * limit:
        raise ParseError(N_("The text is too long."))
    text = to_half_width(value)
    if not text:
        raise ParseError(N_("Is missing."))
    if len(text) > limit:
        raise ParseError(N_("The text is too long."))
    return text


def _number(text: str) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ParseError(N_("“%(entry)s” is not a number."), entry=_short(text))
    sign, whole, fraction = found.groups()
    return Decimal(f"{sign}{whole.replace(',', '')}.{fraction or '0'}")


def _checked(number: Decimal, limit: Decimal, decimals: int, allow_negative: bool) -> Decimal:
    if abs(number) >= limit:
        raise ParseError(N_("The number is too large."))
    rounded = round(number, decimals)
    if rounded != number:
        raise ParseError(N_("At most %(decimals)s decimal places."), decimals=str(decimals))
    if number < 0 and not allow_negative:
        raise ParseError(N_("May not be negative."))
    return abs(rounded) if rounded == 0 else rounded


def _day_of_number(number: Decimal) -> date:
    if number.is_finite() and number == number.to_integral_value():
        whole = int(number) if abs(number) < 10**9 else 0
        if whole in _COMPACT_DAYS:
            digits = str(whole)
            return _day(digits[:4], digits[4:6], digits[6:])
    if not number.is_finite() or not 1 <= number < _SERIAL_LIMIT:
        raise ParseError(N_("“%(entry)s” is not a date."), entry=_short(str(number)))
    return _day_of_serial(int(number))


def _day_of_serial(serial: int) -> date:
    """Excel counts a 29 February 1900 that never was: serial 60."""
    if serial == _PHANTOM_SERIAL:
        raise ParseError(N_("“%(entry)s” is not a date."), entry=str(serial))
    start = date(1899, 12, 31 if serial < _PHANTOM_SERIAL else 30)
    return start + timedelta(days=serial)


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ParseError(N_("“%(entry)s” is not a date."), entry=f"{year}-{month}-{day}") from None


def _in_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ParseError(N_("The year must lie between 1900 and 2100."))
    return day


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
