"""Which business rules stand: each rule id with the tests that name it."""

from __future__ import annotations

import argparse
import sys

from tests.support.source import marked_tests, rule_titles


def proofs_by_rule() -> dict[str, list[str]]:
    proofs: dict[str, list[str]] = {rule: [] for rule in rule_titles()}
    for marked in marked_tests():
        for rule in marked.rules:
            proofs.setdefault(rule, []).append(marked.test)
    return proofs


def report(*, only_missing: bool) -> str:
    titles = rule_titles()
    proofs = proofs_by_rule()
    lines: list[str] = []
    for rule, title in titles.items():
        if only_missing and proofs[rule]:
            continue
        lines.append(f"{rule:4} {'stands' if proofs[rule] else 'open  '}  {title}")
        lines += [f"{'':13}{test}" for test in proofs[rule]]
    standing = sum(1 for rule in titles if proofs[rule])
    return "\n".join([*lines, "", f"{standing} of {len(titles)} rules stand."])


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/rules", description=__doc__)
    parser.add_argument("--missing", action="store_true", help="only rules that no test proves")
    arguments = parser.parse_args()
    sys.stdout.write(report(only_missing=arguments.missing) + "\n")


if __name__ == "__main__":
    main()
