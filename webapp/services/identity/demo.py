"""Accounts that the demo's sign-in page offers: one for each role and seat, and customers (A11)."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.core.errors import N_


@dataclass(frozen=True, slots=True)
class DemoAccount:
    user_name: str
    role: str
    what: str


#: A heading, and who stands under it.
DEMO_GROUPS = (
    (
        N_("Ordering"),
        (
            DemoAccount("kh001", N_("Customer"), N_("Orders, follows and receives goods")),
            DemoAccount("kh002", N_("Another customer"), N_("Sees nothing of the first one")),
            DemoAccount("sales", N_("Sales head"), N_("Reviews orders, prices and customers")),
            DemoAccount("review", N_("Order reviewer"), N_("Reviews and changes orders")),
            DemoAccount(
                "finance", N_("Finance reviewer"), N_("Reviews payment and confirms money")
            ),
            DemoAccount("ship", N_("Shipping keeper"), N_("Picks and ships on the tablet")),
            DemoAccount("region1", N_("Regional manager"), N_("Sees own customers only")),
            DemoAccount("admin", N_("Administrator"), N_("Chains, roles and settings")),
        ),
    ),
    (
        N_("Inquiries, quotations, contracts"),
        (
            DemoAccount("seller", N_("Salesperson"), N_("Carries a case from inquiry to contract")),
            DemoAccount("gm", N_("General manager"), N_("Convenes reviews, admits exceptions")),
            DemoAccount("tech", N_("Technology"), N_("Judges feasibility, drafts quotations")),
            DemoAccount("purch", N_("Purchasing"), N_("Judges materials against the market")),
            DemoAccount("qs", N_("Quality supervision"), N_("Sits in the committee")),
            DemoAccount("president", N_("President"), N_("Rules on every quotation")),
            DemoAccount("chairman", N_("Chairman of the board"), N_("Decides appeals")),
            DemoAccount("superv", N_("Head of supervision"), N_("Watches large cases")),
        ),
    ),
)
DEMO_LIST = tuple(account for _, accounts in DEMO_GROUPS for account in accounts)
DEMO_ACCOUNTS = {account.user_name: account for account in DEMO_LIST}
