"""The demo's sign-in: one click for each role and kind (A11)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from webapp.services.core.errors import NotFound
from webapp.services.identity import signing_in
from webapp.services.identity.demo import DEMO_ACCOUNTS
from webapp.web import signed_in
from webapp.web.context import db

bp = Blueprint("demo", __name__)


@bp.post("/demo/sign-in")
def sign_in() -> Any:
    name = request.form.get("user_name", "")
    if name not in DEMO_ACCOUNTS:
        raise NotFound()
    opened = signing_in.sign_in_as(
        db(), name, address=request.remote_addr or "", agent=request.user_agent.string
    )
    signed_in.begin(opened)
    return redirect(url_for("home.index"), 303)
