"""Accounts that the demo's sign-in page offers: one for each role, and customers (A11)."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.core.errors import N_


@dataclass(frozen=True, slots=True)
class DemoAccount:
    user_name: str
    role: str
    what: str


DEMO_LIST = (
    DemoAccount("kh001", N_("Customer"), N_("Orders, follows and receives goods")),
    DemoAccount("kh002", N_("Another customer"), N_("Sees nothing of the first one")),
    DemoAccount("sales", N_("Sales head"), N_("Reviews orders, prices and customers")),
    DemoAccount("review", N_("Order reviewer"), N_("Reviews and changes orders")),
    DemoAccount("finance", N_("Finance reviewer"), N_("Reviews payment and confirms money")),
    DemoAccount("ship", N_("Shipping keeper"), N_("Picks and ships on the tablet")),
    DemoAccount("region1", N_("Regional manager"), N_("Sees own customers only")),
    DemoAccount("admin", N_("Administrator"), N_("Chains, roles and settings")),
)
DEMO_ACCOUNTS = {account.user_name: account for account in DEMO_LIST}
