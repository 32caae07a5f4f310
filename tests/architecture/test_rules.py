"""The list of business rules, and the tests that say they prove them."""

from __future__ import annotations

import re

from tests.support.rules import proofs_by_rule, report
from tests.support.source import rule_titles


def test_every_rule_named_by_a_test_exists() -> None:
    unknown = {rule: tests for rule, tests in proofs_by_rule().items() if rule not in rule_titles()}
    assert unknown == {}


def test_every_rule_has_an_id_and_a_summary() -> None:
    titles = rule_titles()
    assert len(titles) == 164
    assert [
        rule for rule, title in titles.items() if not re.match(r"[A-O]\d+$", rule) or not title
    ] == []


def test_the_report_counts_what_stands() -> None:
    standing = sum(1 for tests in proofs_by_rule().values() if tests)
    assert f"{standing} of 164 rules stand." in report(only_missing=True)
