"""The company's choices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.company_settings.forms import SettingsForm
from webapp.services.core.errors import RuleBroken
from webapp.services.settings.commands import save_rules
from webapp.services.settings.queries import get_settings
from webapp.services.settings.rules import (
    FINANCE_CHECKS,
    ORDER_FROM_QUOTATION,
    RESERVE_AT,
    STOCK_SHOWN,
)
from webapp.web.context import actor, db, form_key, form_version

bp = Blueprint("company_settings", __name__, url_prefix="/settings")


@bp.get("")
def show() -> Any:
    kept = get_settings(db())
    return _page(SettingsForm.showing(kept.rules), kept.version)


@bp.post("")
def save() -> Any:
    form = SettingsForm()
    if not form.validate():
        return _page(form, form_version(), 422)
    try:
        done = save_rules.once(form_key(), db(), actor(), form_version(), form.rules())
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, form_version(), 422)
    if done.details["changed"]:
        flash(gettext("The settings are saved. They hold from now on."), "success")
    else:
        flash(gettext("Nothing was different, so nothing was changed."), "info")
    return redirect(url_for("company_settings.show"), 303)


def _page(form: SettingsForm, version: int, status: int = 200) -> Any:
    page = render_template(
        "company_settings/show.html",
        form=form,
        version=version,
        reserve_at=RESERVE_AT,
        finance_checks=FINANCE_CHECKS,
        stock_shown=STOCK_SHOWN,
        order_from_quotation=ORDER_FROM_QUOTATION,
    )
    return page, status
