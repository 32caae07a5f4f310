"""What the invented company has announced, and who of its customers has read it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import select

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, Wait
from webapp.demo.world import World
from webapp.models import CustomerLevel, Region
from webapp.services.core.errors import NotFound
from webapp.services.core.spreadsheets import new_workbook
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload, FileKind
from webapp.services.notices import announcing
from webapp.services.notices.announcing import AnnouncementInput
from webapp.services.notices.rules import LEVEL, REGION, Audience

#: Working days from reading's beginning to its end, at most.
READ_WITHIN = 2.0
#: Minutes from publishing to the first reader, and to taking back what was wrong.
AT_ONCE, WITHDRAWN_AFTER = 10.0, 40.0


@dataclass(frozen=True)
class DemoAnnouncement:
    """``before``: working days before now when it was published; ``read``: how many of those whom
    it concerns have read it; without ``is_published`` a draft."""

    before: float
    title: str
    body: str
    to_customers: bool = True
    to_staff: bool = False
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    rows: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    read: float = 0.0
    is_published: bool = True
    withdrawn: str = ""


OPENING = DemoAnnouncement(
    122,
    "订货平台上线通知",
    "各位客户、各位同事：\n\n公司订货平台即日起正式启用。客户可以自助查询价格和库存、下单、"
    "确认收货；原电话、传真订货方式保留一个月。\n\n使用中遇到问题，请联系您的销售支持专员。",
    to_staff=True,
    read=0.95,
)
ANNOUNCEMENTS = (
    OPENING,
    DemoAnnouncement(
        2.4,
        "关于紧固件运费的通知",
        "即日起，单笔满 3000 元免运费。",
        read=0.2,
        withdrawn="起订金额写错，核对后重新发布",
    ),
    DemoAnnouncement(
        2.0,
        "华东区紧固件价格调整",
        "受原材料价格影响，下月 1 日起华东区部分紧固件价格调整，平均上调 3%。\n\n"
        "已提交的订单按原价执行。明细见附件，行情可参考 https://www.example.com/steel 。",
        regions=("E",),
        rows=(
            ("外六角螺栓 8.8 级", "M8～M16", "3.0%"),
            ("六角螺母", "M6～M20", "2.5%"),
            ("平垫圈", "M5～M20", "2.0%"),
        ),
        read=0.6,
    ),
    DemoAnnouncement(
        0.6,
        "元旦放假及发货安排",
        "元旦 1 月 1 日放假一天，仓库停止发货。\n\n12 月 30 日 16:00 前审核通过的订单当天发出，"
        "之后的订单 1 月 2 日起按顺序发出。请提前备货。",
        to_staff=True,
        read=0.35,
    ),
    DemoAnnouncement(
        0.1,
        "年度返利政策（征求意见稿）",
        "下一年度返利按全年提货额分三档计算，具体比例待总经办确认。",
        levels=("A", "B"),
        is_published=False,
    ),
)


def announcement_strands(world: World) -> Iterator[Strand]:
    """Written, published and taken back as the head of sales would, and read by customers."""
    return (_announced(world, one) for one in ANNOUNCEMENTS)


def _announced(world: World, one: DemoAnnouncement) -> Strand:
    sales, begins = world.staff["sales"], one.before * DAY
    tx = yield begins, sales
    done = announcing.write_announcement.act(tx, _input(tx, one, tx.now))
    if not one.is_published:
        return
    done = announcing.publish_announcement.act(tx, done.number, done.version)
    for minutes, reader in _readers(world, one):
        tx = yield minutes, reader
        # Whom it is not for reads nothing.
        with suppress(NotFound):
            announcing.note_reading.act(tx, done.number)
    if one.withdrawn:
        tx = yield begins - WITHDRAWN_AFTER, sales
        announcing.withdraw_announcement.act(tx, done.number, done.version, one.withdrawn)


def _input(tx: Tx, one: DemoAnnouncement, at: datetime) -> AnnouncementInput:
    targets = {LEVEL: _ids(tx, CustomerLevel, one.levels), REGION: _ids(tx, Region, one.regions)}
    audience = Audience(one.to_customers, one.to_staff, targets)
    files = [_table(f"{one.title}明细.xlsx", one.rows, at)] if one.rows else []
    return AnnouncementInput(one.title, one.body, audience, files)


def _ids(tx: Tx, table: Any, codes: Sequence[str]) -> frozenset[int]:
    return frozenset(tx.session.scalars(select(table.id).where(table.code.in_(codes))))


def _readers(world: World, one: DemoAnnouncement) -> list[Wait]:
    """Who would read it, and when; the customers that the sign-in page offers keep the newest to
    be read."""
    chance = Random(one.title)
    people = [client.actor for client in world.clients[3:]]
    people += [actor for name, actor in world.staff.items() if name != "sales"]
    longest = WITHDRAWN_AFTER if one.withdrawn else READ_WITHIN * DAY
    waits = [
        (max(one.before * DAY - chance.uniform(AT_ONCE, longest), AT_ONCE), actor)
        for actor in people
        if chance.random() <= one.read
    ]
    return sorted(waits, key=lambda wait: -wait[0])


def _table(name: str, rows: Sequence[tuple[str, str, str]], at: datetime) -> CheckedUpload:
    stream = io.BytesIO()
    book = new_workbook(stream)
    book.set_properties({"created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    for number, row in enumerate((("品名", "规格", "调整幅度"), *rows)):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    book.close()
    content = stream.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return CheckedUpload(name, FileKind.XLSX.media_type, content, digest)
