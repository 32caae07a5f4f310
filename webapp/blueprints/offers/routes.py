"""Offers at the desk: what the customer reads, the paper, and recording what he answered on paper
(B4, J1)."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.files.checks import PAPERS
from webapp.services.files.storing import Paper
from webapp.services.quotations.answering import ANSWERS, LONGEST_ANSWER, Seen, record_answer
from webapp.services.quotations.offer import ACCEPTED, CHANGES, DECLINED, get_offer
from webapp.web.access import may_open
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form, read_uploads, text_field
from webapp.web.offer_paper import send_offer

bp = Blueprint("offers", __name__, url_prefix="/offers")

#: What the customer may have answered, as the form asks it.
CHOICES = {
    ACCEPTED: N_("He accepts it as it stands"),
    CHANGES: N_("He wants changes"),
    DECLINED: N_("He declines it"),
}


class AnswerForm(Form):
    kind = text_field(10)
    words = text_field(LONGEST_ANSWER)


@bp.get("/<number>")
def show(number: str) -> Any:
    """The last offer under a number as the customer reads it, or an earlier one."""
    return _page(number, read_id(request.args.get("revision", "")))


@bp.get("/<number>/<int:revision>.pdf")
def paper(number: str, revision: int) -> Response:
    return send_offer(get_offer(db(), actor(), number, company_day(now()), revision))


@bp.post("/<number>/answer")
def record(number: str) -> Any:
    """Records the customer's answer, with what he wrote or signed."""
    form = AnswerForm()
    seen = Seen(number, form_version(), form_version("revision"))
    if form.validate():
        kind, words = form.kind.data or "", form.words.data or ""
        try:
            papers = [Paper("customer_order", one) for one in read_uploads("papers", PAPERS)]
            record_answer.once(form_key(), db(), actor(), seen, kind, words, papers)
        except RuleBroken as refused:
            form.absorb(refused)
            if "papers" in refused.fields and "" in form.refused:
                form.refused["papers"] = form.refused.pop("")
        else:
            flash(
                gettext("The customer’s answer to %(number)s is recorded.", number=number),
                "success",
            )
            return redirect(url_for("offers.show", number=number), 303)
    return _page(number, read_id(request.form.get("revision", "")), form, code=422)


def _page(
    number: str, revision: int | None, form: AnswerForm | None = None, *, code: int = 200
) -> Response:
    offer = get_offer(db(), actor(), number, company_day(now()), revision)
    kinds = [key for key in ANSWERS if key != ACCEPTED or offer.is_open]
    body = render_template(
        "offers/show.html",
        offer=offer,
        form=form or AnswerForm(formdata=None),
        is_refused=form is not None,
        longest=LONGEST_ANSWER,
        choices=[(key, gettext(CHOICES[key])) for key in kinds],
        may_record=offer.can_be_answered and may_open(actor(), "offers.record"),
    )
    return make_response(body, code)
