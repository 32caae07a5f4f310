"""Orders from contracts, exceptions from payment and watched cases in the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from webapp.demo.contracting import Telling, filed
from webapp.demo.inquiring import BOLT, LOCK, RAIL, DemoProduct
from webapp.demo.judging import review_of, speak
from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand
from webapp.demo.world import World
from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Product,
    StockBalance,
    SupervisionWatch,
)
from webapp.services.core.transaction import Tx
from webapp.services.exceptions.commands import apply_for_exception, withdraw_exception
from webapp.services.orders.from_agreements import place_order_from_contract
from webapp.services.orders.placing import OrderInput
from webapp.services.orders.tying import tie_article
from webapp.services.reviews.ruling import rule
from webapp.services.supervision.commands import hold_case, release_case

PANEL = "finance_exception"
REASON = "老客户，历年回款及时，本季度因工程款拖延，预计月底前付清。"


def supervision_strands(world: World) -> Iterator[Strand]:
    """A large case that was held and goes on, one that is on hold, and exceptions in each state."""
    yield _large(world)
    yield _held(world)
    yield _exception(world, 5, BOLT, 30.0, "refused")
    yield _exception(world, 7, LOCK, 15.5, "")


def _large(world: World) -> Strand:
    """From the inquiry to an order that the general manager let through, watched all the way."""
    contract = yield from filed(world, 4, RAIL, 20.0)
    tx = yield 7 * DAY, world.staff["superv"]
    _hold(tx, contract, "同类产品近期报价偏低，核查成本明细。")
    tx = yield 6 * DAY, world.staff["superv"]
    release_case.act(tx, contract, _leader(tx, contract).version, "成本明细已核对，可以继续。")
    yield from _decided(world, contract, 2.8, "approved")
    tx = yield 1 * DAY, world.staff["sales"]
    line = _line(tx, contract)
    most = StockBalance.on_hand - StockBalance.reserved
    article = (
        select(Product.code)
        .join(StockBalance, StockBalance.product_id == Product.id)
        .where(
            Product.unit == line.unit,
            Product.on_shelf,
            StockBalance.warehouse_id == world.clients[4].warehouse_id,
        )
        .order_by(most.desc(), Product.id)
        .limit(1)
    )
    tie_article.act(tx, "contract", contract, line.id, tx.session.scalars(article).one())
    tx = yield 0.4 * DAY, world.staff["sales"]
    _order(tx, contract, Decimal(120))


def _held(world: World) -> Strand:
    """The newest large inquiry is looked into."""
    tx = yield 0.6 * DAY, world.staff["superv"]
    newest = (
        select(SupervisionWatch.document_number)
        .where(SupervisionWatch.document_kind == "inquiry", SupervisionWatch.ended_at.is_(None))
        .order_by(SupervisionWatch.id.desc())
        .limit(1)
    )
    number = tx.session.scalars(newest).first()
    if number is not None:
        _hold(tx, number, "数量超出该客户历年用量，请业务部说明最终用途。")


def _exception(
    world: World, client: int, asked: DemoProduct, begins: float, decision: str
) -> Strand:
    """An application over a contract whose advance has not come; '' leaves it waiting, after one
    that was given up."""
    contract = yield from filed(world, client, asked, begins)
    if not decision:
        tx = yield (begins - 13.4) * DAY, world.staff["sales"]
        given_up = apply_for_exception.act(tx, contract, REASON)
        tx = yield (begins - 13.6) * DAY, world.staff["sales"]
        withdraw_exception.act(tx, given_up.number, given_up.version)
    yield from _decided(world, contract, begins - 14, decision)


def _decided(world: World, contract: str, days: float, decision: str) -> Telling:
    """Applied for by sales, the deputy heard, and ruled on by the general manager."""
    tx = yield days * DAY, world.staff["sales"]
    number = apply_for_exception.act(tx, contract, REASON).number
    tx = yield (days - 0.4) * DAY, world.staff["deputy"]
    speak(tx, number, "deputy", "agree", PANEL)
    if decision:
        tx = yield (days - 0.8) * DAY, world.staff["gm"]
        review = review_of(tx, number, PANEL)
        rule.act(tx, review.number, review.round_number, decision, "按申请处理。")
    return number


def _hold(tx: Tx, number: str, reason: str) -> None:
    hold_case.act(tx, number, _leader(tx, number).version, reason)


def _leader(tx: Tx, number: str) -> SupervisionWatch:
    watch = tx.session.scalars(
        select(SupervisionWatch).where(SupervisionWatch.document_number == number)
    ).one()
    return tx.session.get_one(SupervisionWatch, watch.leader_id or watch.id)


def _line(tx: Tx, contract: str) -> ContractLine:
    """The only line of the version in force."""
    return tx.session.scalars(
        select(ContractLine)
        .join(ContractRevision, ContractRevision.id == ContractLine.revision_id)
        .join(Contract, Contract.id == ContractRevision.contract_id)
        .where(Contract.number == contract, ContractRevision.number == Contract.in_force)
    ).one()


def _order(tx: Tx, contract: str, quantity: Decimal) -> None:
    given = OrderInput(
        lines=(), requested_date=tx.today + timedelta(days=20), reason_code="project"
    )
    place_order_from_contract.act(tx, contract, {_line(tx, contract).id: quantity}, given)
