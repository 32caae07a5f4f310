"""Answers that are files: harmless to the browser, and known by what is in them."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import request
from werkzeug.wrappers import Response

from webapp.services.files.names import content_disposition
from webapp.services.files.queries import FileToSend

SANDBOX = "default-src 'none'; sandbox"


def send_stored(file: FileToSend) -> Response:
    """A stored file as it is; the browser keeps it by the hash of its content."""
    answer = FlaskResponse(file.content, mimetype=file.media_type)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.set_etag(file.sha256)
    return answer.make_conditional(request)


def send_download(file: FileToSend, *, inline: bool = False) -> Response:
    """A stored file to be saved, or shown in place."""
    answer = send_stored(file)
    answer.headers["Content-Disposition"] = content_disposition(file.name, inline=inline)
    return answer
