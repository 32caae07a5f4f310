"""The table of routes: who may open what. A route that is not here opens for nobody."""

from __future__ import annotations

from webapp.services.core.permissions import Permission
from webapp.web.doors import (
    ANYBODY,
    COMPANY,
    CUSTOMER,
    OWN_ACCOUNT,
    PUBLIC,
    Door,
    staff_with,
)

KEEPER = staff_with(Permission.ORDER_OUTBOUND, Permission.ORDER_SHIP)

ACCESS: dict[str, Door] = {
    # Open to everybody
    "health.show": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.language": PUBLIC,
    "account.theme": PUBLIC,
    "demo.sign_in": PUBLIC,
    "health.report": PUBLIC,
    # Everybody's own account
    "home.index": OWN_ACCOUNT,
    "account.sign_out": OWN_ACCOUNT,
    "account.show": OWN_ACCOUNT,
    "account.password": OWN_ACCOUNT,
    "notices.index": ANYBODY,
    "notices.open": ANYBODY,
    "notices.mark_read": ANYBODY,
    # Files: which ones, the file's own document decides
    "files.download": ANYBODY,
    "files.picture": ANYBODY,
    # The customer's portal
    "catalog.index": CUSTOMER,
    "catalog.suggest": CUSTOMER,
    "catalog.show": CUSTOMER,
    "catalog.favourite": CUSTOMER,
    "ordering.cart": CUSTOMER,
    "ordering.set_quantity": CUSTOMER,
    "ordering.clear": CUSTOMER,
    "ordering.quick": CUSTOMER,
    "ordering.order_form": CUSTOMER,
    "ordering.upload": CUSTOMER,
    "ordering.checkout": CUSTOMER,
    "addresses.index": CUSTOMER,
    "addresses.add": CUSTOMER,
    "addresses.change": CUSTOMER,
    "addresses.make_default": CUSTOMER,
    "addresses.remove": CUSTOMER,
    "portal_orders.index": CUSTOMER,
    "portal_orders.show": CUSTOMER,
    "portal_orders.withdraw": CUSTOMER,
    "portal_orders.discard": CUSTOMER,
    "portal_orders.edit": CUSTOMER,
    "portal_orders.again": CUSTOMER,
    "portal_orders.add_papers": CUSTOMER,
    "portal_orders.add_remittance": CUSTOMER,
    "portal_receipts.show": CUSTOMER,
    # The company's desk
    "work.index": COMPANY,
    # The warehouse
    "warehouse.index": KEEPER,
    "warehouse.to_ship": KEEPER,
    "warehouse.pick": KEEPER,
    "warehouse.take_out": KEEPER,
    "warehouse.pass_level": KEEPER,
    "warehouse.close_short": KEEPER,
    "warehouse.send_back": KEEPER,
    "warehouse.ship": KEEPER,
    "warehouse.confirm_shipment": KEEPER,
    "warehouse.cancel_shipment": KEEPER,
    "warehouse.slip": staff_with(Permission.ORDER_PRINT),
    # The system
}
