"""What the customer may do to his order, beside submitting it again."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_babel import gettext, lazy_gettext
from wtforms.validators import DataRequired

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.blueprints.portal_orders.showing import order_page
from webapp.services.core.errors import RuleBroken
from webapp.services.files.checks import PAPERS
from webapp.services.files.storing import Paper
from webapp.services.orders import commands, papers
from webapp.services.orders.placing import RemittanceClaim
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, MoneyField, read_upload, read_uploads, text_field
from webapp.web.htmx import go_to

#: Blanks alone say nothing.
SAID = DataRequired(lazy_gettext("Please fill this in."))
SENT_LATER = ("confirmation", "other")


class ReasonForm(Form):
    reason = text_field(500, SAID)


class PapersForm(Form):
    purpose = text_field(20)

    @property
    def kind_of_paper(self) -> str:
        """What the papers are; anything unknown is an other paper."""
        return self.purpose.data if self.purpose.data in SENT_LATER else "other"


class RemittanceForm(Form):
    payer = text_field(120, SAID)
    amount = MoneyField(validators=[NEEDED])


@bp.post("/<number>/withdraw")
def withdraw(number: str) -> Any:
    commands.withdraw_order.once(form_key(), db(), actor(), number, form_version())
    flash(
        gettext("%(number)s is withdrawn. Change it and submit it again.", number=number), "success"
    )
    return go_to(url_for("portal_orders.show", number=number))


@bp.post("/<number>/discard")
def discard(number: str) -> Any:
    form = ReasonForm()
    if form.validate():
        reason = form.reason.data or ""
        commands.discard_draft.once(form_key(), db(), actor(), number, form_version(), reason)
        flash(gettext("%(number)s is void.", number=number), "success")
        return go_to(url_for("portal_orders.show", number=number))
    return order_page(number, {"void": form}, code=422)


@bp.post("/<number>/papers")
def add_papers(number: str) -> Any:
    form = PapersForm()
    if form.validate():
        try:
            sent = [Paper(form.kind_of_paper, one) for one in read_uploads("papers")]
            papers.add_papers.once(form_key(), db(), actor(), number, sent)
        except RuleBroken as refused:
            _at_files(form, refused)
        else:
            flash(gettext("The papers are added."), "success")
            return go_to(url_for("portal_orders.show", number=number))
    return order_page(number, {"papers": form}, code=422)


@bp.post("/<number>/remittance")
def add_remittance(number: str) -> Any:
    form = RemittanceForm()
    if form.validate():
        try:
            upload = read_upload("slip", PAPERS)
            slip = Paper("remittance", upload) if upload else None
            claim = RemittanceClaim(form.payer.data or "", form.amount.data)
            papers.add_remittance.once(form_key(), db(), actor(), number, claim, slip)
        except RuleBroken as refused:
            _at_files(form, refused)
        else:
            flash(gettext("The payment is announced. Finance will confirm it."), "success")
            return go_to(url_for("portal_orders.show", number=number))
    return order_page(number, {"remittance": form}, code=422)


def _at_files(form: Form, refused: RuleBroken) -> None:
    """Refusals at a file's field stay there; it is no field of the form, as files are not kept."""
    form.absorb(refused)
    for name in ("papers", "slip"):
        if name in refused.fields and "" in form.refused:
            form.refused[name] = form.refused.pop("")
