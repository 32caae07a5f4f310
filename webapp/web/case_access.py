"""Who may open the pages of a case beyond its orders: quotations, contracts, exceptions from
payment, supervision. A part of the table of routes."""

from __future__ import annotations

from webapp.services.core.permissions import Permission
from webapp.web.doors import COMPANY, CUSTOMER, Door, staff_with

DRAWER = staff_with(Permission.CONTRACT_MANAGE)
HANDLER = staff_with(Permission.CONTRACT_MANAGE, Permission.CONTRACT_FILE)
QUOTATION_READER = staff_with(Permission.QUOTATION_VIEW)
QUOTATION_WRITER = staff_with(Permission.QUOTATION_DRAFT, Permission.QUOTATION_MANAGE)
ARTICLE_TIER = staff_with(Permission.PRODUCT_MANAGE, Permission.CONTRACT_MANAGE)
SUPERVISOR = staff_with(Permission.SUPERVISION_WATCH)

CASE_ACCESS: dict[str, Door] = {
    "portal_contracts.index": CUSTOMER,
    "portal_contracts.show": CUSTOMER,
    "portal_contracts.paper": CUSTOMER,
    # Orders from contracts, exceptions from payment, and what is watched
    "agreements.order_contract": staff_with(Permission.ORDER_CREATE),
    "agreements.order_quotation": staff_with(Permission.ORDER_CREATE),
    "agreements.tie_contract": ARTICLE_TIER,
    "agreements.tie_quotation": ARTICLE_TIER,
    "exceptions.index": staff_with(Permission.CONTRACT_VIEW),
    "exceptions.show": staff_with(Permission.CONTRACT_VIEW),
    "exceptions.withdraw": DRAWER,
    "exceptions.apply": DRAWER,
    "supervision.index": SUPERVISOR,
    "supervision.show": SUPERVISOR,
    "supervision.hold": SUPERVISOR,
    "supervision.release": SUPERVISOR,
    # Contracts: who may read them, also for the paper that his department holds, the service
    # decides
    "contracts.index": COMPANY,
    "contracts.show": COMPANY,
    "contracts.paper": COMPANY,
    "contracts.sheet": staff_with(Permission.CONTRACT_VIEW),
    "contracts.register": DRAWER,
    "contracts.customers": DRAWER,
    "contracts.draw": DRAWER,
    "contracts.edit": DRAWER,
    "contracts.submit": DRAWER,
    "contracts.rework": DRAWER,
    "contracts.sign": DRAWER,
    "contracts.file": staff_with(Permission.CONTRACT_FILE),
    "contracts.amend": DRAWER,
    "contracts.drop": DRAWER,
    "contracts.void": DRAWER,
    "contracts.end": DRAWER,
    "contracts.hand": HANDLER,
    "contracts.take_back": HANDLER,
    # Quotations
    "quotations.index": QUOTATION_READER,
    "quotations.show": QUOTATION_READER,
    "quotations.compare_revisions": QUOTATION_READER,
    "quotations.draft": staff_with(Permission.QUOTATION_DRAFT),
    "quotations.edit": staff_with(Permission.QUOTATION_DRAFT),
    "quotations.save": staff_with(Permission.QUOTATION_DRAFT),
    "quotations.figures": staff_with(Permission.QUOTATION_DRAFT),
    "quotations.file": QUOTATION_WRITER,
    "quotations.revise": QUOTATION_WRITER,
    "quotations.negotiate": staff_with(Permission.QUOTATION_MANAGE),
    "quotations.offer": staff_with(Permission.QUOTATION_MANAGE),
    "quotations.send_offer": staff_with(Permission.QUOTATION_MANAGE),
    "quotations.abandon": staff_with(Permission.QUOTATION_MANAGE),
}
