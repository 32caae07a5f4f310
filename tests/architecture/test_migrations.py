"""Every migration can be taken back, and they stand in one line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.support.source import ROOT, python_files, tree_of

VERSIONS = python_files("migrations/versions")


def test_migrations_stand_in_one_line() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_every_migration_can_be_taken_back(path: Path) -> None:
    functions = {
        node.name: node for node in tree_of(path).body if isinstance(node, ast.FunctionDef)
    }
    up, down = functions["upgrade"], functions["downgrade"]
    assert _does_something(down) or not _does_something(up)


def _does_something(function: ast.FunctionDef) -> bool:
    return any(not isinstance(node, ast.Pass) and not _is_docstring(node) for node in function.body)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
