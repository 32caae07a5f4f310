"""The acts on contracts, each ready to be done once on the small company."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tests.support.company import Company, a_picture
from tests.support.contracting import SCAN, Contracting
from tests.support.ready import Ready
from tests.support.reviewing import Reviewing
from webapp.services.contracts.amending import amend_contract
from webapp.services.contracts.queries import get_contract
from webapp.services.contracts.register import PaperContract
from webapp.services.files.storing import Paper

SIGNED = Paper("signed_contract", a_picture("合同.png"))


class ContractActs:
    """Rows of ``Acts``."""

    company: Company
    reviewing: Reviewing

    @cached_property
    def contracting(self) -> Contracting:
        return Contracting(self.reviewing)

    def register_contract(self) -> Ready:
        return Ready("sales", (PaperContract("HT-7", "KH001", "年度框架", scan=SIGNED),))

    def draw_contract(self) -> Ready:
        return Ready("sales", (self.contracting.quoted(),))

    def save_contract(self) -> Ready:
        number = self.contracting.drawn()
        return self._of_contract(number, "sales", "合页", self.contracting.terms(number))

    def submit_contract(self) -> Ready:
        return self._of_contract(self.contracting.drawn(), "sales")

    def rework_contract(self) -> Ready:
        return self._of_contract(self.contracting.approved(), "sales")

    def sign_contract(self) -> Ready:
        some = self.contracting
        return self._of_contract(some.approved(), "sales", some.today, "王经理", SCAN)

    def file_contract(self) -> Ready:
        return self._of_contract(self.contracting.signed(), "admin", self.contracting.today, SCAN)

    def amend_contract(self) -> Ready:
        return self._of_contract(self.contracting.filed(), "sales", "工地延期")

    def drop_amendment(self) -> Ready:
        number = self.contracting.filed()
        self.contracting.act(amend_contract, "sales", number, "工地延期")
        return self._of_contract(number, "sales", "客户收回")

    def void_contract(self) -> Ready:
        return self._of_contract(self.contracting.approved(), "sales", "客户不要了")

    def end_contract(self) -> Ready:
        return self._of_contract(self.contracting.filed(), "sales", "客户停产")

    def hand_paper(self) -> Ready:
        return Ready("sales", (self.contracting.drawn(), "contract_copy", "STORE", "存档"))

    def take_paper_back(self) -> Ready:
        some = self.contracting
        number = some.signed()
        view = get_contract(some.session, self.company.actor("admin"), number, some.today)
        return Ready("sales", (number, view.holders[0].id))

    def _of_contract(self, number: str, who: str, *given: Any) -> Ready:
        return Ready(who, (number, self.contracting.contract(number).version, *given))
