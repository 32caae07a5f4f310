"""The editor of the revision that is worked on, and its figures while it is typed."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.quotations.blueprint import bp
from webapp.services.core.errors import RuleBroken
from webapp.services.documents.acting import wrong_state
from webapp.services.quotations import commands
from webapp.services.quotations.figuring import content_shown, figures_of
from webapp.services.quotations.queries import get_quotation, material_rates
from webapp.services.quotations.views import QuotationView
from webapp.services.reviews.committed import longest
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.htmx import go_to, is_htmx
from webapp.web.quotation_form import QuotationForm
from webapp.web.quotation_words import share
from webapp.web.templating import named
from webapp.web.words import choices

SAVE = "save"


@bp.get("/<number>/edit")
def edit(number: str) -> Any:
    view = _draft(number)
    form = QuotationForm()
    form.fill(content_shown(view.shown))
    return _page(view, form)


@bp.post("/<number>/edit")
def save(number: str) -> Any:
    """Saves what was typed; a button of a row only puts in or takes out that row."""
    view, form, act = _draft(number), QuotationForm(), request.form.get("do", SAVE)
    if act != SAVE:
        form.change_rows(act)
        return _page(view, form)
    given = form.content()
    if given is None:
        return _page(view, form, code=422)
    try:
        done = commands.save_revision.once(form_key(), db(), actor(), number, form_version(), given)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(view, form, code=422)
    flash(gettext("%(number)s is saved.", number=done.number), "success")
    return go_to(url_for("quotations.show", number=done.number))


@bp.post("/<number>/figures")
def figures(number: str) -> Any:
    """What stands in the editor amounts to, as far as it can be read; nothing is saved."""
    _draft(number)
    given = QuotationForm().as_far_as_read()
    return render_template(
        "quotations/_figures.html", figures=figures_of(given), share=share, is_fresh=True
    )


def _draft(number: str) -> QuotationView:
    """The quotation, if this reader may write on it now."""
    view = get_quotation(db(), actor(), number)
    if "edit" not in view.actions:
        raise wrong_state(view)
    return view


def _page(view: QuotationView, form: QuotationForm, *, code: int = 200) -> Response:
    template = "quotations/_editor.html" if is_htmx() else "quotations/edit.html"
    rates = material_rates(db())
    body = render_template(
        template,
        view=view,
        form=form,
        figures=figures_of(form.as_far_as_read()),
        version=form_version() if request.method == "POST" else view.version,
        cost_kinds=choices("cost"),
        rate_options=[(one.code, f"{one.code} {named(one)}") for one in rates],
        market={one.code: one for one in rates},
        lead_days=longest(view.plan),
        share=share,
    )
    answer = make_response(body, code)
    answer.headers.add("Vary", "HX-Request")
    return answer
