"""How a person wants to see the product, and where its letters reach him."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from webapp.models import User
from webapp.services.core.actor import Actor
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.mail_addresses import parse_mail_address
from webapp.services.core.transaction import Done, Tx, command, writing
from webapp.services.identity.passwords import PasswordHashes


@dataclass(frozen=True, slots=True)
class MailChoice:
    """A person's e-mail address, and whether notices are sent there too."""

    email: str
    mails_notices: bool


def mail_choice(session: Session, actor: Actor) -> MailChoice:
    """What the person has chosen."""
    user = session.get_one(User, actor.user_id)
    return MailChoice(user.email, user.mails_notices)


def choose_mail(
    session: Session, hashes: PasswordHashes, actor: Actor, wanted: MailChoice, password: str
) -> None:
    """Keeps the address and the choice; another address takes the password (C51).

    Raises RuleBroken at ``email`` for what is none, at ``password`` when it is not right.
    """
    wanted = _checked(wanted)
    user = session.get_one(User, actor.user_id)
    if wanted.email != user.email and not hashes.matches(user.password_hash, password):
        raise RuleBroken(N_("This is not your password."), "password")
    with writing(session, actor) as tx:
        changed = tx.session.get_one(User, actor.user_id, with_for_update=True)
        before = MailChoice(changed.email, changed.mails_notices)
        if changes := changes_between(asdict(before), asdict(wanted)):
            changed.email, changed.mails_notices = wanted.email, wanted.mails_notices
            tx.record(changed, "MailChanged", changes)


def _checked(wanted: MailChoice) -> MailChoice:
    try:
        email = parse_mail_address(wanted.email)
    except RuleBroken as refused:
        raise refused.at("email") from refused
    if wanted.mails_notices and not email:
        raise RuleBroken(N_("Please give an address, or no letters can come."), "email")
    return MailChoice(email, wanted.mails_notices)


@command
def choose_language(tx: Tx, language: str) -> Done:
    """Keeps the language on the account, so that it is the same on every device."""
    tx.session.get_one(User, tx.actor.user_id).language = language
    return Done()


@command
def choose_theme(tx: Tx, theme: str) -> Done:
    tx.session.get_one(User, tx.actor.user_id).theme = theme
    return Done()
