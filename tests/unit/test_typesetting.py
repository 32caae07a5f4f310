"""Papers set as PDF: Chinese is readable, and data stays text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from webapp.services.papers import typesetting

TEMPLATE = """
#import "house.typ": *
#show: paper.with(number: data.number, page_word: "第 {x} 页，共 {y} 页")
#title("购销合同")
#facts((("客户", data.customer),))
#lines(("品名", "数量"), data.rows, (1fr, 30mm), figures: (1,))
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    house = typesetting.FOLDER / "house.typ"
    (tmp_path / "house.typ").write_text(house.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "paper.typ").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(typesetting, "FOLDER", tmp_path)
    return "paper.typ"


def text_of(paper: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]


def test_chinese_and_figures_can_be_read_back(template: str) -> None:
    rows = [[f"螺栓 {number}", f"{number:,}.00"] for number in range(60)]
    pages = text_of(
        typesetting.typeset(template, {"number": "HT-1", "customer": "杭州商行", "rows": rows})
    )
    assert len(pages) == 2
    assert "购销合同" in pages[0]
    assert "杭州商行" in pages[0]
    assert "第 2 页，共 2 页" in pages[1]
    assert "品名" in pages[1], "the head of a table stands on every page"


def test_a_customers_name_is_never_markup(template: str) -> None:
    name = '#read("/etc/hostname") *x* $y$ #panic("no")'
    (page,) = text_of(typesetting.typeset(template, {"number": "", "customer": name, "rows": []}))
    assert '#panic("no")' in page
    assert "*x* $y$" in page
