"""Long work that the worker does: its progress, and what came of it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template
from werkzeug.wrappers import Response as Answer

from webapp.services.core.errors import N_
from webapp.services.tasks.queries import get_result, get_task, list_tasks
from webapp.web.context import actor, db
from webapp.web.downloads import send_download
from webapp.web.htmx import is_htmx

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
#: What each kind of task is, in words.
KINDS = {"export": N_("Export"), "import": N_("Import")}


@bp.get("")
def index() -> str:
    """The person's newest tasks."""
    return render_template("tasks/index.html", tasks=list_tasks(db(), actor()), kinds=KINDS)


@bp.get("/<token>")
def show(token: str) -> Response:
    """One task; its progress asks for itself anew until it is over."""
    task = get_task(db(), actor(), token)
    template = "tasks/_progress.html" if is_htmx() else "tasks/show.html"
    return make_response(render_template(template, task=task, kinds=KINDS))


@bp.get("/<token>/file")
def fetch(token: str) -> Answer:
    """The file that came of it."""
    return send_download(get_result(db(), actor(), token))
