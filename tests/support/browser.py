"""Chromium for the journeys: the machine's own, started alike everywhere."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support import shared
from tests.support.source import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # The same letters on every machine, so that pictures can be compared.
    "--font-render-hinting=none",
]

AXE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
AXE_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
#: Those that another language can break.
WORD_RULES = {
    "type": "tag",
    "values": ["cat.language", "cat.name-role-value", "cat.text-alternatives"],
}
#: Those that another theme can break.
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

#: Colours are judged when what fades in has come; what turns for ever is not waited for.
STILL = """() => Promise.allSettled(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished)
).then(() => true)"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class ChromiumMissingError(Exception):
    """No browser on this machine; the message says what was looked for."""


def find_chromium() -> str:
    """Raises ChromiumMissingError; ``CHROMIUM`` names another program than the usual ones."""
    wanted = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else NAMES
    for name in wanted:
        if path := shutil.which(name):
            return path
    raise ChromiumMissingError(f"no Chromium: none of {', '.join(wanted)} is on PATH")


def launch_options() -> dict[str, Any]:
    environment = {**os.environ, "FONTCONFIG_FILE": str(_fonts_file())}
    return {"executable_path": find_chromium(), "args": FLAGS, "env": environment}


def _fonts_file() -> Path:
    """Chinese letters for pictures, wherever the machine has none of its own."""
    package = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    folder = Path(package.origin).parent if package and package.origin else ROOT
    cache = shared.folder() / "fonts-cache"
    text = FONTS.format(folder=folder, cache=cache)
    return shared.made_once("fonts.conf", lambda path: path.write_text(text, encoding="utf-8"))


def accessibility_faults(
    page: Page,
    rules: dict[str, Any] = AXE_RULES,
    *,
    outside: str = "",
) -> list[str]:
    """What axe-core finds wrong on the page once it is loaded, but in the elements of the selector
    ``outside``; proves that it looked at something.

    A click that leads to another page returns when the answer begins, not when it is there.
    """
    page.wait_for_load_state()
    page.evaluate(STILL)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    where = {"exclude": [[outside]]} if outside else {"include": [["html"]]}
    found = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    assert found["passes"], f"axe-core checked nothing on {page.url}"
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {' '.join(map(str, node['target']))}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
