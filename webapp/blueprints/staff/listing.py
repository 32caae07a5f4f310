"""The list of the company's people, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.staff.blueprint import bp
from webapp.blueprints.staff.forms import FilterForm, offered, wanted
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.directory import staff_choices
from webapp.services.identity.staff_list import (
    DISABLED,
    ENABLED,
    SORTS,
    StaffRow,
    count_staff,
    list_staff,
)
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.htmx import render
from webapp.web.list_words import list_options, listed
from webapp.web.listing import Listing, tab
from webapp.web.templating import localtime, named

STATES = (ENABLED, DISABLED)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "staff", "staff.index", FilterForm(args), args=args, sorts=SORTS, statuses=STATES
    )


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    narrowed = wanted(listing.form, listing.status, listing.sort)
    page = listing.page(
        lambda after, before: list_staff(db(), actor(), narrowed, after=after, before=before)
    )
    counts = count_staff(db(), actor())
    tabs = [
        tab(listing, "", gettext("All")),
        tab(listing, ENABLED, gettext("Enabled"), counts[ENABLED]),
        tab(listing, DISABLED, gettext("Disabled"), counts[DISABLED]),
    ]
    return render(
        "staff/index.html",
        "staff/_list.html",
        listing=listing,
        found=page,
        tabs=tabs,
        form=listing.form,
        options=offered(staff_choices(db(), actor())),
        listed=listed,
        list_options=list_options,
    )


def _exported(args: Args) -> Iterable[StaffRow]:
    listing = _listing(args)
    narrowed = wanted(listing.form, listing.status, listing.sort)
    return every_row(
        lambda after, rows: list_staff(db(), actor(), narrowed, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[StaffRow]]:
    return [
        Column(gettext("User name"), lambda row: row.user_name),
        Column(gettext("Name"), lambda row: row.name),
        Column(gettext("Position"), lambda row: row.position, 18),
        Column(gettext("Leading post"), lambda row: listed("post", row.post), 18),
        Column(gettext("Branch"), lambda row: named(row, "branch"), 18),
        Column(gettext("Department"), lambda row: named(row, "department"), 18),
        Column(gettext("Roles"), lambda row: "、".join(named(role) for role in row.roles), 30),
        Column(gettext("Telephone"), lambda row: row.phone, 18),
        Column(gettext("E-mail"), lambda row: row.email, 24),
        Column(gettext("State"), _state),
        Column(gettext("Opened on"), lambda row: localtime(row.created_at, "%Y-%m-%d")),
    ]


def _state(row: StaffRow) -> str:
    return str(gettext("Disabled") if row.disabled_at else gettext("Enabled"))


register(Exportable("staff", N_("Staff"), Permission.SYSTEM_MANAGE, _columns, _exported))
