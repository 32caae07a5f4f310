"""A signed-in person without the login page, for tests about something else."""

from __future__ import annotations

from typing import cast

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface

from webapp.db import Database
from webapp.services.identity.signing_in import sign_in_as
from webapp.web.signed_in import begin


def session_cookie(app: Flask, user_name: str) -> tuple[str, str]:
    """Opens a session for the account; gives name and value of the cookie that belongs to it."""
    database = cast(Database, app.extensions["database"])
    with database.session() as opened:
        new = sign_in_as(opened, user_name, address="127.0.0.1", agent="tests")
    interface = cast(SecureCookieSessionInterface, app.session_interface)
    signer = interface.get_signing_serializer(app)
    assert signer is not None
    with app.test_request_context():
        begin(new)
        return interface.get_cookie_name(app), str(signer.dumps(dict(session)))
