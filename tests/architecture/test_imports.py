"""The direction of imports: contracts in pyproject.toml, and what contracts cannot say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT, imported_modules, place, python_files

SERVICES = "webapp.services."

#: Mechanisms that every area uses and that know none of them (docs/decisions/0001-the-house.md).
ENGINES = frozenset(
    {
        "accounts",
        "chains",
        "core",
        "documents",
        "files",
        "identity",
        "notices",
        "reviews",
        "settings",
        "stock",
        "trail",
        "work",
    }
)


def test_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_engines_do_not_know_the_areas_that_use_them() -> None:
    offences = [
        f"{place(path, line)} imports {module}"
        for engine in sorted(ENGINES)
        for path in python_files(f"webapp/services/{engine}")
        for line, module in imported_modules(path)
        if module.startswith(SERVICES) and module.split(".")[2] not in ENGINES
    ]
    assert offences == []
