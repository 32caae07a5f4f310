"""One inquiry on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template

from webapp.blueprints.inquiries.blueprint import bp
from webapp.services.core.clock import company_day
from webapp.services.documents.holds import find_hold
from webapp.services.inquiries import kinds
from webapp.services.inquiries.showing import get_inquiry
from webapp.services.inquiries.views import InquiryView
from webapp.web.access import may_open
from webapp.web.context import actor, db, now
from webapp.web.document_pages import file_link
from webapp.web.forms import Form
from webapp.web.inquiry_pages import company_steps
from webapp.web.language import say
from webapp.web.list_words import listed
from webapp.web.timeline import timeline


@bp.get("/<number>")
def show(number: str) -> Any:
    return inquiry_page(number)


def read_inquiry(number: str) -> InquiryView:
    return get_inquiry(db(), actor(), number, company_day(now()))


def inquiry_page(
    number: str, forms: Mapping[str, Form] | None = None, *, code: int = 200
) -> Response:
    """The page; ``forms`` holds a refused form by its act, which then stands open."""
    view = read_inquiry(number)
    body = render_template(
        "inquiries/show.html",
        view=view,
        asked=view.asked,
        steps_said=company_steps(view),
        advice=[say(one) for one in view.advice.reasons],
        entries=timeline(view.asked.events, kinds.KIND),
        files=[file_link(one, name=one.name, size="") for one in view.asked.papers],
        sees_customer=may_open(actor(), "customers.show"),
        sees_quotation=may_open(actor(), "quotations.show"),
        listed=listed,
        hold=find_hold(db(), actor(), kinds.KIND, view.asked.number),
        forms=forms or {},
    )
    return make_response(body, code)
