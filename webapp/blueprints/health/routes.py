"""Whether the product lives, and what browsers report about the content policy."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request

from webapp.services.core.health import database_answers
from webapp.web.context import db
from webapp.web.security import csrf

bp = Blueprint("health", __name__)
reports = logging.getLogger("webapp.csp")
LONGEST_REPORT = 2000


@bp.get("/healthz")
def show() -> Response:
    """200 when the database answers, 503 when it does not; no detail for strangers."""
    well = database_answers(db())
    return Response("ok\n" if well else "no\n", 200 if well else 503, mimetype="text/plain")


@bp.post("/csp-report")
@csrf.exempt
def report() -> Response:
    """Keeps what a browser says that the policy stopped."""
    reports.warning("stopped: %r", request.get_data()[:LONGEST_REPORT])
    return Response(status=204)
