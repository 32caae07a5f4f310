"""Amounts of money in Chinese capitals (人民币大写), as written on vouchers.

The rules are those of the payment regulations (支付结算办法, appendix 1): digits
零壹贰叁肆伍陆柒捌玖, units 拾佰仟万亿 and 元角分, the prefix 人民币 without a gap,
整 after 元 or 角, and several zeros inside written as one 零.
"""

from decimal import Decimal

PREFIX = "人民币"
LIMIT = Decimal(10) ** 12
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def amount_in_capitals(amount: Decimal) -> str:
    """Write an amount of CNY in capitals, prefix included.

    `Decimal("1409.50")` gives `人民币壹仟肆佰零玖元伍角整`; a negative amount has
    负 after the prefix. Raises ValueError for an amount of 10^12 and more, for a
    fraction of a fen, and for NaN and infinity.
    """
    fen_total = _whole_fen(amount)
    yuan, fen = divmod(abs(fen_total), 100)
    sign = "负" if fen_total < 0 else ""
    return f"{PREFIX}{sign}{_yuan_in_capitals(yuan, fen)}{_fraction(yuan, fen)}"


def _whole_fen(amount: Decimal) -> int:
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise ValueError("amount out of range for capitals")
    fen = amount * 100
    if fen != int(fen):
        raise ValueError("amount has a fraction of a fen")
    return int(fen)


def _yuan_in_capitals(yuan: int, fen: int) -> str:
    if yuan == 0:
        return "" if fen else "零元"
    written = ""
    gap = False
    for power in (2, 1, 0):
        group = yuan // 10_000**power % 10_000
        if group == 0:
            gap = bool(written)
            continue
        if written and (gap or group < 1000):
            written += "零"
        written += _group_in_capitals(group) + _GROUPS[power]
        gap = False
    return f"{written}元"


def _group_in_capitals(group: int) -> str:
    """Write 1 to 9999 without leading zeros, zeros inside collapsed."""
    written = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return written


def _fraction(yuan: int, fen: int) -> str:
    """Write jiao and fen; 零 stands for a zero between the yuan and what follows."""
    if fen == 0:
        return "整"
    jiao, rest = divmod(fen, 10)
    gap = yuan > 0 and (jiao == 0 or yuan % 10 == 0)
    written = "零" if gap else ""
    if jiao:
        written += f"{_DIGITS[jiao]}角"
    return written + (f"{_DIGITS[rest]}分" if rest else "整")
