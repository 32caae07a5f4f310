"""A list that somebody brought in and a kept mapping, for the routes about them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.import_acts import ROWS, list_file
from webapp.models import ImportMapping, ImportRun, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.files.storing import store
from webapp.services.importing.kept_mappings import keep_mapping
from webapp.services.importing.uploading import UPLOADED, glance_at


def a_run(session: Session, user: User) -> str:
    """The number of a list of this account's, whatever its rights."""
    user_id = user.id
    mine = select(ImportRun.number).where(ImportRun.made_by_id == user_id)
    if session.scalar(mine) is None:
        session.rollback()
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
    return session.scalars(mine).one()


def a_mapping(session: Session) -> int:
    if session.scalar(select(ImportMapping.id)) is None:
        session.rollback()
        with Session(session.get_bind()) as fresh, writing(fresh, SYSTEM) as tx:
            keep_mapping(tx, "stock", "Old system", {"product": "A"}, {})
    return session.scalars(select(ImportMapping.id).order_by(ImportMapping.id).limit(1)).one()
