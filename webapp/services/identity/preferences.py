"""How a person wants to see the product."""

from __future__ import annotations

from webapp.models import User
from webapp.services.core.transaction import Done, Tx, command


@command
def choose_language(tx: Tx, language: str) -> Done:
    """Keeps the language on the account, so that it is the same on every device."""
    tx.session.get_one(User, tx.actor.user_id).language = language
    return Done()


@command
def choose_theme(tx: Tx, theme: str) -> Done:
    tx.session.get_one(User, tx.actor.user_id).theme = theme
    return Done()
