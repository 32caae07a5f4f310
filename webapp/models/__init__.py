"""Every table of the product, one module a family."""

from webapp.models.base import Base
from webapp.models.catalog import CartLine, Category, Favourite, Product, ProductPrice
from webapp.models.chains import ChainSetting, ChainVersion
from webapp.models.customers import (
    AccountEntry,
    Customer,
    CustomerAccount,
    CustomerAddress,
    CustomerLevel,
)
from webapp.models.files import Attachment, FileContent, StoredFile
from webapp.models.identity import (
    Branch,
    Department,
    LoginAttempt,
    LoginSession,
    Region,
    Role,
    RolePermission,
    User,
    UserRegion,
    UserRole,
)
from webapp.models.notices import CompanySettings, Notice, Schedule
from webapp.models.orders import Order, OrderLine, OrderRevision, Remittance
from webapp.models.returns import ReturnLine, ReturnRequest
from webapp.models.shipping import Shipment, ShipmentLine
from webapp.models.stock import StockBalance, StockEntry, Warehouse
from webapp.models.trail import Event, NumberRange, OneTimeKey, Seal

__all__ = [
    "AccountEntry",
    "Attachment",
    "Base",
    "Branch",
    "CartLine",
    "Category",
    "ChainSetting",
    "ChainVersion",
    "CompanySettings",
    "Customer",
    "CustomerAccount",
    "CustomerAddress",
    "CustomerLevel",
    "Department",
    "Event",
    "Favourite",
    "FileContent",
    "LoginAttempt",
    "LoginSession",
    "Notice",
    "NumberRange",
    "OneTimeKey",
    "Order",
    "OrderLine",
    "OrderRevision",
    "Product",
    "ProductPrice",
    "Region",
    "Remittance",
    "ReturnLine",
    "ReturnRequest",
    "Role",
    "RolePermission",
    "Schedule",
    "Seal",
    "Shipment",
    "ShipmentLine",
    "StockBalance",
    "StockEntry",
    "StoredFile",
    "User",
    "UserRegion",
    "UserRole",
    "Warehouse",
]
