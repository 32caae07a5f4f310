"""Handing over many customers: those marked on the list, or all of one salesperson (H2)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from webapp.blueprints.customers.blueprint import bp
from webapp.blueprints.customers.forms import HandoverForm
from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.customers.choosing import customer_choices, salespeople
from webapp.services.customers.handover import KeptBy, count_kept, hand_over, hand_over_all
from webapp.web.context import actor, db, form_key
from webapp.web.customer_pages import parameter

MOST_MARKED = 500


@bp.route("/handover", methods=["GET", "POST"])
def hand_over_many() -> Any:
    if request.method == "GET":
        form = HandoverForm(data={"giver": parameter("giver"), "with_orders": True})
        return _page(form, request.args.getlist("number")[:MOST_MARKED])
    form, numbers = HandoverForm(), request.form.getlist("number")[:MOST_MARKED]
    if "to" not in request.form:
        # The list names who is marked; whom they go to is asked on the page.
        return redirect(url_for("customers.hand_over_many", number=numbers), 303)
    if form.validate():
        try:
            return _done(_act(form, numbers))
        except RuleBroken as refused:
            form.absorb(refused)
    return _page(form, numbers, 422)


def _act(form: HandoverForm, numbers: list[str]) -> Done:
    to, reason = form.to.data or "", form.reason.data or ""
    with_orders = bool(form.with_orders.data)
    if form.giver.data:
        return hand_over_all.once(
            form_key(), db(), actor(), form.giver.data, to, reason, with_orders=with_orders
        )
    return hand_over.once(form_key(), db(), actor(), numbers, to, reason, with_orders=with_orders)


def _done(done: Done) -> Any:
    count = done.details["customers"]
    message = ngettext(
        "%(num)s customer handed over to %(name)s.",
        "%(num)s customers handed over to %(name)s.",
        count,
        name=done.details["taker"],
    )
    flash(message, "success")
    return redirect(url_for("customers.index"), 303)


def _page(form: HandoverForm, numbers: list[str], status: int = 200) -> Any:
    giver = form.giver.data or ""
    kept = count_kept(db(), actor(), giver) if giver else KeptBy(0, 0)
    keepers = customer_choices(db(), actor(), keepers_only=True).salespeople
    page = render_template(
        "customers/handover.html",
        form=form,
        numbers=numbers,
        kept=kept,
        givers=[(one.code, one.name) for one in keepers],
        takers=[(one.code, one.name) for one in salespeople(db())],
    )
    return page, status
