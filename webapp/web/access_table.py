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

#: The rights of the steps that the company passes.
REVIEWS = (
    Permission.ORDER_REVIEW,
    Permission.ORDER_FINANCE,
    Permission.ORDER_OUTBOUND,
    Permission.ORDER_SHIP,
)
SYSTEM_MANAGER = staff_with(Permission.SYSTEM_MANAGE)

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
    "orders.index": staff_with(Permission.ORDER_VIEW),
    "orders.queue": staff_with(Permission.ORDER_VIEW),
    "orders.show": staff_with(Permission.ORDER_VIEW),
    "orders.print_view": staff_with(Permission.ORDER_PRINT),
    "orders.customers": staff_with(Permission.ORDER_VIEW),
    "orders.products": staff_with(Permission.ORDER_CREATE, Permission.ORDER_CHANGE),
    "orders.create": staff_with(Permission.ORDER_CREATE),
    "orders.edit": staff_with(Permission.ORDER_CHANGE),
    "orders.batch": staff_with(*REVIEWS),
    "orders.quick_pass": staff_with(*REVIEWS),
    "orders.pass_order": staff_with(*REVIEWS),
    "orders.send_back": staff_with(*REVIEWS),
    "orders.void": staff_with(Permission.ORDER_VOID),
    "orders.close_short": staff_with(Permission.ORDER_OUTBOUND),
    "orders.cancel_shipment": staff_with(Permission.ORDER_OUTBOUND),
    "orders.settle": staff_with(Permission.ORDER_CHANGE),
    "orders.confirm_remittance": staff_with(Permission.RECEIPT_CONFIRM),
    "orders.refuse_remittance": staff_with(Permission.RECEIPT_CONFIRM),
    "orders.pay": staff_with(Permission.RECEIPT_CONFIRM),
    "orders.change_remark": staff_with(Permission.ORDER_CHANGE),
    "orders.file_inside": staff_with(Permission.ORDER_VIEW),
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
    "chains.index": SYSTEM_MANAGER,
    "chains.show": SYSTEM_MANAGER,
    "chains.confirm": SYSTEM_MANAGER,
    "chains.save": SYSTEM_MANAGER,
    "chains.split": SYSTEM_MANAGER,
    "company_settings.show": SYSTEM_MANAGER,
    "company_settings.save": SYSTEM_MANAGER,
    "roles.index": SYSTEM_MANAGER,
}
