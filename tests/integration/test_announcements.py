"""Announcements: whom they reach, who has read them, and what taking one back does (K6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.support.company import NO_PASSWORD, Company, a_picture
from webapp.models import (
    Announcement,
    AnnouncementReading,
    Customer,
    CustomerLevel,
    Department,
    Event,
    Notice,
    OutgoingMail,
    Region,
    Role,
    StoredFile,
    User,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done, writing
from webapp.services.files.queries import find_file
from webapp.services.notices import announcing
from webapp.services.notices.announcements import get_announcement
from webapp.services.notices.announcing import AnnouncementInput
from webapp.services.notices.readers import PersonFilter, get_reach, list_people
from webapp.services.notices.reading import get_readable, list_readable
from webapp.services.notices.rules import Audience

pytestmark = pytest.mark.rule("K6")
STAFF = {"admin", "sales", "review", "finance", "ship", "region1"}
EVERYBODY = Audience(to_customers=True, to_staff=True)


def the_id(session: Session, table: Any, code: str) -> int:
    found: int = session.scalars(select(table.id).where(table.code == code)).one()
    return found


def given(audience: Audience = EVERYBODY, **more: Any) -> AnnouncementInput:
    return AnnouncementInput("春节放假通知", "2 月 6 日起放假。", audience, **more)


def written(company: Company, audience: Audience = EVERYBODY, **more: Any) -> Done:
    made = given(audience, **more)
    return announcing.write_announcement(company.session, company.actor("sales"), made)


def published(company: Company, audience: Audience = EVERYBODY, **more: Any) -> Done:
    draft = written(company, audience, **more)
    sales = company.actor("sales")
    return announcing.publish_announcement(company.session, sales, draft.number, draft.version)


def told(company: Company, name: str = "AnnouncementPublished") -> set[str]:
    company.session.rollback()
    rows = select(User.user_name).join(Notice, Notice.user_id == User.id).where(Notice.name == name)
    return set(company.session.scalars(rows))


def readers(company: Company, number: str) -> set[str]:
    """Everybody who finds it in his own list, and can open it there."""
    found = set()
    for who in (*STAFF, "kh001", "kh002"):
        actor = company.actor(who)
        numbers = {row.number for row in list_readable(company.session, actor).rows}
        try:
            get_readable(company.session, actor, number)
        except NotFound:
            assert number not in numbers
        else:
            assert number in numbers
            found.add(who)
    return found


def audiences(session: Session) -> Iterable[tuple[Audience, set[str]]]:
    """Audiences on the small company, and whom they reach."""
    with writing(session, SYSTEM) as tx:
        gold = CustomerLevel(code="G", name="金", name_en="Gold")
        city = Region(code="HZ", name="杭州", name_en="Hangzhou", path="/E/HZ/")
        like = Region(code="E_", name="东", name_en="East-ish", path="/E_/")
        tx.session.add_all([gold, city, like])
        tx.session.flush()
        tx.session.execute(
            update(User)
            .where(User.user_name.in_(["sales", "region1"]))
            .values(department_id=the_id(session, Department, "SALES"))
        )
        tx.session.execute(
            update(Customer)
            .where(Customer.code == "KH001")
            .values(region_id=city.id, level_id=gold.id)
        )

    def of(kind: str, table: Any, *codes: str) -> dict[str, frozenset[int]]:
        return {kind: frozenset(the_id(session, table, code) for code in codes)}

    gold_ones, usual = of("level", CustomerLevel, "G"), of("level", CustomerLevel, "A")
    east, north = of("region", Region, "E"), of("region", Region, "N")
    department = of("department", Department, "SALES")
    role = of("role", Role, "regional_manager", "finance_reviewer")
    yield EVERYBODY, {*STAFF, "kh001", "kh002"}
    yield Audience(to_customers=True), {"kh001", "kh002"}
    yield Audience(to_staff=True), STAFF
    yield Audience(to_customers=True, targets=gold_ones), {"kh001"}
    yield Audience(to_customers=True, targets=east), {"kh001"}
    yield Audience(to_customers=True, targets=of("region", Region, "E_", "N")), {"kh002"}
    yield Audience(to_customers=True, targets={**usual, **east}), set()
    yield Audience(to_customers=True, targets={**usual, **north}), {"kh002"}
    yield Audience(to_staff=True, targets=department), {"sales", "region1"}
    yield Audience(to_staff=True, targets=role), {"region1", "finance"}
    yield Audience(to_staff=True, targets={**department, **role}), {"region1"}
    yield Audience(True, True, {**gold_ones, **role}), {"kh001", "region1", "finance"}
    yield Audience(to_staff=True, targets=gold_ones), STAFF


def test_an_announcement_reaches_those_it_is_for_and_nobody_else(company: Company) -> None:
    for audience, expected in audiences(company.session):
        draft = written(company, audience)
        sales = company.actor("sales")
        view = get_announcement(company.session, sales, draft.number)
        reach = get_reach(company.session, sales, view.id)
        people = list_people(company.session, sales, view.id, PersonFilter()).rows
        assert {row.user_name for row in people} == expected
        assert (reach.people, reach.unread, reach.read) == (len(expected), len(expected), 0)
        assert readers(company, draft.number) == set()
        if not expected:
            with pytest.raises(RuleBroken, match="reaches nobody"):
                announcing.publish_announcement(company.session, sales, draft.number, 1)
            continue
        announcing.publish_announcement(company.session, sales, draft.number, draft.version)
        assert readers(company, draft.number) == expected
        assert told(company) == expected - {"sales"}
        with writing(company.session, SYSTEM) as tx:
            tx.session.execute(Notice.__table__.delete())


def test_whoever_comes_later_reads_it_and_whoever_leaves_does_not(company: Company) -> None:
    north = frozenset({the_id(company.session, Region, "N")})
    done = published(company, Audience(to_customers=True, targets={"region": north}))
    assert readers(company, done.number) == {"kh002"}
    with writing(company.session, SYSTEM) as tx:
        east = the_id(tx.session, Region, "E")
        for code, region in (("KH001", next(iter(north))), ("KH002", east)):
            tx.session.execute(
                update(Customer).where(Customer.code == code).values(region_id=region)
            )
    assert readers(company, done.number) == {"kh001"}


def test_what_is_published_is_never_edited_but_copied(company: Company) -> None:
    done = published(company, files=[a_picture("plan.png")])
    sales = company.actor("sales")
    with pytest.raises(Conflict):
        announcing.edit_announcement(
            company.session, sales, done.number, done.version, given(Audience(to_staff=True))
        )
    copy = announcing.copy_announcement(company.session, sales, done.number)
    view = get_announcement(company.session, sales, copy.number)
    original = get_announcement(company.session, sales, done.number)
    assert (view.status, view.title, view.audience) == ("draft", original.title, original.audience)
    assert [paper.token for paper in view.papers] == [paper.token for paper in original.papers]


def test_an_edit_keeps_what_changed_and_a_stale_one_is_refused(company: Company) -> None:
    draft = written(company)
    sales = company.actor("sales")
    changed = AnnouncementInput("改期通知", "2 月 6 日起放假。", Audience(to_staff=True))
    announcing.edit_announcement(company.session, sales, draft.number, draft.version, changed)
    with pytest.raises(Conflict):
        announcing.edit_announcement(company.session, sales, draft.number, draft.version, changed)
    company.session.rollback()
    event = company.session.scalars(select(Event).where(Event.name == "AnnouncementEdited")).one()
    assert event.data["before"] == {"title": "春节放假通知", "audience": "customers, staff"}
    assert event.data["after"] == {"title": "改期通知", "audience": "staff"}
    with_file = replace(changed, files=(a_picture("放假.png"),))
    announcing.edit_announcement(company.session, sales, draft.number, draft.version + 1, with_file)
    edits = select(Event.data).where(Event.name == "AnnouncementEdited").order_by(Event.id.desc())
    files = {"before": {"files": []}, "after": {"files": ["放假.png"]}}
    assert company.session.scalars(edits).first() == files


def test_taken_back_it_is_gone_at_once(company: Company) -> None:
    done = published(company, files=[a_picture("plan.png")])
    sales, kh001 = company.actor("sales"), company.actor("kh001")
    token = get_readable(company.session, kh001, done.number).papers[0].token
    _post_letters(company)
    with pytest.raises(RuleBroken):
        announcing.withdraw_announcement(company.session, sales, done.number, done.version, "  ")
    gone = announcing.withdraw_announcement(
        company.session, sales, done.number, done.version, "日期写错"
    )
    assert gone.status == "withdrawn"
    assert readers(company, done.number) == set()
    assert find_file(company.session, kh001, token) is None
    assert find_file(company.session, company.actor("review"), token) is None
    assert find_file(company.session, sales, token) is not None
    notices = company.session.scalars(select(Notice)).all()
    assert {(one.name, one.document_kind, one.mail_state) for one in notices} == {
        ("AnnouncementWithdrawn", "", "none"),
        ("AnnouncementWithdrawn", "", "posted"),
    }
    assert all(one.read_at is not None and one.params == {} for one in notices)
    assert company.session.scalars(select(OutgoingMail.to_address)).all() == ["sent@example.com"]
    with pytest.raises(NotFound):
        announcing.note_reading(company.session, kh001, done.number)


def _post_letters(company: Company) -> None:
    """One letter that has left, one that has not."""
    with writing(company.session, SYSTEM) as tx:
        for notice, name in zip(
            tx.session.scalars(select(Notice).limit(2)).all(), ("sent", "unsent"), strict=True
        ):
            notice.mail_state = "posted"
            tx.session.add(
                OutgoingMail(
                    notice_id=notice.id,
                    message_id=f"<{name}@example.com>",
                    to_address=f"{name}@example.com",
                    subject="",
                    body="",
                    made_at=tx.now,
                    sent_at=tx.now if name == "sent" else None,
                )
            )


def test_who_has_read_it_is_known_from_the_first_time(company: Company) -> None:
    done = published(company)
    company.session.rollback()
    for who in ("kh001", "kh001", "review"):
        announcing.note_reading(company.session, company.actor(who), done.number)
    sales = company.actor("sales")
    view = get_announcement(company.session, sales, done.number)
    reach = get_reach(company.session, sales, view.id)
    assert (reach.customers, reach.staff, reach.read, reach.unread) == (2, 6, 2, 6)
    read = list_people(company.session, sales, view.id, PersonFilter(status="read")).rows
    assert [row.user_name for row in read] == ["kh001", "review"]
    found = list_people(company.session, sales, view.id, PersonFilter(search="KH002")).rows
    assert [(row.user_name, row.read_at) for row in found] == [("kh002", None)]
    assert company.session.scalar(select(func.count(AnnouncementReading.id))) == 2
    mine = list_readable(company.session, company.actor("kh001")).rows
    assert [row.is_read for row in mine] == [True]
    unread = select(func.count(Notice.id)).where(Notice.read_at.is_(None))
    assert company.session.scalar(unread) == 5


def test_a_reminder_goes_to_those_who_have_not_read_it_once_a_day(company: Company) -> None:
    done = published(company, Audience(to_customers=True))
    announcing.note_reading(company.session, company.actor("kh001"), done.number)
    sales = company.actor("sales")
    reminded = announcing.remind_readers(company.session, sales, done.number, done.version)
    assert reminded.details == {"people": 1}
    assert told(company, "AnnouncementReminder") == {"kh002"}
    with pytest.raises(RuleBroken, match="today already"):
        announcing.remind_readers(company.session, sales, done.number, reminded.version)


def test_a_draft_is_thrown_away_with_its_files(company: Company) -> None:
    draft = written(company, files=[a_picture("plan.png")])
    sales = company.actor("sales")
    announcing.remove_announcement(company.session, sales, draft.number, draft.version)
    company.session.rollback()
    assert company.session.scalar(select(func.count(Announcement.id))) == 0
    assert company.session.scalar(select(func.count(StoredFile.id))) == 0
    again = written(company)
    assert get_announcement(company.session, sales, again.number).events[-1].name == (
        "AnnouncementWritten"
    )


def test_files_of_a_draft_are_only_its_writers(company: Company) -> None:
    draft = written(company, files=[a_picture("plan.png")])
    token = get_announcement(company.session, company.actor("sales"), draft.number).papers[0].token
    assert find_file(company.session, company.actor("admin"), token) is not None
    for who in ("kh001", "review"):
        assert find_file(company.session, company.actor(who), token) is None


@pytest.mark.parametrize("who", ["review", "kh001"])
def test_announcements_are_for_those_who_manage_them(company: Company, who: str) -> None:
    done = published(company)
    actor = company.actor(who)
    acts: list[tuple[Any, tuple[Any, ...]]] = [
        (announcing.write_announcement, (given(),)),
        (announcing.edit_announcement, (done.number, done.version, given())),
        (announcing.publish_announcement, (done.number, done.version)),
        (announcing.withdraw_announcement, (done.number, done.version, "reason")),
        (announcing.copy_announcement, (done.number,)),
        (announcing.remind_readers, (done.number, done.version)),
        (announcing.remove_announcement, (done.number, done.version)),
    ]
    for act, arguments in acts:
        with pytest.raises(Forbidden):
            act(company.session, actor, *arguments)
    with pytest.raises(Forbidden):
        get_announcement(company.session, actor, done.number)


def test_thousands_are_told_in_a_moment(company: Company) -> None:
    _open_accounts(company, 5_000)
    # Of this process alone: other work on the machine must not decide.
    begun = process_time()
    done = published(company, Audience(to_customers=True))
    assert process_time() - begun < 2
    assert done.details["reached"] == 5_002
    assert company.session.scalar(select(func.count(Notice.id))) == 5_002


def _open_accounts(company: Company, count: int) -> None:
    with writing(company.session, SYSTEM) as tx:
        pattern = tx.session.scalars(select(Customer).where(Customer.code == "KH001")).one()
        shared = {
            column.key: getattr(pattern, column.key)
            for column in Customer.__table__.columns
            if column.key not in ("id", "code")
        }
        customers = [{**shared, "code": f"N{number:05}"} for number in range(count)]
        tx.session.execute(Customer.__table__.insert(), customers)
        ids = tx.session.execute(
            select(Customer.id, Customer.code).where(Customer.code.startswith("N"))
        ).all()
        accounts = [
            {
                "user_name": code.lower(),
                "name": code,
                "kind": "customer",
                "customer_id": id_,
                "password_hash": NO_PASSWORD,
                "created_at": tx.now,
                "trail_length": 0,
                "trail_head": "",
            }
            for id_, code in ids
        ]
        tx.session.execute(User.__table__.insert(), accounts)
