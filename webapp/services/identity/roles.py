"""The roles that a company begins with: six built-in ones over the 27 rights of the order desk
(A5), with what they may do in the areas beyond it, and ready-made ones that it may change or
delete like its own."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.core.permissions import Permission as Right
from webapp.services.core.permissions import Reach

ADMINISTRATOR = "administrator"

_SALES = (
    Right.ORDER_VIEW,
    Right.ORDER_CREATE,
    Right.ORDER_CHANGE,
    Right.ORDER_REVIEW,
    Right.ORDER_VOID,
    Right.ORDER_PRINT,
    Right.RETURN_CREATE,
    Right.RETURN_REVIEW,
    Right.STOCK_VIEW,
    Right.SERVICE_REPLY,
)
#: Who sells follows his case from the inquiry to the contract.
_CASES = (
    Right.INQUIRY_VIEW,
    Right.INQUIRY_MANAGE,
    Right.QUOTATION_VIEW,
    Right.CONTRACT_VIEW,
)


@dataclass(frozen=True, slots=True)
class FoundingRole:
    code: str
    name: str
    name_en: str
    grants: dict[Right, Reach]


def _all(*permissions: Right) -> dict[Right, Reach]:
    return dict.fromkeys(permissions, Reach.ALL)


BUILT_IN_ROLES = (
    FoundingRole(ADMINISTRATOR, "系统管理员", "Administrator", _all(*Right)),
    FoundingRole(
        "sales_head",
        "业务负责人",
        "Sales head",
        _all(
            *_SALES,
            Right.PRODUCT_MANAGE,
            Right.PRICE_MANAGE,
            Right.PROMOTION_MANAGE,
            Right.CUSTOMER_MANAGE,
            Right.CUSTOMER_GRADE,
            Right.ACCOUNT_VIEW,
            Right.NOTICE_MANAGE,
            Right.REPORT_VIEW,
            *_CASES,
            Right.QUOTATION_MANAGE,
            Right.CONTRACT_MANAGE,
        ),
    ),
    FoundingRole(
        "order_reviewer",
        "订单审核员",
        "Order reviewer",
        _all(*_SALES, *_CASES, Right.CONTRACT_MANAGE),
    ),
    FoundingRole(
        "finance_reviewer",
        "财务审核员",
        "Finance reviewer",
        _all(
            Right.ORDER_VIEW,
            Right.ORDER_FINANCE,
            Right.ORDER_PRINT,
            Right.RETURN_REFUND,
            Right.RECEIPT_CONFIRM,
            Right.ACCOUNT_MANAGE,
            Right.ACCOUNT_VIEW,
            Right.REPORT_VIEW,
            Right.QUOTATION_VIEW,
            Right.CONTRACT_VIEW,
            Right.RATE_MANAGE,
        ),
    ),
    FoundingRole(
        "shipping_keeper",
        "发货审核员",
        "Shipping keeper",
        _all(
            Right.ORDER_VIEW,
            Right.ORDER_OUTBOUND,
            Right.ORDER_SHIP,
            Right.ORDER_PRINT,
            Right.RETURN_RECEIVE,
            Right.STOCK_VIEW,
            Right.STOCK_MANAGE,
        ),
    ),
    FoundingRole(
        "regional_manager",
        "区域经理",
        "Regional manager",
        dict.fromkeys(
            (
                Right.ORDER_VIEW,
                Right.ORDER_CREATE,
                Right.ORDER_CHANGE,
                Right.ORDER_PRINT,
                Right.RETURN_CREATE,
                Right.RETURN_REVIEW,
                Right.STOCK_VIEW,
                Right.CUSTOMER_MANAGE,
                Right.SERVICE_REPLY,
                Right.ACCOUNT_VIEW,
                Right.REPORT_VIEW,
                *_CASES,
                Right.QUOTATION_MANAGE,
                Right.CONTRACT_MANAGE,
            ),
            Reach.OWN,
        ),
    ),
)

#: Those who carry a case beyond the order desk; ordinary roles.
READY_ROLES = (
    FoundingRole(
        "quoter",
        "报价员",
        "Quoter",
        _all(Right.INQUIRY_VIEW, Right.QUOTATION_VIEW, Right.QUOTATION_DRAFT, Right.RATE_MANAGE),
    ),
    FoundingRole(
        "salesperson",
        "业务员",
        "Salesperson",
        dict.fromkeys(
            (
                *_CASES,
                Right.QUOTATION_MANAGE,
                Right.CONTRACT_MANAGE,
                Right.ORDER_VIEW,
                Right.ORDER_CREATE,
            ),
            Reach.OWN,
        ),
    ),
    FoundingRole(
        "contract_filer",
        "合同备案员",
        "Contract filer",
        _all(Right.CONTRACT_VIEW, Right.CONTRACT_FILE),
    ),
    FoundingRole("buyer", "采购员", "Buyer", _all(Right.INQUIRY_VIEW, Right.RATE_MANAGE)),
    FoundingRole(
        "supervisor",
        "监察员",
        "Supervisor",
        _all(
            Right.SUPERVISION_WATCH,
            Right.INQUIRY_VIEW,
            Right.QUOTATION_VIEW,
            Right.CONTRACT_VIEW,
            Right.ORDER_VIEW,
        ),
    ),
)
