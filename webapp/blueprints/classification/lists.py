"""The lists that the company keeps itself: grades, channels, market positions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.classification.blueprint import bp
from webapp.blueprints.classification.forms import NameForm, NewForm, answer
from webapp.services.settings import list_editing
from webapp.services.settings.lists import LISTS
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form


@bp.get("/lists")
def lists() -> Any:
    return _page()


@bp.post("/lists/<choice_list>")
def add_choice(choice_list: str) -> Any:
    form = NewForm()

    def act() -> None:
        list_editing.add_choice.once(
            form_key(), db(), actor(), choice_list, form.code.data or "", form.names()
        )

    done = gettext("The entry is added."), url_for("classification.lists")
    return answer(form, act, done, lambda form, code: _page(choice_list, form, code))


@bp.post("/lists/<choice_list>/<choice>/name")
def rename_choice(choice_list: str, choice: str) -> Any:
    form = NameForm()

    def act() -> None:
        list_editing.rename_choice.once(
            form_key(), db(), actor(), choice_list, choice, form_version(), form.names()
        )

    done = gettext("The name is changed."), url_for("classification.lists")
    return answer(form, act, done, lambda form, code: _page(f"{choice_list}-{choice}", form, code))


@bp.post("/lists/<choice_list>/<choice>/up")
def raise_choice(choice_list: str, choice: str) -> Any:
    list_editing.raise_choice.once(form_key(), db(), actor(), choice_list, choice, form_version())
    flash(gettext("The order is changed."), "success")
    return redirect(url_for("classification.lists"), 303)


@bp.post("/lists/<choice_list>/<choice>/remove")
def remove_choice(choice_list: str, choice: str) -> Any:
    def act() -> None:
        list_editing.remove_choice.once(
            form_key(), db(), actor(), choice_list, choice, form_version()
        )

    done = gettext("The entry is removed."), url_for("classification.lists")
    return answer(
        Form(), act, done, lambda form, code: _page(f"{choice_list}-{choice}", form, code)
    )


def _page(refused: str = "-", form: Form | None = None, code: int = 200) -> Any:
    """All lists; ``refused`` says whose form was refused: a list's, or an entry's."""
    lists = list_editing.list_choices(db())
    page = render_template(
        "classification/lists.html",
        lists={key: rows for key, rows in lists.items() if list_editing.may_keep(actor(), key)},
        titles=LISTS,
        refused=refused,
        form=form,
    )
    return page, code
