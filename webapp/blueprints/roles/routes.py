"""Roles and permissions as a table."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from webapp.services.identity.role_table import GROUPS, list_role_columns
from webapp.web.context import actor, db

bp = Blueprint("roles", __name__, url_prefix="/settings/roles")


@bp.get("")
def index() -> Any:
    roles = list_role_columns(db(), actor())
    return render_template("roles/index.html", roles=roles, groups=GROUPS)
