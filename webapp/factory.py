"""Builds the application from its settings; nothing here decides anything about orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import cli, wiring
from webapp.blueprints import register_blueprints
from webapp.config import Settings, load_settings
from webapp.db import Database
from webapp.services.identity.passwords import PasswordHashes
from webapp.standby import Standby
from webapp.web import (
    access,
    assets,
    compression,
    context,
    environment,
    errors,
    language,
    logging,
    security,
    signed_in,
    templating,
)
from webapp.web.environment import PageEnvironment

#: A request's whole body, and the part of it that is not files (bytes).
LARGEST_REQUEST = 40 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_FORM_PARTS = 4000
#: What is done with every request, in this order.
PARTS = (
    *(compression, context, language, environment, logging, security),
    *(signed_in, access, errors, templating, assets),
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; ``overrides`` are settings by their environment names.

    Raises ConfigError when a setting is wrong.
    """
    settings = load_settings(overrides)
    wiring.connect()
    app = Flask("webapp", static_folder=None)
    app.jinja_environment = PageEnvironment
    _configure(app, settings)
    app.extensions["settings"] = settings
    app.extensions["database"] = Database(settings.database_url)
    standby = settings.read_database_url
    app.extensions["standby"] = Standby(standby) if standby else None
    app.extensions["password_hashes"] = PasswordHashes(
        memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes
    )
    for part in PARTS:
        part.install(app)
    register_blueprints(app, demo=settings.demo)
    cli.install(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-dingda" if settings.https else "dingda",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # It holds when it was used last, to some minutes: only a change of that is worth a cookie.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,
        # Flask-WTF would read WTForms' own catalogue again for every request with a form.
        WTF_I18N_ENABLED=False,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
