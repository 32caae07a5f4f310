"""Lists that the company keeps itself, such as grades and channels of customers (K4)
and the leading posts that rule in reviews."""

from __future__ import annotations

from webapp.models import ChoiceItem
from webapp.services.core.errors import N_
from webapp.services.core.transaction import Tx

GRADE = "customer_grade"
CHANNEL = "customer_channel"
MARKET_POSITION = "market_position"
POST = "post"

LISTS = {
    GRADE: N_("Grades of customers"),
    CHANNEL: N_("Channels"),
    MARKET_POSITION: N_("Market positions"),
    POST: N_("Leading posts"),
}
#: What a new company begins with: list, code, Chinese and English name.
FOUNDING = (
    (GRADE, "A", "A 重点客户", "A key customer"),
    (GRADE, "B", "B 一般客户", "B regular customer"),
    (GRADE, "C", "C 小客户", "C small customer"),
    (CHANNEL, "dealer", "经销商", "Dealer"),
    (CHANNEL, "retail", "零售门店", "Retail shop"),
    (CHANNEL, "project", "工程客户", "Project customer"),
    (CHANNEL, "online", "电商", "Online shop"),
    (MARKET_POSITION, "leader", "当地龙头", "Local leader"),
    (MARKET_POSITION, "strong", "较强", "Strong"),
    (MARKET_POSITION, "average", "一般", "Average"),
    (MARKET_POSITION, "weak", "较弱", "Weak"),
    (POST, "chairman", "董事长", "Chairman of the board"),
    (POST, "president", "总裁", "President"),
    (POST, "general_manager", "总经理", "General manager"),
    (POST, "deputy_manager", "副总经理", "Deputy general manager"),
    (POST, "assistant", "总经理助理", "Assistant to the general manager"),
    (POST, "prod_director", "生产总监", "Production director"),
    (POST, "internal_control", "内控负责人", "Head of internal control"),
)


def create_lists(tx: Tx) -> None:
    """The entries that a new company begins with."""
    for position, (list_key, code, name, name_en) in enumerate(FOUNDING):
        item = ChoiceItem(
            list_key=list_key,
            code=code,
            name=name,
            name_en=name_en,
            position=position,
            trail_length=0,
            trail_head="",
        )
        tx.session.add(item)
        tx.record(item, "ListEntryAdded", {"list": list_key})
