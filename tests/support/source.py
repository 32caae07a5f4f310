"""Reads the product's own source, for the tests about the house itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def templates() -> list[Path]:
    return sorted((ROOT / "webapp" / "templates").rglob("*.html"))


def scripts() -> list[Path]:
    """Our own JavaScript: what is vendored is not ours to judge."""
    found = (ROOT / "webapp" / "static").rglob("*.js")
    return sorted(path for path in found if "vendor" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int | None = None) -> str:
    """How a failure names a place: relative to the repository, clickable in most editors."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def matches(paths: list[Path], pattern: str) -> list[str]:
    """Places whose line holds the pattern."""
    wanted = re.compile(pattern)
    return [
        f"{place(path, number)}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, with its line; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


@dataclass(frozen=True, slots=True)
class Marked:
    """A test function or class with the rules that it says it proves."""

    test: str
    rules: tuple[str, ...]


def marked_tests() -> list[Marked]:
    """Every test marked with ``@pytest.mark.rule``, found without importing it."""
    return [
        Marked(f"{place(path)}::{name}", rules)
        for path in python_files("tests")
        for name, rules in _marked(tree_of(path))
    ]


def _marked(module: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            rules = [rule for decorator in node.decorator_list for rule in _rules_in(decorator)]
            if rules:
                yield node.name, tuple(rules)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            rules = [rule for call in ast.walk(node.value) for rule in _rules_in(call)]
            if rules:
                yield "(whole file)", tuple(rules)


def _rules_in(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "pytest.mark.rule":
        return []
    return [str(word.value) for word in node.args if isinstance(word, ast.Constant)]


def rule_titles() -> dict[str, str]:
    """Rule id to its one-line summary, from ``docs/rules.txt``."""
    lines = (ROOT / "docs" / "rules.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(None, 1) for line in lines if line and not line.startswith("#"))
    return {rule: title.strip() for rule, title in pairs}
