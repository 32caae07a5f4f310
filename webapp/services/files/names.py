"""Names of uploaded files: what may be shown, and how a download is named."""

import unicodedata
from urllib.parse import quote

MAX_NAME = 120
_FALLBACK = "file"
_RESERVED = set('<>:"/\\|?*%;')


def safe_name(given: str, extension: str) -> str:
    """Return a name fit for lists and downloads, ending in the extension that was checked.

    Folders, control and invisible characters (direction marks among them), lone surrogates
    and characters that file systems reserve are dropped; 120 characters at most.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if _may_stay(character))
    stem = " ".join(kept.split()).rpartition(".")[0] if "." in kept else " ".join(kept.split())
    stem = stem.strip(". ")[: MAX_NAME - len(extension) - 1].rstrip(". ")
    return f"{stem or _FALLBACK}.{extension}"


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Return the header that makes a browser save the file under this name, or show it in place
    with ``inline`` (RFC 6266).

    The plain form is ASCII without quotes or backslashes; the full name follows in UTF-8.
    """
    whole = "".join(character for character in name if _may_stay(character)) or _FALLBACK
    plain = "".join(character if " " <= character <= "~" else "_" for character in whole)
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"


def _may_stay(character: str) -> bool:
    """No category C: controls, formats, surrogates, private use; no line separators."""
    category = unicodedata.category(character)
    return not (category.startswith("C") or category in {"Zl", "Zp"} or character in _RESERVED)
