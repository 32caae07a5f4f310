"""The panels that a company begins with; each can be edited on screen afterwards.

Preliminary review (B3), committee review with president and chairman (B5–B7), order review
before a contract (C1), the clause on intellectual property (I3), exceptions from payment (C3).
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.services.reviews.panels import (
    Option,
    Panel,
    PanelRule,
    PanelSeat,
    Question,
    QuestionKind,
    RulingStep,
    When,
)

ALL_KINDS = ("regular", "new", "special")
UNUSUAL = ("new", "special")
LARGE = "large"


@dataclass(frozen=True, slots=True)
class FoundingPanel:
    code: str
    stage: str
    name: str
    name_en: str
    panel: Panel


def _ask(
    key: str, label: str, label_en: str, kind: QuestionKind = "yes_no", *, must: bool = True
) -> Question:
    return Question(key, label, label_en, kind, must)


_FEASIBLE = _ask("feasible", "产品与工艺是否可行", "Are product and process feasible")
_DEVIATION = Question(
    "deviation",
    "技术偏差",
    "Technical deviation",
    "choice",
    product_kinds=UNUSUAL,
    options=(
        Option("none", "无偏差", "None"),
        Option("small", "偏差不大", "Small"),
        Option(LARGE, "偏差大", "Large"),
    ),
)
_DEVIATION_REASON = Question(
    "deviation_reason",
    "偏差说明及与客户商定的处理意见",
    "Deviation, and how it is handled as agreed with the customer",
    "text",
    product_kinds=UNUSUAL,
)
_ASSURED = _ask("attainable", "质量要求能否达到", "Can the quality demanded be attained")
_COMPLETE = _ask("complete", "质量要求是否完整、明确", "Is it stated completely and exactly")
_SUPPLY = _ask("supply", "原材料及外购件能否配套", "Can materials and bought-in parts be supplied")
_MATERIALS = _ask(
    "materials", "材料价格与市场行情", "Material prices against the market", "materials"
)
_GUARANTEED = _ask("guaranteed", "生产能否保证", "Can production be guaranteed")

PRELIMINARY = FoundingPanel(
    "preliminary",
    "inquiry",
    "分公司初评",
    "Preliminary review",
    Panel(
        place="branch",
        product_kinds=ALL_KINDS,
        convenors=("general_manager", "assistant", "prod_director", "internal_control"),
        rule=PanelRule("all"),
        seats=(
            PanelSeat("technology", "技术", "Technology", "TECH",
                      inputs=("products", "technical", "materials"), time_order=1,
                      questions=(_FEASIBLE, _DEVIATION, _DEVIATION_REASON)),
            PanelSeat("purchasing", "采购", "Purchasing", "PURCH",
                      inputs=("products", "materials", "delivery"), time_order=2,
                      questions=(_SUPPLY, _ask("price_note", "材料行情说明", "Market of materials",
                                               "text", must=False))),
            PanelSeat("production", "生产", "Production", "PROD",
                      inputs=("products", "technical", "delivery"), time_order=3,
                      questions=(_GUARANTEED,
                                 _ask("capacity", "产能占用 %", "Share of capacity %", "percent",
                                      must=False))),
            PanelSeat("quality", "质量", "Quality", "QUAL",
                      inputs=("products", "quality", "technical"), time_order=4,
                      questions=(_ASSURED, _COMPLETE)),
            PanelSeat("sales", "销售", "Sales", "SALES",
                      inputs=("products", "market", "delivery"),
                      questions=(_ask("profit", "预计利润率 %", "Expected profit %", "percent"),
                                 _ask("prospect", "市场前景", "Market prospect", "text"))),
        ),
        rulings=(
            RulingStep("deviation", "总经理签批（技术偏差大）", "General manager (large deviation)",
                       "general_manager", place="branch",
                       when=When("technology", "deviation", LARGE)),
        ),
        escalates_to="general_manager",
    ),
)  # fmt: skip

COMMITTEE = FoundingPanel(
    "committee",
    "quotation",
    "服务管理委员会复评",
    "Committee review",
    Panel(
        place="head_office",
        product_kinds=ALL_KINDS,
        convenors=(),
        rule=PanelRule("all"),
        seats=(
            PanelSeat("finance", "财务", "Finance", "FIN",
                      inputs=("products", "price", "costs", "payment"),
                      questions=(
                          _ask("taxes", "税费是否合理", "Are taxes reasonable"),
                          _ask("gross_margin", "毛利率是否合理", "Is the gross margin reasonable"),
                          _ask("selling_expense", "销售费用率是否合理",
                               "Is the selling-expense ratio reasonable"),
                          _ask("sales_margin", "销售利润率是否合理",
                               "Is the sales profit margin reasonable"),
                          _ask("payment_terms", "付款条件是否合理",
                               "Are the payment terms reasonable"))),
            PanelSeat("supervision", "质量监督", "Quality supervision", "QS",
                      inputs=("products", "quality"), questions=(_ASSURED, _COMPLETE)),
            PanelSeat("purchasing", "采购", "Purchasing", "PURCH",
                      inputs=("products", "materials", "costs"),
                      questions=(_SUPPLY, _MATERIALS,
                                 _ask("outsourcing", "外协费用是否合理",
                                      "Are outsourcing fees reasonable"))),
        ),
        rulings=(RulingStep("president", "总裁审批", "President", "president"),),
        appeal=RulingStep("chairman", "董事长裁决", "Chairman of the board", "chairman"),
        escalates_to="general_manager",
    ),
)  # fmt: skip

ORDER_REVIEW = FoundingPanel(
    "order_review",
    "contract",
    "订单评审",
    "Order review form",
    Panel(
        place="branch",
        product_kinds=ALL_KINDS,
        convenors=(),
        rule=PanelRule("all"),
        seats=(
            PanelSeat("engineering", "工程", "Engineering", "TECH",
                      inputs=("products", "technical"), time_order=1,
                      questions=(_FEASIBLE,)),
            PanelSeat("purchasing", "采购", "Purchasing", "PURCH",
                      inputs=("products", "delivery"), time_order=2, questions=(_SUPPLY,)),
            PanelSeat("production", "生产", "Production", "PROD",
                      inputs=("products", "technical", "delivery"), time_order=3,
                      questions=(_GUARANTEED,)),
            PanelSeat("quality", "品质", "Quality", "QUAL",
                      inputs=("products", "quality"), time_order=4, questions=(_ASSURED,)),
            PanelSeat("logistics", "物流", "Logistics", "STORE",
                      inputs=("products", "delivery"), time_order=5,
                      questions=(_ask("transport", "运输方式", "Means of transport", "text"),)),
        ),
        escalates_to="general_manager",
    ),
)  # fmt: skip

IP_CLAUSE = FoundingPanel(
    "ip_clause",
    "contract",
    "知识产权条款审查",
    "Intellectual property clause",
    Panel(
        place="head_office",
        product_kinds=ALL_KINDS,
        convenors=(),
        rule=PanelRule("all"),
        seats=(
            PanelSeat("ip", "知识产权", "Intellectual property", "IPR",
                      inputs=("ip", "liability"),
                      questions=(
                          _ask("ownership", "权属是否明确", "Is ownership clear"),
                          _ask("scope", "许可范围是否明确", "Is the licensed scope clear"),
                          _ask("lawful", "双方权利义务是否完整、合法",
                               "Are rights and duties complete and lawful"))),
        ),
        escalates_to="general_manager",
    ),
)  # fmt: skip

FINANCE_EXCEPTION = FoundingPanel(
    "finance_exception",
    "exception",
    "付款例外审批",
    "Exception from payment",
    Panel(
        place="branch",
        product_kinds=ALL_KINDS,
        convenors=(),
        rule=PanelRule("advice"),
        seats=(
            PanelSeat("deputy", "副总经理", "Deputy general manager", post="deputy_manager",
                      inputs=("debts", "reason")),
        ),
        rulings=(
            RulingStep("general_manager", "总经理审批", "General manager", "general_manager",
                       place="branch"),
        ),
    ),
)  # fmt: skip

FOUNDING_PANELS = (PRELIMINARY, COMMITTEE, ORDER_REVIEW, IP_CLAUSE, FINANCE_EXCEPTION)
