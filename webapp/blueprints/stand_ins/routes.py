"""Stand-ins: who sits in whose seats while he is away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.reviews.stand_ins import (
    STANDINGS,
    StandInInput,
    end_stand_in,
    list_stand_ins,
    name_stand_in,
    possible_people,
)
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import NEEDED, DayField, Form, text_field

bp = Blueprint("stand_ins", __name__, url_prefix="/stand-ins")


class StandInForm(Form):
    user_name = text_field(60)
    deputy = text_field(60, NEEDED)
    first_day = DayField(validators=[NEEDED])
    last_day = DayField(validators=[NEEDED])
    reason = text_field(200)

    def given(self) -> StandInInput:
        """What was entered; ask after the form is valid."""
        return StandInInput(
            deputy=self.deputy.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            reason=self.reason.data or "",
            user_name=self.user_name.data or "",
        )


@bp.get("")
def index() -> Any:
    return _page(StandInForm())


@bp.post("")
def create() -> Any:
    form = StandInForm()
    if form.validate():
        try:
            name_stand_in.once(form_key(), db(), actor(), form.given())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The stand-in is named."), "success")
            return redirect(url_for("stand_ins.index"), 303)
    return _page(form, 422)


@bp.post("/<int:stand_in_id>/end")
def end(stand_in_id: int) -> Any:
    end_stand_in.once(form_key(), db(), actor(), stand_in_id, form_version())
    flash(gettext("It has ended."), "success")
    return redirect(url_for("stand_ins.index"), 303)


def _page(form: StandInForm, status: int = 200) -> Any:
    rows = list_stand_ins(db(), actor(), company_day(now()))
    page = render_template(
        "stand_ins/index.html",
        groups=[
            (key, text, [row for row in rows if row.standing == key])
            for key, text in STANDINGS.items()
        ],
        people=[
            (user_name, f"{name} · {user_name}")
            for user_name, name in possible_people(db(), actor())
        ],
        form=form,
        manages=actor().may(Permission.REVIEW_MANAGE),
    )
    return page, status
