"""The list of promotions, by how they stand today, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.promotions.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.promotions.queries import (
    SORTS,
    PromotionFilter,
    PromotionRow,
    list_promotions,
    standing_counts,
)
from webapp.services.promotions.terms import STANDINGS
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.promotion_words import offer_words
from webapp.web.words import choices, word

KEY = "promotions"


class FilterForm(Form):
    q = text_field(60)
    kind = text_field(16)

    def wanted(self, standing: str) -> PromotionFilter:
        return PromotionFilter(
            search=readable(self.q) or "", kind=readable(self.kind) or "", standing=standing
        )


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        KEY,
        "promotions.index",
        FilterForm(args),
        args=args,
        sorts=tuple(SORTS),
        default="-number",
        statuses=tuple(STANDINGS),
    )


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    wanted = listing.form.wanted(listing.status)
    page = listing.page(
        lambda after, before: list_promotions(
            db(), actor(), wanted, now(), sort=listing.sort, after=after, before=before
        )
    )
    counts = standing_counts(db(), actor(), now())
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [tab(listing, one, word("promotion_standing", one), counts[one]) for one in STANDINGS]
    return render(
        "promotions/index.html",
        "promotions/_list.html",
        form=listing.form,
        listing=listing,
        page=page,
        tabs=tabs,
        kinds=choices("promotion_kind"),
    )


def _rows(args: Args) -> Iterable[PromotionRow]:
    listing = _listing(args)
    wanted = listing.form.wanted(listing.status)
    return every_row(
        lambda after, rows: list_promotions(
            db(), actor(), wanted, now(), sort=listing.sort, after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[PromotionRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("promotion_standing", row.standing)),
        Column(gettext("Name"), lambda row: row.name, 30),
        Column(gettext("English name"), lambda row: row.name_en, 30),
        Column(gettext("Kind"), lambda row: word("promotion_kind", row.kind), 24),
        Column(gettext("Terms"), lambda row: offer_words(row.kind, row.terms), 40),
        Column(gettext("First day"), lambda row: row.valid_from.isoformat()),
        Column(gettext("Last day"), lambda row: row.valid_to.isoformat()),
        Column(gettext("Articles"), lambda row: row.articles, 10, "number"),
        Column(gettext("Orders"), lambda row: row.orders, 10, "number"),
    ]


register(Exportable(KEY, N_("Promotions"), Permission.PROMOTION_MANAGE, _columns, _rows))
