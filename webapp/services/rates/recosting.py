"""Flagging open quotations whose costs need a new look, because a rate behind them has moved (B16),
and asking again before one is offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Quotation, QuotationRevision
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.partial import none_of
from webapp.services.core.transaction import Tx
from webapp.services.quotations import kinds
from webapp.services.rates.latest import latest_values
from webapp.services.rates.rules import Move, RateValue, moves_between
from webapp.services.settings.queries import company_rules
from webapp.services.settings.rules import CompanyRules

MOVED = N_("What it was costed on has moved: %(moves)s. Re-cost it, or say why it is offered so.")


def tolerances_of(rules: CompanyRules) -> dict[str, Decimal]:
    """By kind of rate, how far it may move."""
    return {
        "material": rules.recost_material,
        "exchange": rules.recost_exchange,
        "rebate": rules.recost_rebate,
        "tariff": rules.recost_tariff,
    }


def moves_since(session: Session, basis: Iterable[Mapping[str, Any]]) -> tuple[Move, ...]:
    """How what a revision was costed on has moved until now, beyond the tolerances."""
    was = [RateValue.from_plain(one) for one in basis]
    latest = latest_values(session, {one.rate_id for one in was}, None)
    return moves_between(was, latest, tolerances_of(company_rules(session)))


def said(moves: Iterable[Move]) -> str:
    """The moves in figures that read the same in every language."""
    return "; ".join(
        f"{one.code} {_plain(one.before)} → {_plain(one.after)}"
        f" ({one.change:+}{'' if one.is_in_points else ' %'})"
        for one in moves
    )


def check_costing(tx: Tx, revision: QuotationRevision, reason: str) -> tuple[Move, ...]:
    """Asked before a revision is offered: raises RuleBroken at ``reason`` when what it was costed
    on has moved and nobody says why it is offered all the same. Answers the moves."""
    moves = moves_since(tx.session, revision.basis)
    if moves and not reason.strip():
        raise RuleBroken(MOVED, "reason", moves=said(moves))
    return moves


def flag_quotations(tx: Tx, rate_ids: Iterable[int]) -> Sequence[str]:
    """Looks again at every open quotation that one of these rates is behind: flags it, tells whose
    it is, or takes the flag back when the rate has returned. Answers the numbers newly flagged."""
    moved = frozenset(rate_ids)
    behind = [one for one in _costed(tx.session) if moved & one.rate_ids]
    if not behind:
        return []
    locked = _lock(tx, [one.quotation_id for one in behind])
    # Read again under the lock: a new revision may have begun meanwhile.
    costed = {one.quotation_id: one for one in _costed(tx.session, locked)}
    latest = latest_values(tx.session, None, None)
    tolerances = tolerances_of(company_rules(tx.session))
    return [
        quotation.number
        for quotation_id, quotation in locked.items()
        if _flag(
            tx,
            quotation,
            costed[quotation_id],
            moves_between(costed[quotation_id].basis, latest, tolerances),
        )
    ]


def lift_flag(quotation: Quotation) -> None:
    """A new revision is costed anew: what stood against the old one is over."""
    quotation.recost_since, quotation.recost_reasons = None, []


@dataclass(frozen=True, slots=True)
class _Costed:
    """What the current revision of a quotation rests on, and who wrote it."""

    quotation_id: int
    basis: tuple[RateValue, ...]
    made_by_id: int | None

    @property
    def rate_ids(self) -> frozenset[int]:
        return frozenset(one.rate_id for one in self.basis)


def _costed(session: Session, ids: Collection[int] | None = None) -> list[_Costed]:
    """The open quotations, or those under these ids."""
    chosen = none_of(Quotation.status, kinds.CLOSED) if ids is None else Quotation.id.in_(list(ids))
    rows = session.execute(
        select(Quotation.id, QuotationRevision.basis, QuotationRevision.made_by_id)
        .join(
            QuotationRevision,
            (QuotationRevision.quotation_id == Quotation.id)
            & (QuotationRevision.number == Quotation.revision),
        )
        .where(chosen)
    )
    return [
        _Costed(row.id, tuple(RateValue.from_plain(one) for one in row.basis), row.made_by_id)
        for row in rows
    ]


def _lock(tx: Tx, ids: Collection[int]) -> dict[int, Quotation]:
    """In the order of their ids, so that two buyers never wait for each other; those that closed
    meanwhile are left out."""
    rows = tx.session.scalars(
        select(Quotation)
        .where(Quotation.id.in_(sorted(ids)), none_of(Quotation.status, kinds.CLOSED))
        .order_by(Quotation.id)
        .with_for_update()
    )
    return {one.id: one for one in rows}


def _flag(tx: Tx, quotation: Quotation, costed: _Costed, moves: Sequence[Move]) -> bool:
    """Whether it was flagged just now."""
    was_flagged = quotation.recost_since is not None
    reasons = [one.to_plain() for one in moves]
    if quotation.recost_reasons != reasons:
        quotation.recost_reasons = reasons
    if was_flagged and not moves:
        lift_flag(quotation)
        tx.record(quotation, "RecostLifted")
    if was_flagged or not moves:
        return False
    quotation.recost_since = tx.now
    tx.record(quotation, "RecostFlagged", internal={"moves": said(moves)})
    params = {"reason": said(moves)}
    people = (quotation.salesperson_id, quotation.created_by_id, costed.made_by_id)
    for user_id in dict.fromkeys(people):
        tx.notify(user_id, "RecostNeeded", params, kind=kinds.KIND, number=quotation.number)
    return True


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"
