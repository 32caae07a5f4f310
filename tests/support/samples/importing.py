"""A list that somebody brought in, and a kept mapping."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.import_acts import ROWS, list_file
from tests.support.samples.kinds import NO_ROW, Area, Kind, Sample, always
from webapp.models import ImportMapping, ImportRun, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.files.storing import store
from webapp.services.importing.kept_mappings import keep_mapping
from webapp.services.importing.uploading import UPLOADED, glance_at


def _runs(session: Session, user: User) -> list[Sample]:
    """A list of this account's, whatever its rights."""
    user_id = user.id
    mine = select(ImportRun.number, ImportRun.status).where(ImportRun.made_by_id == user_id)
    if session.scalar(mine) is None:
        session.rollback()
        _upload(session, user_id)
    return [Sample(number, status) for number, status in session.execute(mine)]


def _upload(session: Session, user_id: int) -> None:
    file = list_file(ROWS)
    glance = glance_at(file)
    with Session(session.get_bind()) as fresh, writing(fresh, SYSTEM) as tx:
        run = ImportRun(
            number=f"DR-20260101-{user_id:06d}",
            kind="stock",
            status=UPLOADED,
            version=1,
            file_id=store(tx, file).id,
            counts={"rows": 1, "header": [*glance.header], "samples": [*glance.samples]},
            columns={},
            options={},
            problems=[],
            made_at=tx.now,
            made_by_id=user_id,
            trail_length=0,
            trail_head="",
        )
        tx.session.add(run)
        tx.record(run, "ListUploaded")


def _mappings(session: Session, user: User) -> list[Sample]:
    """One for each account that asks: whoever may forget one does so at the first request."""
    name = f"Old system of {user.user_name}"
    mine = select(ImportMapping.id).where(ImportMapping.name == name)
    if session.scalar(mine) is None:
        session.rollback()
        with Session(session.get_bind()) as fresh, writing(fresh, SYSTEM) as tx:
            keep_mapping(tx, "stock", name, {"product": "A"}, {})
    return [Sample(one) for one in session.scalars(mine)]


AREA = Area(
    (
        Kind("import", ("imports/<number>",), "DR-20200101-000001", _runs, personal=True),
        Kind("import_kind", ("templates/<kind>",), "nothing", always("customers")),
        Kind("mapping", ("mappings/<int:mapping_id>",), NO_ROW, _mappings),
    )
)
