"""Sample arguments for every route with arguments: one customer's, another's, and nobody's.

A new kind of argument is one row in ``KINDS``, by how its routes write it, and where its values
come from. A route that fits none fails the tests that walk over all routes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.support.import_samples import a_mapping, a_run
from webapp.models import (
    Announcement,
    Attachment,
    Category,
    Customer,
    CustomerAddress,
    CustomerContact,
    CustomerLevel,
    CustomField,
    LevelDiscount,
    Notice,
    Order,
    OrderLine,
    OutgoingMail,
    Product,
    ProductPrice,
    Promotion,
    Remittance,
    ReturnRequest,
    SavedFilter,
    Shipment,
    StockSlip,
    StoredFile,
    Task,
    TaxClass,
    User,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.transaction import Done, writing
from webapp.services.identity.accounts import actor_of
from webapp.services.lists.saved import save_filter
from webapp.services.returns.commands import send_return_back
from webapp.services.returns.placing import ReturnedLine, request_return
from webapp.services.tasks.adding import add_task

Values = dict[str, Any]

#: How routes write an argument, and what it stands for.
KINDS = {
    "customers/<number>": "customer",
    "contacts/<int:contact_id>": "contact",
    "regions/<region>": "region",
    "levels/<level>": "level",
    "<choice_list>": "choice_list",
    "<choice>": "choice",
    "orders/<number>": "order",
    "shipments/<number>": "shipment",
    "shipments/<shipment>": "shipment",
    "deliveries/<number>": "shipment",
    "returns/<number>": "return",
    "remittances/<int:remittance>": "remittance",
    "addresses/<int:address_id>": "address",
    "items/<path:code>": "product",
    "prices/products/<path:code>": "product",
    "customers/<customer>": "customer",
    "rows/<int:price_id>": "price",
    "factors/<int:factor_id>": "factor",
    "categories/<code>": "category",
    "fields/<code>": "custom_field",
    "taxes/<code>": "tax_class",
    "promotions/<number>": "promotion",
    "slips/<number>": "slip",
    "slips/new/<kind>": "slip_kind",
    "order-kinds/<code>": "order_kind",
    "chains/<kind>": "chain",
    "<variant>": "variant",
    "roles/<code>": "role",
    "staff/<user_name>": "staff",
    "files/<token>": "file",
    "pictures/<token>": "picture",
    "notices/<int:notice_id>": "notice",
    "announcements/<number>": "announcement",
    "desk/<number>": "announcement",
    "letters/<int:letter_id>": "letter",
    "lists/<list_key>": "list",
    "filters/<int:filter_id>": "kept_filter",
    "tasks/<token>": "task",
    "imports/<number>": "import",
    "templates/<kind>": "import_kind",
    "mappings/<int:mapping_id>": "mapping",
}
#: Routes that are told by a query which document they are about.
ASKED = {"portal_returns.create": ("order", "order"), "returns.create": ("order", "order")}
#: Routes that are told by a query which list they are about.
LISTED = {"orders.batch": {"status": "order_review"}, "orders.queue": {"status": "order_review"}}
#: Where a route's document has to stand for its page to be more than a refusal.
STANDING = {
    "portal_orders.edit": "draft",
    "portal_orders.discard": "draft",
    "portal_orders.withdraw": "order_review",
    "orders.edit": "order_review",
    "promotions.edit": "draft",
    "announcements.edit": "draft",
    "announcements.publish": "draft",
    "announcements.remove": "draft",
    "promotions.publish": "draft",
    "warehouse.pick": "outbound_review",
    "warehouse.take_out": "outbound_review",
    "warehouse.ship": "out",
    "portal_receipts.show": "shipped",
    "portal_returns.edit": "draft",
    "returns.edit": "draft",
    "portal_returns.create": "completed",
    "returns.create": "completed",
    "stock.edit": "draft",
    "stock.post": "draft",
    "stock.void": "draft",
    "stock.count": "counting",
    "chains.split": "missing",
}
PERSONAL = frozenset({"notice", "kept_filter", "task", "import"})
OWNED = frozenset(
    {
        "customer",
        "contact",
        "order",
        "shipment",
        "return",
        "remittance",
        "address",
        "file",
        "notice",
    }
)
NOBODYS: dict[str, Any] = {
    "customer": "NOBODY",
    "contact": 2_000_000_001,
    "region": "nowhere",
    "level": "nothing",
    "choice_list": "nothing",
    "choice": "nothing",
    "order": "DH-O-20200101-000001",
    "shipment": "CK-20200101-000001",
    "return": "DH-R-20200101-000001",
    "remittance": 2_000_000_001,
    "address": 2_000_000_001,
    "product": "NO-SUCH-THING",
    "category": "NOTHING",
    "custom_field": "nothing",
    "tax_class": "NOTHING",
    "promotion": "CX-20200101-000001",
    "slip": "RK-20200101-000001",
    "slip_kind": "nothing",
    "order_kind": "nothing",
    "price": 2_000_000_001,
    "factor": 2_000_000_001,
    "chain": "nothing",
    "variant": "nothing",
    "role": "nobody",
    "staff": "nobody",
    "file": "A" * 43,
    "picture": "A" * 43,
    "notice": 2_000_000_001,
    "announcement": "GG-20200101-000001",
    "letter": 2_000_000_001,
    "list": "nothing",
    "kept_filter": 2_000_000_001,
    "task": "A" * 43,
    "import": "DR-20200101-000001",
    "import_kind": "nothing",
    "mapping": 2_000_000_001,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing that a route can be about: its value, where it stands, and the order it is of."""

    value: Any
    status: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Samples:
    """What one customer has, by kind."""

    code: str
    things: dict[str, list[Sample]] = field(default_factory=dict)

    def pick(self, kind: str, status: str = "") -> Sample:
        found = self.things.get(kind) or []
        assert found, f"{self.code} has no {kind}: tests/support/samples.py must make one"
        return next((one for one in found if one.status == status), found[0])

    def address(self, app: Flask, rule: Rule) -> str:
        """The route's path about this customer's things."""
        kinds = kinds_of(rule)
        picked = {name: self.pick(kind, standing(rule)) for name, kind in kinds.items()}
        values = {name: one.value for name, one in picked.items()}
        # Of two arguments the second is a part of the first.
        part = next((one.order for one in picked.values() if one.order), "")
        if len(kinds) > 1 and kinds.get("number") == "order" and part:
            values["number"] = part
        if rule.endpoint in ASKED:
            name, kind = ASKED[rule.endpoint]
            values[name] = self.pick(kind, standing(rule)).value
        return path_of(app, rule, values)

    def values(self) -> list[str]:
        return [str(one.value) for held in self.things.values() for one in held]


def standing(rule: Rule) -> str:
    return STANDING.get(rule.endpoint, "")


def kinds_of(rule: Rule) -> dict[str, str]:
    """Argument name to what it stands for."""
    kinds = {}
    for name in sorted(rule.arguments):
        found = [kind for text, kind in KINDS.items() if text in rule.rule and f"{name}>" in text]
        assert found, f"{rule.rule}: tests/support/samples.py has no sample for <{name}>"
        kinds[name] = found[0]
    return kinds


def is_owned(rule: Rule) -> bool:
    """Whether the route is about a thing that belongs to one customer."""
    asked = {ASKED[rule.endpoint][1]} if rule.endpoint in ASKED else set()
    return bool(OWNED & ({*kinds_of(rule).values()} | asked))


def is_personal(rule: Rule) -> bool:
    """Whether the thing is one person's, whatever rights others have."""
    return bool(PERSONAL & {*kinds_of(rule).values()})


def has_subject(rule: Rule) -> bool:
    return bool(rule.arguments) or rule.endpoint in ASKED


def nobodys(app: Flask, rule: Rule) -> str:
    """The route's path about something that there is not."""
    values = {name: NOBODYS[kind] for name, kind in kinds_of(rule).items()}
    if rule.endpoint in ASKED:
        name, kind = ASKED[rule.endpoint]
        values[name] = NOBODYS[kind]
    return path_of(app, rule, values)


def path_of(app: Flask, rule: Rule, values: Values) -> str:
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    with app.test_request_context():
        asked: Values = {**values, **LISTED.get(rule.endpoint, {})}
        return app.url_for(rule.endpoint, _method=method, **asked)


def routes(app: Flask, method: str) -> list[Rule]:
    """Every route that takes the method, in a steady order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def samples_of(session: Session, user_name: str) -> Samples:
    """What this customer has; the first of each kind and status is enough."""
    _ensure_returns(session, user_name)
    # A reader may act to have something to show, after which the account is to be read anew.
    things = {
        kind: _first_of_each(read(session, _account(session, user_name)))
        for kind, read in READERS.items()
    }
    customer = session.get_one(Customer, _account(session, user_name).customer_id)
    return Samples(customer.code, things)


def _account(session: Session, user_name: str) -> User:
    return session.scalars(select(User).where(User.user_name == user_name)).one()


def _first_of_each(found: list[Sample]) -> list[Sample]:
    firsts: dict[str, Sample] = {}
    for one in found:
        firsts.setdefault(one.status, one)
    return list(firsts.values())


def _orders(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Order.number, Order.status)
        .where(Order.customer_id == user.customer_id)
        .order_by(Order.status != "receipt", Order.id)
    )
    return [Sample(number, status) for number, status in rows]


def _shipments(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Shipment.number, Shipment.status, Order.number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.customer_id == user.customer_id)
        .order_by(Shipment.status != "shipped", Shipment.id)
    )
    return [Sample(number, status, order) for number, status, order in rows]


def _returns(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(ReturnRequest.number, ReturnRequest.status)
        .where(ReturnRequest.customer_id == user.customer_id)
        .order_by(ReturnRequest.status != "return_review", ReturnRequest.id)
    )
    return [Sample(number, status) for number, status in rows]


def _remittances(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Remittance.id, Remittance.status, Order.number)
        .join(Order, Order.id == Remittance.order_id)
        .where(Order.customer_id == user.customer_id)
        .order_by(Remittance.status != "waiting", Remittance.id)
    )
    return [Sample(identity, status, order) for identity, status, order in rows]


def _contacts(session: Session, user: User) -> list[Sample]:
    ids = session.scalars(
        select(CustomerContact.id).where(
            CustomerContact.customer_id == user.customer_id, CustomerContact.removed_at.is_(None)
        )
    )
    return [Sample(one) for one in ids]


def _addresses(session: Session, user: User) -> list[Sample]:
    ids = session.scalars(
        select(CustomerAddress.id).where(CustomerAddress.customer_id == user.customer_id)
    )
    return [Sample(one) for one in ids]


def _files(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(StoredFile.token, Attachment.purpose)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Order, Order.id == Attachment.document_id)
        .where(Order.customer_id == user.customer_id, Attachment.document_kind == "order")
        .where(~Attachment.is_internal)
        .order_by(Attachment.id)
    )
    return [Sample(token, purpose) for token, purpose in rows]


def _products(session: Session, user: User) -> list[Sample]:
    return [Sample(code) for code in session.scalars(select(Product.code).where(Product.on_shelf))]


def _price_rows(session: Session, user: User) -> list[Sample]:
    """The prices of the article that is the sample."""
    code = _products(session, user)[0].value
    rows = select(ProductPrice.id).join(Product, Product.id == ProductPrice.product_id)
    return [Sample(one) for one in session.scalars(rows.where(Product.code == code))]


def _factors(session: Session, user: User) -> list[Sample]:
    """The factors of the level that is the sample."""
    rows = select(LevelDiscount.id).join(CustomerLevel, CustomerLevel.id == LevelDiscount.level_id)
    return [Sample(one) for one in session.scalars(rows.where(CustomerLevel.code == "A"))]


def _promotions(session: Session, user: User) -> list[Sample]:
    rows = session.execute(select(Promotion.number, Promotion.status).order_by(Promotion.id))
    return [Sample(number, status) for number, status in rows]


def _slips(session: Session, user: User) -> list[Sample]:
    """Slips are nobody's; a stocktaking under way stands apart from other drafts."""
    rows = session.execute(
        select(StockSlip.number, StockSlip.kind, StockSlip.status).order_by(StockSlip.id)
    )
    return [
        Sample(number, "counting" if (kind, status) == ("count", "draft") else status)
        for number, kind, status in rows
    ]


def _codes(model: Any) -> Callable[[Session, User], list[Sample]]:
    """Things of the company's that are known by their code; the first will do."""
    first = select(model.code).order_by(model.id).limit(1)
    return lambda session, user: [Sample(code) for code in session.scalars(first)]


def _pictures(session: Session, user: User) -> list[Sample]:
    tokens = session.scalars(
        select(StoredFile.token).join(Product, Product.picture_id == StoredFile.id).limit(1)
    )
    return [Sample(token) for token in tokens]


def _notices(session: Session, user: User) -> list[Sample]:
    return [Sample(one) for one in session.scalars(_first_notice(user))]


def _announcements(session: Session, user: User) -> list[Sample]:
    """What everybody may read, and a draft."""
    rows = session.execute(
        select(Announcement.number, Announcement.status)
        .where(
            or_(
                and_(Announcement.to_customers, Announcement.to_staff),
                Announcement.status == "draft",
            )
        )
        .order_by(Announcement.status != "published", Announcement.id)
    )
    return [Sample(number, status) for number, status in rows]


def _letters(session: Session, user: User) -> list[Sample]:
    """The demo sends no mail, so there is a letter only once somebody asks for one."""
    if session.scalar(select(OutgoingMail.id).limit(1)) is None:
        letter = OutgoingMail(
            message_id="<1@example.com>",
            to_address="somebody@example.com",
            subject="",
            body="",
            made_at=utc_now(),
        )
        session.add(letter)
        session.commit()
    return [Sample(one) for one in session.scalars(select(OutgoingMail.id))]


def _first_notice(user: User) -> Any:
    return select(Notice.id).where(Notice.user_id == user.id).order_by(Notice.id).limit(1)


READERS: dict[str, Callable[[Session, User], list[Sample]]] = {
    "customer": lambda session, user: [Sample(user.user_name.upper())],
    "contact": _contacts,
    "region": lambda session, user: [Sample("HZ")],
    "level": lambda session, user: [Sample("A")],
    "choice_list": lambda session, user: [Sample("customer_grade")],
    "choice": lambda session, user: [Sample("A")],
    "import": lambda session, user: [Sample(a_run(session, user))],
    "import_kind": lambda session, user: [Sample("customers")],
    "mapping": lambda session, user: [Sample(a_mapping(session))],
    "order": _orders,
    "shipment": _shipments,
    "return": _returns,
    "remittance": _remittances,
    "address": _addresses,
    "product": _products,
    "category": _codes(Category),
    "custom_field": _codes(CustomField),
    "tax_class": _codes(TaxClass),
    "promotion": _promotions,
    "slip": _slips,
    "slip_kind": lambda session, user: [Sample("in")],
    "order_kind": lambda session, user: [Sample("export")],
    "chain": lambda session, user: [Sample("order")],
    "variant": lambda session, user: [Sample("general"), Sample("special", "missing")],
    "role": lambda session, user: [Sample("finance_reviewer")],
    # Nobody who signs in while the walk goes on.
    "staff": lambda session, user: [Sample("review3")],
    "file": _files,
    "picture": _pictures,
    "price": _price_rows,
    "factor": _factors,
    "notice": _notices,
    "announcement": _announcements,
    "letter": _letters,
    "list": lambda session, user: [Sample("orders")],
    "kept_filter": lambda session, user: [Sample(_kept_filter(session, user).id)],
    "task": lambda session, user: [Sample(_task(session, user).token)],
}


def _kept_filter(session: Session, user: User) -> SavedFilter:
    mine = select(SavedFilter).where(SavedFilter.user_id == user.id)
    if session.scalar(mine) is None:
        save_filter(session, actor_of(session, user), "orders", "华东", "q=a")
    return session.scalars(mine).one()


def _task(session: Session, user: User) -> Task:
    mine = select(Task).where(Task.user_id == user.id)
    if session.scalar(mine) is None:
        with writing(session, actor_of(session, user)) as tx:
            add_task(tx, "export", {"list": "orders", "args": {}}, "zh-CN")
    return session.scalars(mine).one()


def _ensure_returns(session: Session, user_name: str) -> None:
    """Lets the customer have a return in review and one that came back to him."""
    there = {one.status for one in _returns(session, _account(session, user_name))}
    if "draft" not in there:
        asked = _ask_return(session, _account(session, user_name))
        send_return_back(session, SYSTEM, asked.number, asked.version, "draft", "数量不清")
    if "return_review" not in there:
        _ask_return(session, _account(session, user_name))


def _ask_return(session: Session, user: User) -> Done:
    order = session.scalars(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.customer_id == user.customer_id, OrderLine.received >= 2)
        .order_by(Order.id.desc())
        .limit(1)
    ).one()
    line = next(line for line in order.lines if line.received >= 2)
    back = [ReturnedLine(line.id, Decimal(1), "外观划伤")]
    return request_return(session, actor_of(session, user), order.number, back, "质量问题")
