"""Whom an announcement is for: one condition, asked from either side.

It is asked when somebody reads, not when something is published: who comes to a level later
reads what is for that level, and who has left it no longer does (K6).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from webapp.models import Announcement, AnnouncementTarget, Customer, Region, User, UserRole
from webapp.services.core.actor import Actor
from webapp.services.identity.accounts import is_open
from webapp.services.notices.rules import DEPARTMENT, LEVEL, PUBLISHED, REGION, ROLE


def fits() -> ColumnElement[bool]:
    """Whether ``User`` is among those that ``Announcement`` is for."""
    customer = and_(
        Announcement.to_customers,
        User.kind == "customer",
        or_(_has_no(LEVEL), _of_level()),
        or_(_has_no(REGION), _of_region()),
    )
    staff = and_(
        Announcement.to_staff,
        User.kind == "company",
        or_(_has_no(DEPARTMENT), _of_department()),
        or_(_has_no(ROLE), _of_role()),
    )
    return or_(customer, staff)


def addressees(announcement_id: int) -> Select[int]:
    """The ids of all open accounts that the announcement is for."""
    return (
        select(User.id)
        .join(Announcement, Announcement.id == announcement_id)
        .where(is_open(), fits())
    )


def is_for(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Announcement`` for what this person may read: published, and for him."""
    reader = exists().where(User.id == actor.user_id, fits()).correlate(Announcement)
    return and_(Announcement.status == PUBLISHED, reader)


def _targets(kind: str) -> Select[*tuple[Any, ...]]:
    return (
        select(AnnouncementTarget.id)
        .where(
            AnnouncementTarget.announcement_id == Announcement.id, AnnouncementTarget.kind == kind
        )
        .correlate(Announcement, User)
    )


def _has_no(kind: str) -> ColumnElement[bool]:
    return ~_targets(kind).exists()


def _of_level() -> Exists:
    own = _targets(LEVEL).join(Customer, Customer.level_id == AnnouncementTarget.target_id)
    return own.where(Customer.id == User.customer_id).exists()


def _of_region() -> Exists:
    """The customer's region is the target or lies below it."""
    wanted, own = aliased(Region), aliased(Region)
    return (
        _targets(REGION)
        .join(wanted, wanted.id == AnnouncementTarget.target_id)
        .join(own, func.substr(own.path, 1, func.length(wanted.path)) == wanted.path)
        .join(Customer, Customer.region_id == own.id)
        .where(Customer.id == User.customer_id)
        .exists()
    )


def _of_department() -> Exists:
    return _targets(DEPARTMENT).where(AnnouncementTarget.target_id == User.department_id).exists()


def _of_role() -> Exists:
    own = _targets(ROLE).join(UserRole, UserRole.role_id == AnnouncementTarget.target_id)
    return own.where(UserRole.user_id == User.id).exists()
