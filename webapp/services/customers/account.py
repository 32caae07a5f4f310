"""The one ordering account of a customer: opened, given a new password, closed, reopened (A3).

Its user name is free among all accounts and tells its kind (A2). The password that the company
gives is for once and expires; what the customer chooses then, nobody knows (C45).
"""

from __future__ import annotations

from sqlalchemy import delete, select

from webapp.models import Customer, LoginSession, User
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.customers.locking import lock_file
from webapp.services.identity.opening import FIRST_PASSWORD_LIVES
from webapp.services.identity.staff_file import check_user_name


@command
def open_account(
    tx: Tx, code: str, version: int, user_name: str, password_hash: str, email: str = ""
) -> Done:
    """Opens the customer's account with a one-time password.

    Raises Conflict when he has one already, RuleBroken at ``user_name`` when it is taken, by
    whomever, or cannot be one.
    """
    customer = lock_file(tx, code, version)
    if _find_account(tx, customer) is not None:
        raise Conflict(N_("This customer has his account already: there is one for each."))
    user_name = check_user_name(user_name)
    with unique(tx, "user_name", N_("This user name is taken.")):
        user = open_customer_account(
            tx, user_name, customer.contact or customer.name, password_hash, customer.id
        )
    user.email = email
    _must_choose_anew(tx, user)
    return _done(tx, customer, user, "CustomerAccountOpened")


@command
def reset_account(tx: Tx, code: str, version: int, password_hash: str) -> Done:
    """Gives the account a new one-time password; whoever is signed in with it is out at once."""
    customer, user = _lock_account(tx, code, version)
    user.password_hash = password_hash
    _must_choose_anew(tx, user)
    _end_sessions(tx, user)
    tx.record(user, "PasswordReset")
    return _done(tx, customer, user, "CustomerAccountReset")


@command
def close_account(tx: Tx, code: str, version: int) -> Done:
    """Closes the account, at once; the customer stays, and can still be ordered for.

    Raises Conflict when it is closed already.
    """
    customer, user = _lock_account(tx, code, version)
    if user.disabled_at is not None:
        raise Conflict(N_("This account is closed already."))
    user.disabled_at = tx.now
    user.version += 1
    _end_sessions(tx, user)
    tx.record(user, "AccountClosed")
    return _done(tx, customer, user, "CustomerAccountClosed")


@command
def reopen_account(tx: Tx, code: str, version: int) -> Done:
    """Opens a closed account again, with the password it had. Raises Conflict for an open one."""
    customer, user = _lock_account(tx, code, version)
    if user.disabled_at is None:
        raise Conflict(N_("This account is open already."))
    user.disabled_at = None
    user.version += 1
    tx.record(user, "AccountReopened")
    return _done(tx, customer, user, "CustomerAccountReopened")


def open_customer_account(
    tx: Tx, user_name: str, name: str, password_hash: str, customer_id: int
) -> User:
    """The account's row and its first event; the database refuses a second for one customer."""
    user = User(
        user_name=user_name.lower(),
        name=name[:80],
        kind="customer",
        customer_id=customer_id,
        password_hash=password_hash,
        version=1,
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(user)
    tx.record(user, "AccountOpened", {"customer_id": customer_id})
    return user


def _find_account(tx: Tx, customer: Customer) -> User | None:
    statement = select(User).where(User.customer_id == customer.id).with_for_update()
    return tx.session.scalar(statement)


def _lock_account(tx: Tx, code: str, version: int) -> tuple[Customer, User]:
    customer = lock_file(tx, code, version)
    user = _find_account(tx, customer)
    if user is None:
        raise NotFound()
    return customer, user


def _must_choose_anew(tx: Tx, user: User) -> None:
    user.must_change_password = True
    user.password_expires_at = tx.now + FIRST_PASSWORD_LIVES


def _end_sessions(tx: Tx, user: User) -> None:
    tx.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _done(tx: Tx, customer: Customer, user: User, event: str) -> Done:
    customer.version += 1
    tx.record(customer, event, {"user_name": user.user_name})
    return Done(customer.code, version=customer.version, details={"user_name": user.user_name})
