"""Pinyin initials, by which people look up Chinese names: 不锈钢螺栓 is `bxgls`."""

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return the lower-case initials of the text; Latin letters and digits stay as they are.

    Everything else (signs, spaces, other scripts) is left out. Words are known to the
    dictionary, so 重庆 is `cq` and 重量 is `zl`.
    """
    # Its dictionary takes 55 MiB, which a process that names nothing need not hold.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    pieces = lazy_pinyin(text, style=Style.FIRST_LETTER)
    joined = "".join(pieces).lower()
    return "".join(character for character in joined if character.isascii() and character.isalnum())
