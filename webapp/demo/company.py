"""Makes the invented company in an empty database: offices, people, regions, customers."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.demo.customer_files import open_file
from webapp.demo.customers import LEVELS, DemoCustomer, customers
from webapp.demo.people import (
    BRANCHES,
    COMPANY,
    COMPANY_EN,
    DEPARTMENTS,
    STAFF,
    DemoBranch,
    DemoPerson,
    regions,
)
from webapp.demo.world import Client, World
from webapp.models import (
    Branch,
    CustomerLevel,
    Department,
    Region,
    Role,
    User,
    UserRegion,
    Warehouse,
)
from webapp.services.catalog.prices import begin_discount
from webapp.services.core.transaction import Tx
from webapp.services.customers.account import open_customer_account
from webapp.services.identity.accounts import actor_of
from webapp.services.identity.opening import open_staff_account
from webapp.services.settings.commands import save_rules
from webapp.services.settings.rules import CompanyRules
from webapp.services.setup import founding

#: No password has this hash: people of the demonstration sign in by its one click only.
NO_PASSWORD = "!"  # noqa: S105 - the hash that nothing matches
KEEPERS = {"HQ": "ship", "GZ": "ship2", "CD": "ship3"}


class Opening:
    """One founding: remembers the ids of what it has made, by code."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.world = World()
        self.branches: dict[str, int] = {}
        self.departments: dict[str, int] = {}
        self.regions: dict[str, Region] = {}
        self.levels: dict[str, int] = {}
        self.people: dict[str, User] = {}

    def found(self) -> World:
        """Makes everything; afterwards each person has his actor."""
        head = next(branch for branch in BRANCHES if branch.is_head_office)
        founded = founding.found_company(
            self.tx, code=head.code, name=head.name, name_en=head.name_en
        )
        self.branches[head.code] = founded.branch.id
        self.world.warehouses[head.code] = founded.warehouse.id
        names = CompanyRules(company_name=COMPANY, company_name_en=COMPANY_EN)
        save_rules.act(self.tx, 1, names)
        for branch in BRANCHES:
            if branch is not head:
                self._branch(branch)
        self._departments()
        self._regions()
        self._levels()
        for person in STAFF:
            self._person(person, founded)
        for customer in customers():
            self._customer(customer)
        return self.world

    def _branch(self, branch: DemoBranch) -> None:
        row = Branch(code=branch.code, name=branch.name, name_en=branch.name_en)
        self.tx.session.add(row)
        self.tx.session.flush()
        warehouse = Warehouse(
            code=f"{branch.code}-1",
            name=f"{branch.name}仓库",
            name_en=f"{branch.name_en} warehouse",
            branch_id=row.id,
        )
        self.tx.session.add(warehouse)
        self.tx.session.flush()
        self.branches[branch.code] = row.id
        self.world.warehouses[branch.code] = warehouse.id

    def _departments(self) -> None:
        extra = [
            Department(code=one.code, name=one.name, name_en=one.name_en) for one in DEPARTMENTS
        ]
        self.tx.session.add_all(extra)
        self.tx.session.flush()
        self.departments = {row.code: row.id for row in self.tx.session.scalars(select(Department))}

    def _regions(self) -> None:
        for node in regions():
            above = self.regions.get(node.parent or "")
            row = Region(
                code=node.code,
                name=node.name,
                name_en=node.name_en,
                parent_id=above.id if above else None,
                path=f"{above.path if above else '/'}{node.code}/",
            )
            self.tx.session.add(row)
            self.tx.session.flush()
            self.regions[node.code] = row

    def _levels(self) -> None:
        rows = [CustomerLevel(code=one.code, name=one.name, name_en=one.name_en) for one in LEVELS]
        self.tx.session.add_all(rows)
        self.tx.session.flush()
        for row, one in zip(rows, LEVELS, strict=True):
            begin_discount(self.tx, row.id, one.discount)
        self.levels = {row.code: row.id for row in rows}

    def _person(self, person: DemoPerson, founded: founding.Founded) -> None:
        user = open_staff_account(
            self.tx,
            person.user_name,
            person.name,
            NO_PASSWORD,
            [founded.roles[role] for role in person.roles],
            branch_id=self.branches[person.branch],
            department_id=self.departments[person.department],
            position=person.position,
            post=person.post,
        )
        self.tx.session.add_all(
            UserRegion(user_id=user.id, region_id=self.regions[code].id) for code in person.regions
        )
        self.tx.session.flush()
        self.people[person.user_name] = user
        actor = actor_of(self.tx.session, user)
        self.world.staff[person.user_name] = actor
        if KEEPERS[person.branch] == person.user_name:
            self.world.keepers[self.world.warehouses[person.branch]] = actor

    def _customer(self, demo: DemoCustomer) -> None:
        customer_id = open_file(self.tx, demo)
        user = open_customer_account(
            self.tx, demo.user_name, demo.contact, NO_PASSWORD, customer_id
        )
        warehouse = self.world.warehouses[demo.branch]
        client = Client(demo, customer_id, warehouse, actor_of(self.tx.session, user))
        self.world.clients.append(client)


def is_empty(session: Session) -> bool:
    """Whether nobody has set up a company here."""
    return session.scalar(select(exists(select(Role.id)) | exists(select(User.id)))) is False
