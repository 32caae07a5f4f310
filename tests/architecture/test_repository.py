"""What stands beside the source: change log, locks, decisions, vendored files."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest

from tests.support.source import ROOT, place

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VENDORED = [ROOT / "webapp" / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]


def test_the_change_log_has_a_place_for_the_next_change() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_locked_package_has_its_hash(name: str) -> None:
    """C58: what is installed is what was tested, byte for byte."""
    lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in lock


def test_every_dependency_is_locked_and_has_its_reason() -> None:
    declared = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    names = [re.split(r"[\[><=;]", entry)[0].strip() for entry in declared]
    lock = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    assert [name for name in names if f"\n{name.lower()}==" not in f"\n{lock}"] == []
    assert [name for name in names if f"| {name} |" not in reasons] == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in records if f"({name})" not in index] == []


def test_vendored_files_are_those_that_were_checked() -> None:
    offences = []
    for folder in VENDORED:
        listed = (folder / "README.md").read_text("utf-8")
        for path in folder.rglob("*"):
            served = path.is_file() and path.suffix in {".js", ".mjs", ".css", ".wasm", ".svg"}
            if served and hashlib.sha256(path.read_bytes()).hexdigest() not in listed:
                offences.append(place(path))
    assert offences == []
