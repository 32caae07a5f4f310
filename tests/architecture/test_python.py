"""House rules for Python source that the linters do not know."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TypeGuard

from tests.support.source import ROOT, matches, place, python_files, tree_of

LONGEST_FILE = 400
PRODUCT = python_files("webapp")
EVERYTHING = [*PRODUCT, *python_files("tests", "migrations"), ROOT / "wsgi.py"]

#: Names that say nothing about what is inside.
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc"})

#: Areas whose figures are pixels and proportions.
WITHOUT_MONEY = frozenset({"files"})

#: The one place where a business act becomes lasting.
COMMIT_PLACE = "webapp/services/core/transaction.py"

#: The one place that marks text as HTML: translations, which are the product's own words, with
#: their parameters escaped, as Jinja's extension does it.
WORDS_PLACE = ROOT / "webapp" / "web" / "environment.py"


def test_no_file_is_too_long_to_read_at_once() -> None:
    files = [path for path in EVERYTHING if path.parent.name != "versions"]
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_names_say_what_is_inside() -> None:
    names = [(place(path), {path.stem, path.parent.name}) for path in EVERYTHING]
    assert [name for name, words in names if words & EMPTY_NAMES] == []


def test_business_acts_are_committed_in_one_place() -> None:
    services = python_files("webapp/services", "webapp/blueprints", "webapp/web", "webapp/models")
    places = [
        (place(path), node.lineno)
        for path in services
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert [name for name, _ in places] == [COMMIT_PLACE], places


def test_money_is_never_a_float() -> None:
    offences = [
        place(path, node.lineno)
        for path in python_files("webapp/services", "webapp/models")
        if path.parent.name not in WITHOUT_MONEY
        for node in ast.walk(tree_of(path))
        if _is_float(node) and not _is_a_wait(path, node.lineno)
    ]
    assert offences == []


def _is_float(node: ast.AST) -> TypeGuard[ast.expr]:
    named = isinstance(node, ast.Name) and node.id == "float"
    return named or (isinstance(node, ast.Constant) and isinstance(node.value, float))


def _is_a_wait(path: Path, line: int) -> bool:
    return "sleep(" in path.read_text("utf-8").splitlines()[line - 1]


def test_sql_is_never_put_together_from_text() -> None:
    """C3: a statement in text is a literal, so that no value can become part of it."""
    offences = [
        place(path, call.lineno)
        for path in PRODUCT
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and _called(call) in {"text", "execute", "exec_driver_sql", "literal_column"}
        and any(_is_built(argument) for argument in call.args[:1])
    ]
    assert offences == []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(isinstance(side, ast.Constant) for side in (node.left, node.right))
    return isinstance(node, ast.Call) and _called(node) == "format"


def test_nothing_runs_text_as_code_or_trusts_it_as_html() -> None:
    """C1 and C4; ruff's S rules hold the rest."""
    forbidden = r"\b(eval|exec|Markup|render_template_string)\(|\bpickle\b|shell=True|yaml\.load\("
    others = [path for path in python_files("webapp") if path != WORDS_PLACE]
    assert matches(others, forbidden) == []


def test_nothing_is_left_for_later_and_no_test_is_switched_off() -> None:
    # Spelled apart, so that this line does not find itself.
    later = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error"])
    off = r"pytest\.mark\.(?:sk" + r"ip|xf" + r"ail)"
    careless = r"# type: ig" + r"nore(?!\[)|# no" + r"qa(?!:)"
    found = matches(EVERYTHING, rf"\b(?:{later})\b|{off}|{careless}")
    assert found == []


def test_no_place_of_one_machine_is_named() -> None:
    sources = [*EVERYTHING, *_texts("script", ".ci", "docs"), *ROOT.glob("*.md")]
    assert matches(sources, r"(?<![\w.])/(?:work|root|home/\w+)/") == []


def _texts(*folders: str) -> list[Path]:
    """Files to be read in these folders; pictures are none."""
    found = (path for name in folders for path in (ROOT / name).rglob("*"))
    return [path for path in found if path.is_file() and path.suffix != ".png"]


def test_scripts_can_be_run() -> None:
    scripts = [path for path in _texts("script", ".ci") if not path.suffix]
    assert [place(path) for path in scripts if not path.stat().st_mode & 0o111] == []
    first_lines = {place(path): path.read_text("utf-8").splitlines()[0] for path in scripts}
    assert {
        name for name, line in first_lines.items() if not re.match(r"#!/usr/bin/env ", line)
    } == set()
