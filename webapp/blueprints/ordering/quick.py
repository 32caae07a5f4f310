"""The quick order: rows typed, pasted or sent as a filled order form go into the cart; those that
do not fit stay, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from webapp.blueprints.ordering.routes import bp
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.files.checks import FileKind
from webapp.services.files.names import content_disposition
from webapp.services.ordering.cart import add_lines
from webapp.services.ordering.lines import RawLine, RowProblems, resolve_lines
from webapp.services.ordering.order_form import FormWords, read_order_form, write_order_form
from webapp.services.ordering.pasting import parse_rows
from webapp.web.context import actor, db, form_key, now
from webapp.web.language import is_chinese, say
from webapp.web.order_lines import article_labels, editor_rows, read_lines
from webapp.web.templating import localday

EMPTY_ROWS = 8
SPARE_ROWS = 3


@bp.route("/quick-order", methods=["GET", "POST"])
def quick() -> Any:
    if request.method == "GET":
        return _page([], {}, {})
    typed = read_lines(request.form)
    try:
        after = max((line.row for line in typed), default=0) + 1
        raw = typed + parse_rows(request.form.get("pasted", ""), first_row=after)
        if not raw:
            raise RuleBroken(N_("There is no row to order yet."))
    except RuleBroken as refused:
        return _page(typed, {}, refused.fields)
    return _order(raw, {})


@bp.post("/quick-order/upload")
def upload() -> Any:
    """A filled order form into the cart (D6)."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise RuleBroken(N_("Please choose a file."), "file")
        form = read_order_form(file.filename, file.read())
    except RuleBroken as refused:
        return _page([], {}, refused.fields)
    return _order(form.rows, form.problems, with_numbers=True)


@bp.get("/quick-order/form.xlsx")
def order_form() -> Response:
    """The company's standard order form with this customer's articles and prices (D6)."""
    words = FormWords(
        title=gettext("Order form"),
        note=gettext(
            "%(name)s · prices of %(day)s, CNY with tax · fill in the last column and upload it.",
            name=actor().name,
            day=localday(now()),
        ),
        sheet=gettext("Order form"),
        columns=[
            gettext("Article code"),
            gettext("Article"),
            gettext("Specification"),
            gettext("Unit"),
            gettext("Price"),
            gettext("Minimum"),
            gettext("Step"),
            gettext("Order quantity"),
        ],
        is_chinese=is_chinese(),
    )
    answer = make_response(write_order_form(db(), actor(), now(), words))
    answer.headers["Content-Type"] = FileKind.XLSX.media_type
    answer.headers["Content-Disposition"] = content_disposition(
        f"{gettext('Order form')}-{localday(now())}.xlsx"
    )
    return answer


def _order(raw: Sequence[RawLine], unread: RowProblems, *, with_numbers: bool = False) -> Any:
    """Puts the rows that fit into the cart and shows the others again."""
    readable = [line for line in raw if line.row not in unread]
    wanted, problems = resolve_lines(db(), actor(), readable)
    problems |= unread
    try:
        if wanted:
            add_lines.once(form_key(), db(), actor(), wanted)
    except RuleBroken as refused:
        return _page(raw, {}, {"": refused.messages})
    if wanted:
        flash(_added(len(wanted)), "success")
    if not problems:
        return redirect(url_for("ordering.cart"), 303)
    left = [line for line in raw if line.row in problems]
    if with_numbers:
        problems = {row: _with_number(row, texts) for row, texts in problems.items()}
    return _page(left, problems, {})


def _added(count: int) -> str:
    return str(
        ngettext("%(num)s row is in the cart now.", "%(num)s rows are in the cart now.", count)
    )


def _with_number(row: int, messages: list[Message]) -> list[Message]:
    return [Message(N_("Row %(row)s of the file:"), {"row": row}), *messages]


def _page(raw: Sequence[RawLine], problems: RowProblems, errors: dict[str, list[Message]]) -> Any:
    page = render_template(
        "ordering/quick.html",
        rows=editor_rows(
            raw, problems, article_labels(raw), spare=SPARE_ROWS if raw else EMPTY_ROWS
        ),
        left=len(problems),
        pasted=request.form.get("pasted", "") if errors else "",
        errors={name: [say(one) for one in texts] for name, texts in errors.items()},
    )
    return page, 422 if errors or problems else 200
