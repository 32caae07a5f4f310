"""Stored files: as harmless downloads, found only through a document in reach."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from webapp.services.catalog.pictures import find_picture
from webapp.services.core.errors import NotFound
from webapp.services.files import queries
from webapp.web.context import actor, db
from webapp.web.document_pages import PICTURE_TYPES
from webapp.web.downloads import send_download, send_stored

bp = Blueprint("files", __name__)


@bp.get("/files/<token>")
def download(token: str) -> Response:
    """A file of a document; a picture is shown in place with ``?show=1``, all else is saved."""
    file = queries.find_file(db(), actor(), token)
    if file is None:
        raise NotFound()
    inline = request.args.get("show") == "1" and file.media_type in PICTURE_TYPES
    return send_download(file, inline=inline)


@bp.get("/pictures/<token>")
def picture(token: str) -> Response:
    """A product's picture; its address never changes what it shows, so browsers keep it."""
    file = find_picture(db(), actor(), token)
    if file is None or file.media_type not in PICTURE_TYPES:
        raise NotFound()
    answer = send_stored(file)
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
