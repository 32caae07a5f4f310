"""What a company needs before its first order: roles, chains, a head office and somebody in
charge."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models import (
    Branch,
    CompanySettings,
    Role,
    RolePermission,
    Warehouse,
)
from webapp.services.catalog import taxes
from webapp.services.chains.commands import create_chain
from webapp.services.chains.rules import all_on
from webapp.services.core.transaction import Tx
from webapp.services.identity.roles import ADMINISTRATOR, BUILT_IN_ROLES, READY_ROLES, FoundingRole
from webapp.services.orders import kinds as orders
from webapp.services.orders.order_kinds import create_order_kinds
from webapp.services.returns import kinds as returns
from webapp.services.reviews.founding_panels import FOUNDING_PANELS
from webapp.services.reviews.panel_editing import create_panel
from webapp.services.settings.lists import create_lists
from webapp.services.settings.queries import rules_to_plain
from webapp.services.settings.rules import CompanyRules
from webapp.services.setup.departments import create_departments


@dataclass(frozen=True, slots=True)
class Founded:
    """The head office, its warehouse, and the roles that it begins with, by code."""

    branch: Branch
    warehouse: Warehouse
    roles: dict[str, Role]


def is_founded(tx: Tx) -> bool:
    return tx.session.scalar(select(Role.id).limit(1)) is not None


def found_company(
    tx: Tx, *, code: str = "HQ", name: str = "总部", name_en: str = "Head office"
) -> Founded:
    """Makes the six roles (A5) and the ready-made ones, the chains with all steps on (A6, A7),
    the panels of reviews with their departments, the settings' defaults and a head office with
    its warehouse.

    The first event of all bears a random mark: no other database's trail begins alike, even when
    it was founded in the same way at the same moment.
    """
    branch = Branch(code=code, name=name, name_en=name_en, is_head_office=True)
    tx.session.add(branch)
    tx.session.flush()
    warehouse = Warehouse(
        code=f"{code}-1", name=f"{name}仓库", name_en=f"{name_en} warehouse", branch_id=branch.id
    )
    settings = CompanySettings(
        values=rules_to_plain(CompanyRules()), version=1, trail_length=0, trail_head=""
    )
    tx.session.add_all([warehouse, settings])
    tx.record(settings, "CompanyFounded", internal={"mark": secrets.token_hex(8)})
    for tax_class in taxes.FOUNDING:
        taxes.create_tax_class(tx, *tax_class)
    create_order_kinds(tx)
    create_lists(tx)
    create_departments(tx)
    for position, founding in enumerate(FOUNDING_PANELS):
        create_panel(tx, founding, position)
    create_chain(tx, orders.KIND, "", all_on(orders.STEPS))
    create_chain(tx, returns.KIND, "", all_on(returns.STEPS))
    return Founded(branch, warehouse, _found_roles(tx))


def _found_roles(tx: Tx) -> dict[str, Role]:
    built_in = [_found_role(tx, one, is_builtin=True) for one in BUILT_IN_ROLES]
    ready = [_found_role(tx, one, is_builtin=False) for one in READY_ROLES]
    return {role.code: role for role in (*built_in, *ready)}


def _found_role(tx: Tx, founding: FoundingRole, *, is_builtin: bool) -> Role:
    role = Role(
        code=founding.code,
        name=founding.name,
        name_en=founding.name_en,
        is_builtin=is_builtin,
        is_administrator=founding.code == ADMINISTRATOR,
        version=1,
        trail_length=0,
        trail_head="",
        permissions=[
            RolePermission(permission=permission, scope=reach)
            for permission, reach in founding.grants.items()
        ],
    )
    tx.session.add(role)
    tx.record(role, "RoleCreated")
    return role
