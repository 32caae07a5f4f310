"""Typesetting a paper from plain data with Typst: the data is text to it, never markup.

Call it outside a write transaction: a page takes milliseconds, sixty lines of a table a tenth of
a second.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
#: A folder with fonts of one's own, looked into first.
FONTS_SETTING = "PAPER_FONTS"
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
#: A compiler is one thread's at a time.
_one_at_a_time = threading.Lock()


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template beside this module, ``quotation.typ``, filled with ``data``.

    The template reads it by ``json(bytes(sys.inputs.data))``; values are strings, numbers, lists
    and objects as JSON knows them, money already written out as text.
    """
    text = json.dumps(data, ensure_ascii=False)
    with _one_at_a_time:
        made = _typst().compile(
            FOLDER / template,
            root=FOLDER,
            font_paths=_fonts(),
            sys_inputs={"data": text},
            format="pdf",
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} gave no single document")
    return made


def _typst() -> Any:
    """Loaded when the first paper is wanted: most processes never set one."""
    return importlib.import_module("typst")


@functools.cache
def _fonts() -> Any:
    """Fonts with Chinese letters: one's own folder, then the package's; never those of the
    machine, so that a paper looks the same wherever it is made."""
    return _typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=_font_folders()
    )


def _font_folders() -> list[str]:
    folders = [os.environ[FONTS_SETTING]] if os.environ.get(FONTS_SETTING) else []
    package = importlib.util.find_spec(FONT_PACKAGE)
    if package is not None and package.origin is not None:
        folders.append(str(Path(package.origin).parent))
    return folders
