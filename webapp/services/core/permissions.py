"""The rights of the order desk, and those of the areas beyond it. The grammar of a name is
``area.act``; the table of roles in ``identity/roles.py`` says who holds which by default (A5)."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    ORDER_VIEW = "order.view"
    ORDER_CREATE = "order.create"
    ORDER_CHANGE = "order.change"
    ORDER_REVIEW = "order.review"
    ORDER_FINANCE = "order.finance"
    ORDER_OUTBOUND = "order.outbound"
    ORDER_SHIP = "order.ship"
    ORDER_VOID = "order.void"
    ORDER_PRINT = "order.print"
    RETURN_CREATE = "return.create"
    RETURN_REVIEW = "return.review"
    RETURN_RECEIVE = "return.receive"
    RETURN_REFUND = "return.refund"
    PRODUCT_MANAGE = "product.manage"
    PRICE_MANAGE = "price.manage"
    STOCK_VIEW = "stock.view"
    STOCK_MANAGE = "stock.manage"
    PROMOTION_MANAGE = "promotion.manage"
    CUSTOMER_MANAGE = "customer.manage"
    CUSTOMER_GRADE = "customer.grade"
    SERVICE_REPLY = "service.reply"
    RECEIPT_CONFIRM = "receipt.confirm"
    ACCOUNT_MANAGE = "account.manage"
    ACCOUNT_VIEW = "account.view"
    NOTICE_MANAGE = "notice.manage"
    REPORT_VIEW = "report.view"
    SYSTEM_MANAGE = "system.manage"

    # Beyond the order desk. Seats of reviews are no rights: they go by where one works.
    INQUIRY_VIEW = "inquiry.view"
    INQUIRY_MANAGE = "inquiry.manage"
    QUOTATION_VIEW = "quotation.view"
    QUOTATION_DRAFT = "quotation.draft"
    QUOTATION_MANAGE = "quotation.manage"
    CONTRACT_VIEW = "contract.view"
    CONTRACT_MANAGE = "contract.manage"
    CONTRACT_FILE = "contract.file"
    RATE_MANAGE = "rate.manage"
    REVIEW_MANAGE = "review.manage"
    SUPERVISION_WATCH = "supervision.watch"


#: The 27 rights of the order desk (A5).
ORDER_DESK = tuple(Permission)[: tuple(Permission).index(Permission.SYSTEM_MANAGE) + 1]


class Reach(StrEnum):
    """Over whose documents a right holds: everybody's, or one's own customers' only."""

    ALL = "all"
    OWN = "own"
