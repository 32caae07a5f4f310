"""Identifiers that carry their own check digit: credit codes and bar codes."""

from dataclasses import dataclass
from enum import StrEnum

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_CHARACTERS)}
_CREDIT_LENGTH = 18
_OLD_LENGTH = 15
_EAN_LENGTH = 13


class CreditCodeStanding(StrEnum):
    """What a company's tax number turned out to be."""

    VALID = "valid"
    OLD = "old"
    INVALID = "invalid"


@dataclass(frozen=True)
class CreditCode:
    """A company's number as stored (trimmed, upper case), and its standing.

    OLD is the 15-character registration number from before 2015: warn, but do
    not block.
    """

    code: str
    standing: CreditCodeStanding


def check_credit_code(text: str) -> CreditCode:
    """Judge a unified social credit code (统一社会信用代码, GB 32100-2015)."""
    code = text.strip().upper()
    return CreditCode(code, _standing(code))


def credit_code_check_character(body: str) -> str:
    """Return the 18th character for the first 17.

    Raises ValueError for another length or a character outside the standard's
    alphabet (no I, O, S, V, Z).
    """
    if len(body) != _CREDIT_LENGTH - 1 or not set(body) <= set(_CREDIT_VALUES):
        raise ValueError("a credit code body has 17 characters of the standard")
    total = sum(
        _CREDIT_VALUES[character] * pow(3, position, 31) for position, character in enumerate(body)
    )
    return _CREDIT_CHARACTERS[(31 - total % 31) % 31]


def _standing(code: str) -> CreditCodeStanding:
    if len(code) == _OLD_LENGTH and code.isascii() and code.isalnum():
        return CreditCodeStanding.OLD
    if len(code) != _CREDIT_LENGTH or not set(code) <= set(_CREDIT_VALUES):
        return CreditCodeStanding.INVALID
    if credit_code_check_character(code[:-1]) != code[-1]:
        return CreditCodeStanding.INVALID
    return CreditCodeStanding.VALID


def ean13_check_digit(body: str) -> str:
    """Return the 13th digit of an EAN-13 bar code for the first 12.

    Raises ValueError unless the body is 12 ASCII digits.
    """
    if len(body) != _EAN_LENGTH - 1 or not _is_digits(body):
        raise ValueError("an EAN-13 body has 12 digits")
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body))
    return str(-total % 10)


def is_ean13(text: str) -> bool:
    """Say whether the text is 13 digits with a check digit that fits."""
    return (
        len(text) == _EAN_LENGTH and _is_digits(text) and ean13_check_digit(text[:-1]) == text[-1]
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
