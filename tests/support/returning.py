"""Returns of the small company, brought to each place where one can stand."""

from __future__ import annotations

from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.stages import Stages
from webapp.models import Order, ReturnRequest
from webapp.services.returns import kinds
from webapp.services.returns.commands import pass_return, send_return_back, void_return
from webapp.services.returns.placing import ReturnedLine, request_return

#: A number that no request has.
NOBODYS = "DH-R-20200101-000001"
KEY = "a-key-that-is-long-enough"


class Returning:
    """Moves requests of the small company; ``order`` is kh001's, 20 bolts and 15 nuts received."""

    def __init__(self, stages: Stages) -> None:
        self.stages = stages
        self.session = stages.session
        self.admin = stages.admin
        self.order: Order = stages.completed()

    def ask(self, quantity: str = "4") -> ReturnRequest:
        lines = [ReturnedLine(self.order.lines[0].id, Decimal(quantity), "螺纹不合格")]
        done = request_return(
            self.session, self.stages.customer, self.order.number, lines, "质量问题"
        )
        return self.read(done.number)

    def read(self, number: str = "") -> ReturnRequest:
        """A request as it is in the database now, the latest without a number."""
        statement = select(ReturnRequest).order_by(ReturnRequest.id.desc())
        if number:
            statement = statement.where(ReturnRequest.number == number)
        with Session(self.session.get_bind()) as fresh:
            request = fresh.scalars(statement.limit(1)).one()
            _ = request.lines
            return request

    def there_are(self) -> int:
        with Session(self.session.get_bind()) as fresh:
            return len(fresh.scalars(select(ReturnRequest.id)).all())

    def pass_on(self, request: ReturnRequest) -> ReturnRequest:
        pass_return(self.session, self.admin, request.number, request.version, request.status)
        return self.read(request.number)

    def receive(self, request: ReturnRequest, quantity: str) -> None:
        """Takes in so much of its first line."""
        received = {request.lines[0].id: Decimal(quantity)}
        given = (request.number, request.version, request.status)
        pass_return(self.session, self.admin, *given, received)

    def brought_to(self, status: str) -> ReturnRequest:
        """A request that stands in this status."""
        request = self.ask()
        given = (self.session, self.admin, request.number, request.version)
        if status == kinds.DRAFT:
            send_return_back(*given, kinds.DRAFT, "请附照片")
        elif status == kinds.VOID:
            void_return(*given, "超期")
        else:
            while request.status != status:
                request = self.pass_on(request)
        return self.read(request.number)


def typed(order: Order, *quantities: str, reason: str = "坏") -> dict[str, str]:
    """The fields of the first lines: how many come back, and why."""
    found: dict[str, str] = {}
    for line, quantity in zip(order.lines, quantities, strict=False):
        found |= {f"quantity.{line.id}": quantity, f"reason.{line.id}": reason}
    return found


def token_of(page: LexborHTMLParser) -> str:
    """The page's token, for a form that it does not offer."""
    found = page.css_first("[name=csrf_token]")
    assert found is not None
    return str(found.attributes["value"])
