"""Acts on orders from contracts, exceptions from payment and watched cases, ready to be done
once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select, update

from tests.support.agreeing import SIGNED, SLIP, Agreeing, choose
from tests.support.company import Company
from tests.support.ready import Ready
from tests.support.reviewing import Reviewing
from tests.support.stages import Stages
from webapp.models import Contract, ContractLine, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Done, writing
from webapp.services.exceptions.commands import apply_for_exception
from webapp.services.orders.placing import RemittanceClaim
from webapp.services.supervision.commands import hold_case


class AgreementActs:
    company: Company

    def place_order_from_contract(self) -> Ready:
        agreeing = self._agreeing()
        number = agreeing.contract()
        bolts = {agreeing.lines(number)[0]: Decimal(20)}
        return Ready("kh001", (number, bolts, agreeing.given()))

    def place_order_from_quotation(self) -> Ready:
        agreeing = self._agreeing()
        agreeing.choose(order_from_quotation="always")
        number = agreeing.contracting.quoted()
        return Ready("kh001", (number, agreeing.quoted_lines(number), agreeing.given()))

    def tie_article(self) -> Ready:
        agreeing = self._agreeing()
        number = agreeing.contract()
        line = agreeing.lines(number)[1]
        with writing(agreeing.session, SYSTEM) as tx:
            tx.session.get_one(ContractLine, line).unit = "个"
        return Ready("admin", ("contract", number, line, "LOCK-1"))

    def apply_for_exception(self) -> Ready:
        return Ready("sales", (self._agreeing().contract(paid=False), "老客户，月底付款"))

    def withdraw_exception(self) -> Ready:
        applied = self._applied()
        return Ready("sales", (applied.number, applied.version))

    def _applied(self) -> Done:
        number = self._agreeing().contract(paid=False)
        sales = self.company.actor("sales")
        return apply_for_exception(self.company.session, sales, number, "老客户，月底付款")

    def return_to_sales(self) -> Ready:
        agreeing = self._agreeing()
        claim = RemittanceClaim("王经理", Decimal("3180.00"))
        number = agreeing.contract(paid=False)
        order = agreeing.order(number, remittance=claim, papers=(*SIGNED, SLIP))
        return Ready("review", (order.number, order.version, "请催款"))

    def report_refusal(self) -> Ready:
        agreeing = self._agreeing()
        number = agreeing.contract(paid=False)
        seller = select(User.id).where(User.user_name == "sales").scalar_subquery()
        with writing(agreeing.session, SYSTEM) as tx:
            tx.session.execute(update(Contract).values(salesperson_id=seller))
        return Ready("kh001", (number,))

    def hold_case(self) -> Ready:
        return Ready("admin", (self._watched(), 1, "核查价格"))

    def release_case(self) -> Ready:
        number = self._watched()
        hold_case(self.company.session, self.company.actor("admin"), number, 1, "核查价格")
        return Ready("admin", (number, 2, "已查清"))

    def _watched(self) -> str:
        """The number of an order that is a large case."""
        choose(self.company, supervision_amount=Decimal("20.00"))
        return Stages(self.company).submitted().number

    def _agreeing(self) -> Agreeing:
        return Agreeing(Reviewing(self.company))
