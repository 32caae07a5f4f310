"""The six built-in roles over the 27 rights of the order desk (A5): the default table."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.core.permissions import Permission as P
from webapp.services.core.permissions import Reach

ADMINISTRATOR = "administrator"

_SALES = (
    P.ORDER_VIEW,
    P.ORDER_CREATE,
    P.ORDER_CHANGE,
    P.ORDER_REVIEW,
    P.ORDER_VOID,
    P.ORDER_PRINT,
    P.RETURN_CREATE,
    P.RETURN_REVIEW,
    P.STOCK_VIEW,
    P.SERVICE_REPLY,
)


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    code: str
    name: str
    name_en: str
    grants: dict[P, Reach]


def _all(*permissions: P) -> dict[P, Reach]:
    return dict.fromkeys(permissions, Reach.ALL)


BUILT_IN_ROLES = (
    BuiltInRole(ADMINISTRATOR, "系统管理员", "Administrator", _all(*P)),
    BuiltInRole(
        "sales_head",
        "业务负责人",
        "Sales head",
        _all(
            *_SALES,
            P.PRODUCT_MANAGE,
            P.PRICE_MANAGE,
            P.PROMOTION_MANAGE,
            P.CUSTOMER_MANAGE,
            P.CUSTOMER_GRADE,
            P.ACCOUNT_VIEW,
            P.NOTICE_MANAGE,
            P.REPORT_VIEW,
        ),
    ),
    BuiltInRole("order_reviewer", "订单审核员", "Order reviewer", _all(*_SALES)),
    BuiltInRole(
        "finance_reviewer",
        "财务审核员",
        "Finance reviewer",
        _all(
            P.ORDER_VIEW,
            P.ORDER_FINANCE,
            P.ORDER_PRINT,
            P.RETURN_REFUND,
            P.RECEIPT_CONFIRM,
            P.ACCOUNT_MANAGE,
            P.ACCOUNT_VIEW,
            P.REPORT_VIEW,
        ),
    ),
    BuiltInRole(
        "shipping_keeper",
        "发货审核员",
        "Shipping keeper",
        _all(
            P.ORDER_VIEW,
            P.ORDER_OUTBOUND,
            P.ORDER_SHIP,
            P.ORDER_PRINT,
            P.RETURN_RECEIVE,
            P.STOCK_VIEW,
            P.STOCK_MANAGE,
        ),
    ),
    BuiltInRole(
        "regional_manager",
        "区域经理",
        "Regional manager",
        dict.fromkeys(
            (
                P.ORDER_VIEW,
                P.ORDER_CREATE,
                P.ORDER_CHANGE,
                P.ORDER_PRINT,
                P.RETURN_CREATE,
                P.RETURN_REVIEW,
                P.STOCK_VIEW,
                P.CUSTOMER_MANAGE,
                P.SERVICE_REPLY,
                P.ACCOUNT_VIEW,
                P.REPORT_VIEW,
            ),
            Reach.OWN,
        ),
    ),
)
