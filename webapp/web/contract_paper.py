"""A contract as a PDF in Chinese, made from what its customer may read and nothing else (B9).

It is Chinese whatever the reader's language: it is what both sides sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import Response

from webapp.services.contracts import kinds
from webapp.services.contracts.customer_copy import CopyLine, CopyVersion, CustomerCopy
from webapp.services.contracts.terms import Instalment, Terms
from webapp.services.core.capitals import amount_in_capitals
from webapp.services.core.errors import NotFound
from webapp.services.files.names import content_disposition
from webapp.services.papers.typesetting import typeset
from webapp.web.templating import localday, money, price, qty

TEMPLATE = "contract.typ"
TITLES = {kinds.SALE: "购销合同", kinds.SAMPLE: "样品管理协议"}
NUMERALS = "零一二三四五六七八九十"
#: The clauses of the contract in their order, by the names of its terms.
CLAUSES = {
    "quality_terms": "质量要求、技术标准及验收",
    "technical_terms": "技术要求",
    "delivery": "交货时间、地点及方式",
    "packaging_terms": "包装要求",
    "payment": "货款支付",
    "ip_clause": "知识产权",
    "liability": "违约责任",
    "other_terms": "其他约定",
}
CLOSING = (
    "本合同一式两份，双方各执一份，经双方签字盖章后生效。未尽事宜由双方协商，以编号的补充协议确定；"
    "补充协议与本合同具有同等效力。因本合同发生的争议，协商不成的，提交供方所在地人民法院解决。"
)


def send_contract(copy: CustomerCopy, amendment: int | None = None) -> Response:
    """The whole contract with its amendments as a file to keep, or one amendment alone.

    Raises NotFound for a contract made on paper, and for an amendment that there is not.
    """
    answer = Response(typeset(TEMPLATE, paper_of(copy, amendment)), mimetype="application/pdf")
    name = f"{TITLES[copy.kind]} {copy.number}"
    if amendment is not None:
        name = f"{name} {_amendment_title(amendment)}"
    answer.headers["Content-Disposition"] = content_disposition(f"{name}.pdf")
    return answer


def paper_of(copy: CustomerCopy, amendment: int | None = None) -> dict[str, Any]:
    """Every text on the paper."""
    amendments = [one for one in copy.amendments if amendment in (None, one.amendment)]
    main = next((one for one in copy.versions if not one.amendment), None)
    if main is None or (amendment is not None and not amendments):
        raise NotFound()
    return {
        "number": copy.number,
        "page_word": "第 {x} 页，共 {y} 页",
        "company": copy.company,
        "title": TITLES[copy.kind],
        "main": None if amendment is not None else _main(copy, main),
        "amendments": [_amendment(copy, one) for one in amendments],
    }


def _main(copy: CustomerCopy, version: CopyVersion) -> dict[str, Any]:
    return {
        "facts": _facts(copy, version),
        "head": ["序号", "产品名称及规格", "单位", "数量", "含税单价（元）", "金额（元）"],
        "rows": [_row(line) for line in copy.lines],
        "total": money(copy.total_amount),
        "tax": f"其中：不含税金额 {money(copy.net_amount)} 元，税额 {money(copy.tax_amount)} 元",
        "capitals": amount_in_capitals(copy.total_amount),
        "clauses": _clauses(version.terms, copy.advance_percent),
        "closing": CLOSING,
        "sides": _sides(copy),
    }


def _facts(copy: CustomerCopy, version: CopyVersion) -> list[list[str]]:
    pairs = [
        ("供方（乙方）", copy.company),
        ("合同编号", copy.number),
        ("需方（甲方）", copy.customer_name),
        ("签订日期", _day(version)),
        ("合同名称", copy.title),
        ("联系人", " ".join(filter(None, (copy.contact, copy.phone)))),
    ]
    return [[label, value or "—"] for label, value in pairs]


def _row(line: CopyLine) -> list[str]:
    name = "\n".join(filter(None, (line.name, line.specification)))
    figures = [qty(line.quantity), price(line.price), money(line.amount)]
    return [str(line.position), name, line.unit, *figures]


def _clauses(terms: Terms, advance: Decimal, only: Iterable[str] | None = None) -> list[list[str]]:
    """Titles and texts of the clauses that say something, or of those named only."""
    texts = {name: _text(name, terms, advance) for name in CLAUSES if only is None or name in only}
    if only is not None:
        return [[CLAUSES[name], text or "（取消）"] for name, text in texts.items()]
    return [[CLAUSES[name], text] for name, text in texts.items() if text]


def _text(name: str, terms: Terms, advance: Decimal) -> str:
    if name == "delivery":
        by = f"{localday(terms.delivery_date)} 前交货。" if terms.delivery_date else ""
        return "\n".join(filter(None, (by, terms.delivery_terms)))
    if name == "payment":
        said = [_instalment(one) for one in terms.payment_dates]
        first = f"预付比例 {_percent(advance)}。" if advance else ""
        return "\n".join(filter(None, (first, terms.payment_terms, *said)))
    return str(getattr(terms, name))


def _instalment(one: Instalment) -> str:
    note = f"（{one.note}）" if one.note else ""
    return f"{localday(one.day)} 前支付合同总价的 {_percent(one.share)}{note}"


def _amendment(copy: CustomerCopy, version: CopyVersion) -> dict[str, Any]:
    return {
        "title": f"{TITLES[copy.kind]}{_amendment_title(version.amendment)}",
        "number": f"{copy.number}-{version.amendment}",
        "facts": [
            ["供方（乙方）", copy.company],
            ["原合同编号", copy.number],
            ["需方（甲方）", copy.customer_name],
            ["签订日期", _day(version)],
        ],
        "reason": version.reason,
        "clauses": _clauses(version.terms, copy.advance_percent, _amended(version)),
        "closing": f"除上述变更外，{copy.number} 号合同的其他条款继续有效。"
        "本补充协议经双方签字盖章后生效，与原合同具有同等效力。",
        "sides": _sides(copy),
    }


def _amended(version: CopyVersion) -> set[str]:
    """The clauses that an amendment sets anew, by the terms that it changes."""
    clause_of = {
        "delivery_date": "delivery",
        "delivery_terms": "delivery",
        "payment_terms": "payment",
        "payment_dates": "payment",
    }
    return {clause_of.get(name, name) for name in version.changed}


def _amendment_title(amendment: int) -> str:
    numeral = NUMERALS[amendment] if amendment < len(NUMERALS) else str(amendment)
    return f"补充协议（{numeral}）"


def _sides(copy: CustomerCopy) -> list[list[str]]:
    """Who signs: title and name of each side."""
    return [["供方（乙方，盖章）", copy.company], ["需方（甲方，盖章）", copy.customer_name]]


def _day(version: CopyVersion) -> str:
    return localday(version.signed_on) if version.signed_on else "　　年　　月　　日"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
