"""The table of routes: who may open what. A route that is not here opens for nobody."""

from __future__ import annotations

from webapp.web.doors import (
    ANYBODY,
    COMPANY,
    OWN_ACCOUNT,
    PUBLIC,
    Door,
)

ACCESS: dict[str, Door] = {
    # Open to everybody
    "health.show": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.language": PUBLIC,
    "account.theme": PUBLIC,
    "demo.sign_in": PUBLIC,
    "health.report": PUBLIC,
    # Everybody's own account
    "home.index": OWN_ACCOUNT,
    "account.sign_out": OWN_ACCOUNT,
    "account.show": OWN_ACCOUNT,
    "account.password": OWN_ACCOUNT,
    "notices.index": ANYBODY,
    "notices.open": ANYBODY,
    "notices.mark_read": ANYBODY,
    # Files: which ones, the file's own document decides
    "files.download": ANYBODY,
    "files.picture": ANYBODY,
    # The customer's portal
    # The company's desk
    "work.index": COMPANY,
    # The warehouse
    # The system
}
