"""What is kept of a person of the company: checked as an administrator enters it, and stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, select

from webapp.models import (
    Branch,
    ChoiceItem,
    Department,
    Region,
    Role,
    User,
    UserRegion,
    UserRole,
)
from webapp.services.core.changes import Changes, changes_between
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.mail_addresses import parse_mail_address
from webapp.services.core.transaction import Tx
from webapp.services.settings.lists import POST

USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
NAME_RULE = N_(
    "2 to 60 small letters, digits, dots, hyphens or underscores; a letter or digit first."
)
UNKNOWN = N_("This choice does not exist.")
LONGEST = {"name": 80, "phone": 40, "position": 80}
LANGUAGES = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class StaffInput:
    """What an administrator keeps of a person; places, roles and regions by their codes.

    ``post`` is a leading post from the company's list, by which he sits in reviews (B6);
    ``regions`` are those whose customers are the person's own, with everything below them.
    """

    name: str
    phone: str = ""
    email: str = ""
    branch: str = ""
    department: str = ""
    position: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class CheckedStaff:
    """An input that will do, with the rows behind its codes."""

    given: StaffInput
    branch_id: int | None
    department_id: int | None
    roles: Sequence[Role]
    regions: Sequence[Region]


def check_user_name(text: str) -> str:
    """The user name in small letters; raises RuleBroken at ``user_name``."""
    user_name = text.strip().lower()
    if not USER_NAME.fullmatch(user_name):
        raise RuleBroken(NAME_RULE, "user_name")
    return user_name


def check_staff(tx: Tx, given: StaffInput) -> CheckedStaff:
    """The input without outer spaces and in a settled order; raises RuleBroken at its fields."""
    problems = Problems()
    texts = _texts(given, problems)
    branches = _rows(tx, Branch, [given.branch], "branch", problems)
    departments = _rows(tx, Department, [given.department], "department", problems)
    roles = _rows(tx, Role, given.roles, "roles", problems)
    regions = _rows(tx, Region, given.regions, "regions", problems)
    if given.post and not _is_post(tx, given.post):
        problems.add("post", UNKNOWN)
    if given.language not in ("", *LANGUAGES):
        problems.add("language", UNKNOWN)
    problems.refuse()
    return CheckedStaff(
        given=replace(
            given,
            roles=tuple(role.code for role in roles),
            regions=tuple(region.code for region in regions),
            **texts,
        ),
        branch_id=branches[0].id if branches else None,
        department_id=departments[0].id if departments else None,
        roles=roles,
        regions=regions,
    )


def _texts(given: StaffInput, problems: Problems) -> dict[str, Any]:
    texts = {name: getattr(given, name).strip() for name in LONGEST}
    if not texts["name"]:
        problems.add("name", N_("Please fill this in."))
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            problems.add(name, N_("At most %(most)s characters."), most=LONGEST[name])
    try:
        texts["email"] = parse_mail_address(given.email)
    except RuleBroken as refused:
        problems.take("email", refused)
    return texts


def _rows(tx: Tx, model: Any, codes: Sequence[str], field: str, problems: Problems) -> list[Any]:
    """The rows of these codes by id; notes a code that stands for none at its field."""
    wanted = {code for code in codes if code}
    if not wanted:
        return []
    found = tx.session.scalars(select(model).where(model.code.in_(wanted)).order_by(model.id))
    rows = list(found)
    if len(rows) != len(wanted):
        problems.add(field, UNKNOWN)
    return rows


def _is_post(tx: Tx, code: str) -> bool:
    """Whether the company's list has this post; held, so that it is not taken off meanwhile."""
    entry = select(ChoiceItem.id).where(
        ChoiceItem.list_key == POST, ChoiceItem.code == code, ChoiceItem.removed_at.is_(None)
    )
    return tx.session.scalar(entry.with_for_update(read=True)) is not None


def changes_of(tx: Tx, user: User, checked: CheckedStaff) -> Changes:
    """What the input would change, as JSON keeps it."""
    before, after = _plain(read_staff(tx, user)), _plain(checked.given)
    return changes_between(before, after)


def _plain(given: StaffInput) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(given).items()}


def read_staff(tx: Tx, user: User) -> StaffInput:
    """What is kept of a person now, as an input would say it."""
    session = tx.session
    roles = select(Role.code).join(UserRole, UserRole.role_id == Role.id)
    regions = select(Region.code).join(UserRegion, UserRegion.region_id == Region.id)
    branch = select(Branch.code).where(Branch.id == user.branch_id)
    department = select(Department.code).where(Department.id == user.department_id)
    return StaffInput(
        name=user.name,
        phone=user.phone,
        email=user.email,
        branch=session.scalar(branch) or "",
        department=session.scalar(department) or "",
        position=user.position,
        post=user.post,
        roles=tuple(session.scalars(roles.where(UserRole.user_id == user.id).order_by(Role.id))),
        regions=tuple(
            session.scalars(regions.where(UserRegion.user_id == user.id).order_by(Region.id))
        ),
        language=user.language or "",
    )


def store_staff(tx: Tx, user: User, checked: CheckedStaff) -> None:
    """Writes an input over what is kept."""
    given = checked.given
    user.name, user.phone, user.email = given.name, given.phone, given.email
    user.position, user.post = given.position, given.post
    user.language = given.language or None
    user.branch_id, user.department_id = checked.branch_id, checked.department_id
    tx.session.execute(delete(UserRole).where(UserRole.user_id == user.id))
    tx.session.add_all(UserRole(user_id=user.id, role_id=role.id) for role in checked.roles)
    store_regions(tx, user, checked)


def store_regions(tx: Tx, user: User, checked: CheckedStaff) -> None:
    """Lets exactly the regions of an input be the person's own."""
    tx.session.execute(delete(UserRegion).where(UserRegion.user_id == user.id))
    tx.session.add_all(
        UserRegion(user_id=user.id, region_id=region.id) for region in checked.regions
    )
