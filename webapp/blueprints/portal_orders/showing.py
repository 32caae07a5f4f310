"""One order as its customer follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template
from flask_babel import gettext

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.services.orders import kinds
from webapp.services.orders.queries import get_order
from webapp.services.orders.views import OrderView
from webapp.web.context import actor, db, now
from webapp.web.document_pages import ShownStep, file_link, is_sent_back
from webapp.web.forms import Form
from webapp.web.timeline import timeline
from webapp.web.words import word


@bp.get("/<number>")
def show(number: str) -> Any:
    return order_page(number)


def order_page(
    number: str, forms: Mapping[str, Form] | None = None, *, code: int = 200
) -> Response:
    """The order's page; ``forms`` holds a refused form by its act, which then stands open."""
    order = get_order(db(), actor(), number, now())
    body = render_template(
        "portal_orders/show.html",
        order=order,
        is_sent_back=is_sent_back(order),
        steps=_steps(order),
        entries=timeline(order.events),
        files=[
            file_link(paper, name=word("paper", paper.purpose), size=paper.name)
            for paper in order.papers
        ],
        forms=forms or {},
    )
    return make_response(body, code)


def _steps(order: OrderView) -> list[ShownStep]:
    """The customer's submitting, the steps of his order's chain, and the end."""
    waits = order.status == kinds.DRAFT
    began = "back" if waits and order.sent_back_reason else "current" if waits else "done"
    steps = [
        ShownStep("submit", gettext("You submit"), began, None if waits else order.submitted_at)
    ]
    if order.status == kinds.VOID:
        return [*steps, ShownStep("void", word("status", "void"), "void", order.status_since)]
    for step in order.steps:
        is_back = step.state == "current" and is_sent_back(order)
        state = "back" if is_back else step.state
        at = order.status_since if step.state == "current" else step.at
        steps.append(ShownStep(step.key, word("step", step.key), state, at, note=step.level))
    end = "done" if order.status == kinds.COMPLETED else "todo"
    return [*steps, ShownStep("completed", word("status", "completed"), end, order.completed_at)]
