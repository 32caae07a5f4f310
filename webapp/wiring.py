"""Where areas meet engines: every kind of document and every queue is made known here."""

from __future__ import annotations

from webapp.services.chains import kinds as chain_kinds
from webapp.services.contracts.judged import CONTRACT_KIND
from webapp.services.contracts.reach import papers_in_reach as contract_papers
from webapp.services.contracts.work import CONTRACT_WORK
from webapp.services.core.transaction import listen
from webapp.services.exceptions.reviewed import EXCEPTION_KIND
from webapp.services.files.queries import register_holder
from webapp.services.inquiries.kinds import KIND as INQUIRY
from webapp.services.inquiries.reach import papers_in_reach as inquiry_papers
from webapp.services.inquiries.reviewed import INQUIRY_KIND
from webapp.services.inquiries.work import INQUIRY_WORK
from webapp.services.notices.holding import papers_in_reach as announcement_files
from webapp.services.notices.rules import KIND as ANNOUNCEMENT
from webapp.services.orders.chain import ORDER_KIND
from webapp.services.orders.holding import papers_in_reach as order_papers
from webapp.services.orders.work import ORDER_WORK
from webapp.services.quotations.holding import papers_in_reach as quotation_papers
from webapp.services.quotations.reviewed import QUOTATION_KIND
from webapp.services.quotations.work import QUOTATION_WORK
from webapp.services.returns.chain import RETURN_KIND
from webapp.services.returns.holding import papers_in_reach as return_papers
from webapp.services.returns.work import RETURN_WORK
from webapp.services.reviews import kinds as reviewed_kinds
from webapp.services.reviews.work import REVIEW_WORK
from webapp.services.supervision.watching import follow_step
from webapp.services.supervision.work import SUPERVISION_WORK
from webapp.services.work import queues as work


def connect() -> None:
    """Registers the areas with the engines; calling it again changes nothing."""
    chain_kinds.register(ORDER_KIND)
    chain_kinds.register(RETURN_KIND)
    register_holder(ORDER_KIND.key, order_papers)
    register_holder(RETURN_KIND.key, return_papers)
    register_holder(ANNOUNCEMENT, announcement_files)
    register_holder(INQUIRY, inquiry_papers)
    reviewed_kinds.register(QUOTATION_KIND)
    register_holder(QUOTATION_KIND.key, quotation_papers)
    reviewed_kinds.register(INQUIRY_KIND)
    reviewed_kinds.register(EXCEPTION_KIND)
    reviewed_kinds.register(CONTRACT_KIND)
    register_holder(CONTRACT_KIND.key, contract_papers)
    listen(follow_step)
    work.register(ORDER_WORK)
    work.register(RETURN_WORK)
    work.register(QUOTATION_WORK)
    work.register(INQUIRY_WORK)
    work.register(CONTRACT_WORK)
    work.register(REVIEW_WORK)
    work.register(SUPERVISION_WORK)
