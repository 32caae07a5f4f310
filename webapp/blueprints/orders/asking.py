"""Reading what a list of orders is narrowed to from its address, and writing it there again."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from webapp.services.core.parsing import read_id
from webapp.services.lists.saved import SavedRow
from webapp.services.orders import kinds
from webapp.services.orders.filters import OrderFilter
from webapp.web.forms import DayField, Form, MoneyField, readable, text_field
from webapp.web.links import address
from webapp.web.listing import Listing

STATUSES = tuple(kinds.STATUSES)
SORTS = ("oldest", "newest")


class FilterForm(Form):
    """The filter row. A value that cannot be read is said at its field and narrows nothing."""

    q = text_field(60)
    customer = text_field(40)
    region = text_field(10)
    branch = text_field(10)
    salesperson = text_field(10)
    from_day = DayField()
    to_day = DayField()
    least = MoneyField()
    most = MoneyField()
    kind = text_field(10)
    sort = text_field(10)


def wanted(form: FilterForm, status: str) -> OrderFilter:
    """The filter that the form stands for; what is wrong in it narrows nothing."""
    sort = readable(form.sort)
    kind = readable(form.kind)
    return OrderFilter(
        search=readable(form.q) or "",
        status=status,
        customer=(readable(form.customer) or "").upper(),
        region_id=read_id(readable(form.region) or ""),
        branch_id=read_id(readable(form.branch) or ""),
        salesperson_id=read_id(readable(form.salesperson) or ""),
        from_day=readable(form.from_day),
        to_day=readable(form.to_day),
        least=readable(form.least),
        most=readable(form.most),
        product_kind=kind if kind in kinds.PRODUCT_KINDS else "",
        sort=sort if sort in SORTS else "",
    )


def asked_status(args: MultiDict[str, str]) -> str:
    status = args.get("status", "")
    return status if status in STATUSES else ""


class Place(Listing[FilterForm]):
    """The list of orders that the address asks for: its status is a queue with an address of its
    own."""

    card = "orders"

    def __init__(self) -> None:
        form = FilterForm(request.args)
        super().__init__("orders", "orders.index", form, sorts=SORTS, statuses=STATUSES)

    def address(self, **changes: str) -> str:
        """This list with some of its parameters changed; empty ones are left out."""
        return _address({**self.filter, **changes})

    def root(self) -> str:
        return address(_endpoint(self.status))

    def in_status(self, status: str) -> str:
        """The same filter on another status, from its first page on."""
        return self.address(status=status, sort="")

    def reset(self) -> str:
        return _address({"status": self.status})

    def saved_url(self, one: SavedRow) -> str:
        return _address(dict(parse_qsl(one.query)))

    @property
    def is_queue(self) -> bool:
        """Whether its orders wait for something, so that how long they have counts."""
        return bool(self.status) and self.status not in kinds.CLOSED

    @property
    def is_newest_first(self) -> bool:
        default = "oldest" if self.is_queue else "newest"
        return bool(self.filter.get("sort", default) != "oldest")

    def turned(self) -> str:
        """This list the other way round, from its first page on."""
        return self.address(sort="oldest" if self.is_newest_first else "newest")

    def batch_address(self) -> str:
        return address("orders.batch", **self.filter)


def _address(values: dict[str, str]) -> str:
    return address(_endpoint(values.get("status", "")), **values)


def _endpoint(status: str) -> str:
    return "orders.queue" if status in STATUSES else "orders.index"
