"""Lists that were brought in, or wait on their way: each as somebody finds it after a call."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand
from webapp.demo.world import World
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Message
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import LISTS, check_upload
from webapp.services.importing.engine import RefusedRow, carry_out
from webapp.services.importing.findings import Findings, verdict_of
from webapp.services.importing.runs import (
    ColumnChoice,
    StoreTerms,
    choose_columns,
    confirm_run,
    lock_run,
)
from webapp.services.importing.sheets import batches, errors_of, sheet_of
from webapp.services.importing.uploading import glance_at, upload_list
from webapp.services.importing.working import finish_run, note_check, store_batch
from webapp.web.language import merged_catalogue

LANGUAGE = "zh-CN"
CUSTOMER_TITLES = "客户编码,客户名称,地区,责任编码,联系人,手机,收货地址\n"
FAIR = CUSTOMER_TITLES + (
    "ZH2601,嘉兴禾城五金经营部,浙江,XS-09,沈老板,13957300018,嘉兴市中山西路 112 号\n"
    "ZH2602,湖州南浔万通建材行,浙江,XS-09,钱经理,13905720026,湖州市南浔区人民路 8 号\n"
    "ZH2603,绍兴越秀工具商行,浙江,XS-09,章小姐,13857550031,绍兴市解放北路 56 号\n"
)
MESSY = CUSTOMER_TITLES + (
    "ZH2604,宁波甬江机电市场,浙江,XS-09,胡经理,13805740044,宁波市江东北路 27 号\n"
    "ZH2601,嘉兴禾城五金有限公司,浙江,XS-09,沈老板,13957300018,嘉兴市中山西路 112 号\n"
    "ZH2602,湖州南浔万通建材行,浙江,XS-09,钱经理,13905720026,湖州市南浔区人民路 8 号\n"
    "ZH2605,台州路桥五金城,路桥,XS-09,林先生,13905760055,台州市路桥大道 3 号\n"
    "ZH2606,金华婺城标准件商行,浙江,XS-09,方经理,1390579,金华市八一南街 90 号\n"
)


def list_strands(world: World) -> Iterator[Strand]:
    """A list of customers from a fair is stored; a second one waits with what is wrong in it."""
    sales = world.staff["sales"]
    yield _stored(sales)
    yield _waiting(sales)


def _stored(sales: Actor) -> Strand:
    begins = 6 * DAY
    tx = yield begins, sales
    fair = _upload(tx, "展会客户.csv", FAIR)
    tx = yield begins - 2, sales
    version = _check(tx, fair, "展会登记表")
    tx = yield begins - 4, sales
    _store(tx, fair, version)


def _waiting(sales: Actor) -> Strand:
    tx = yield 90, sales
    messy = _upload(tx, "新客户补录.csv", MESSY)
    tx = yield 89, sales
    _check(tx, messy)


def _upload(tx: Tx, name: str, text: str) -> str:
    file = check_upload(name, text.encode("utf-8-sig"), LISTS)
    return upload_list.act(tx, "customers", file, glance_at(file)).number


def _check(tx: Tx, number: str, keep_as: str = "") -> int:
    run, kind = lock_run(tx, number)
    choice = ColumnChoice(run.columns, keep_as=keep_as)
    choose_columns.act(tx, number, run.version, choice, LANGUAGE)
    sheet, findings = sheet_of(tx.session, run), Findings()
    for batch in batches(sheet):
        if isinstance(batch, RefusedRow):
            findings.add(verdict_of(batch))
            continue
        with tx.session.begin_nested() as rehearsal:
            for verdict in carry_out(tx, kind, sheet.chosen, batch):
                findings.add(verdict)
            rehearsal.rollback()
    errors = errors_of(sheet, findings, _in_chinese)
    return note_check.act(tx, number, run.version, findings, errors).version


def _store(tx: Tx, number: str, version: int) -> None:
    confirm_run.act(tx, number, version, StoreTerms(), LANGUAGE)
    run, _ = lock_run(tx, number)
    for position, batch in enumerate(batches(sheet_of(tx.session, run)), start=1):
        assert not isinstance(batch, RefusedRow)
        store_batch.act(tx, number, position, batch)
    finish_run.act(tx, number, 0, [], None)


def _in_chinese(message: Message) -> str:
    entry = merged_catalogue().get(message.text)
    return str(entry.string if entry else message.text) % dict(message.params)
