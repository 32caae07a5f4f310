"""The region tree and the levels."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from webapp.blueprints.classification.blueprint import bp
from webapp.blueprints.classification.forms import (
    MoveForm,
    NameForm,
    NewForm,
    NewRegionForm,
    answer,
)
from webapp.services.core.clock import company_day
from webapp.services.customers import levels as level_acts
from webapp.services.customers import regions as region_acts
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form
from webapp.web.list_words import place_options


@bp.get("/regions")
def regions() -> Any:
    return _regions()


@bp.post("/regions")
def add_region() -> Any:
    form = NewRegionForm()

    def act() -> None:
        region_acts.add_region.once(
            form_key(), db(), actor(), form.code.data or "", form.names(), form.parent.data or ""
        )

    done = gettext("The region is added."), url_for("classification.regions")
    return answer(form, act, done, lambda form, code: _regions("", form, code))


@bp.post("/regions/<region>/name")
def rename_region(region: str) -> Any:
    form = NameForm()

    def act() -> None:
        region_acts.rename_region.once(
            form_key(), db(), actor(), region, form_version(), form.names()
        )

    done = gettext("The name is changed."), url_for("classification.regions")
    return answer(form, act, done, lambda form, code: _regions(f"name-{region}", form, code))


@bp.post("/regions/<region>/place")
def move_region(region: str) -> Any:
    form = MoveForm()

    def act() -> None:
        region_acts.move_region.once(
            form_key(), db(), actor(), region, form_version(), form.parent.data or ""
        )

    done = gettext("The region is moved, with all below it."), url_for("classification.regions")
    return answer(form, act, done, lambda form, code: _regions(f"place-{region}", form, code))


@bp.post("/regions/<region>/remove")
def remove_region(region: str) -> Any:
    def act() -> None:
        region_acts.remove_region.once(form_key(), db(), actor(), region, form_version())

    done = gettext("The region is removed."), url_for("classification.regions")
    return answer(Form(), act, done, lambda form, code: _regions(f"remove-{region}", form, code))


def _regions(refused: str = "-", form: Form | None = None, code: int = 200) -> Any:
    """The tree; ``refused`` says which form was refused: '' is the one that adds."""
    rows = region_acts.list_regions(db())
    page = render_template(
        "classification/regions.html",
        rows=rows,
        place_options=place_options,
        refused=refused,
        form=form,
    )
    return page, code


@bp.get("/levels")
def levels() -> Any:
    return _levels()


@bp.post("/levels")
def add_level() -> Any:
    form = NewForm()

    def act() -> None:
        level_acts.add_level.once(form_key(), db(), actor(), form.code.data or "", form.names())

    done = gettext("The level is added."), url_for("classification.levels")
    return answer(form, act, done, lambda form, code: _levels("", form, code))


@bp.post("/levels/<level>/name")
def rename_level(level: str) -> Any:
    form = NameForm()

    def act() -> None:
        level_acts.rename_level.once(form_key(), db(), actor(), level, form_version(), form.names())

    done = gettext("The name is changed."), url_for("classification.levels")
    return answer(form, act, done, lambda form, code: _levels(f"name-{level}", form, code))


@bp.post("/levels/<level>/remove")
def remove_level(level: str) -> Any:
    def act() -> None:
        level_acts.remove_level.once(form_key(), db(), actor(), level, form_version())

    done = gettext("The level is removed."), url_for("classification.levels")
    return answer(Form(), act, done, lambda form, code: _levels(f"remove-{level}", form, code))


def _levels(refused: str = "-", form: Form | None = None, code: int = 200) -> Any:
    rows = level_acts.list_levels(db(), company_day(now()))
    page = render_template("classification/levels.html", rows=rows, refused=refused, form=form)
    return page, code
