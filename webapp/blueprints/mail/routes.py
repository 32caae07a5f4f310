"""The outbox: what waits, what failed and why, and a letter to try it with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from webapp.services.core.errors import N_, Conflict, RuleBroken
from webapp.services.core.paging import Page
from webapp.services.core.parsing import LARGEST_ID
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.mail.commands import post_test_letter, try_again
from webapp.services.mail.queries import FAILED, STATES, LetterRow, count_letters, list_letters
from webapp.web.context import actor, db, form_key, settings
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.language import say
from webapp.web.listing import Listing, tab
from webapp.web.templating import localtime
from webapp.web.words import word

bp = Blueprint("mail", __name__, url_prefix="/settings/mail")
KEY = "letters"
NEWEST = "-made"


class FilterForm(Form):
    q = text_field(60)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        KEY,
        "mail.index",
        FilterForm(args),
        args=args,
        sorts=("made",),
        default=NEWEST,
        statuses=tuple(STATES),
    )


def _letters(listing: Listing[FilterForm], **place: Any) -> Page[LetterRow]:
    search, is_oldest_first = readable(listing.form.q) or "", listing.sort != NEWEST
    return list_letters(
        db(), actor(), search, listing.status, is_oldest_first=is_oldest_first, **place
    )


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    page = listing.page(lambda after, before: _letters(listing, after=after, before=before))
    counts = count_letters(db(), actor())
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [tab(listing, one, word("letter", one), counts[one]) for one in STATES]
    return render(
        "mail/index.html",
        "mail/_list.html",
        form=listing.form,
        listing=listing,
        page=page,
        tabs=tabs,
        counts=counts,
        server=settings().mail,
        failed=FAILED,
    )


@bp.post("/retry")
def retry_all() -> Any:
    count = try_again.once(form_key(), db(), actor()).details["letters"]
    text = ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", count)
    flash(text, "success")
    return redirect(url_for("mail.index"), 303)


@bp.post("/letters/<int:letter_id>/retry")
def retry(letter_id: int) -> Any:
    try_again.once(form_key(), db(), actor(), min(letter_id, LARGEST_ID))
    flash(gettext("The letter is tried again."), "success")
    return redirect(url_for("mail.index"), 303)


@bp.post("/test")
def test() -> Any:
    server = settings().mail
    if server is None:
        raise Conflict(N_("No mail server is set, so no letter can leave."))
    subject = gettext("Dingda: a letter to try it with")
    body = gettext("When you read this, letters of your order system arrive.")
    domain = server.sender.rpartition("@")[2]
    try:
        done = post_test_letter.once(form_key(), db(), actor(), subject, body, domain)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
    else:
        flash(gettext("A letter to %(address)s is on its way.", address=done.number), "success")
    return redirect(url_for("mail.index"), 303)


def _rows(args: Args) -> Iterable[LetterRow]:
    listing = _listing(args)
    return every_row(lambda after, rows: _letters(listing, after=after, rows=rows))


def _columns() -> Sequence[Column[LetterRow]]:
    def when(at: datetime | None) -> str:
        return localtime(at) if at else ""

    return [
        Column(gettext("Status"), lambda row: word("letter", row.state)),
        Column(gettext("Recipient"), lambda row: row.to_address, 30),
        Column(gettext("Recipient"), lambda row: row.to_name, 24),
        Column(gettext("Subject"), lambda row: row.subject, 44),
        Column(gettext("Written at"), lambda row: when(row.made_at), 18),
        Column(gettext("Sent at"), lambda row: when(row.sent_at), 18),
        Column(gettext("Tries"), lambda row: row.tries, 8, "number"),
        Column(gettext("Last error"), lambda row: row.last_error, 50),
    ]


register(Exportable(KEY, N_("Letters"), Permission.SYSTEM_MANAGE, _columns, _rows))
