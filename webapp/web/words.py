"""Words of the business in the reader's language, from the tables that the services keep."""

from __future__ import annotations

from flask_babel import gettext

from webapp.services.catalog import price_rules as prices
from webapp.services.contracts import kinds as contracts
from webapp.services.core.errors import N_
from webapp.services.exceptions import kinds as exceptions
from webapp.services.importing import words as imports
from webapp.services.inquiries import customer_side
from webapp.services.inquiries import kinds as inquiries
from webapp.services.mail import queries as letters
from webapp.services.notices import rules as announcements
from webapp.services.orders import kinds
from webapp.services.orders.order_kinds import kept_order_kinds
from webapp.services.promotions import terms as promotions
from webapp.services.quotations import kinds as quotations
from webapp.services.quotations import offer as offers
from webapp.services.rates import kinds as rates
from webapp.services.returns import kinds as returns
from webapp.services.reviews import answers as opinions
from webapp.services.reviews import rules as reviews
from webapp.services.shelves import kinds as stock
from webapp.web import supervision_words as supervision
from webapp.web.context import db
from webapp.web.language import is_chinese

#: The table of words that the company keeps itself, in both languages.
ORDER_KIND = "order_kind"

#: Tables of words by name; templates say word('status', order.status).
NAMES: dict[str, dict[str, str]] = {
    "status": dict(kinds.STATUSES),
    "payment": dict(kinds.PAYMENT),
    "delivery": dict(kinds.DELIVERY),
    "send_back": {
        **{step.key: step.label for step in kinds.STEPS},
        kinds.DRAFT: N_("To the customer, as a draft"),
    },
    "step": {step.key: step.label for step in kinds.STEPS},
    "product_kind": dict(kinds.PRODUCT_KINDS),
    "reason": dict(kinds.REASONS),
    "note": dict(kinds.NOTE_OPTIONS),
    "invoice": dict(kinds.INVOICES),
    "difference": dict(kinds.DIFFERENCES),
    "paper": {**kinds.PAPERS, **inquiries.PAPERS},
    "price_source": dict(prices.SOURCES),
    "price_standing": dict(prices.STANDINGS),
    "price_origin": dict(prices.ORIGINS),
    "promotion_kind": dict(promotions.KINDS),
    "promotion_standing": dict(promotions.STANDINGS),
    "slip_kind": dict(stock.SLIPS),
    "slip_status": dict(stock.STATUSES),
    "movement": dict(stock.MOVEMENTS),
    "import_status": dict(imports.STATUSES),
    "import_standing": dict(imports.STANDINGS),
    "import_kind": dict(imports.KINDS),
    "announcement_status": dict(announcements.STATUSES),
    "letter": dict(letters.STATES),
    "inquiry_status": dict(inquiries.STATUSES),
    "inquiry_step": dict(inquiries.STEPS),
    "inquiry_input": dict(inquiries.INPUTS),
    "case": dict(customer_side.STATES),
    "review_status": dict(reviews.STATUSES),
    "review_outcome": dict(reviews.OUTCOMES),
    "round_result": dict(reviews.RESULTS),
    "verdict": dict(reviews.VERDICTS),
    "ruling": dict(reviews.DECISIONS),
    "material_verdict": dict(opinions.MATERIAL_VERDICTS),
    "offer_standing": dict(offers.STANDINGS),
    "rate_kind": dict(rates.KINDS),
    "exception_status": dict(exceptions.STATUSES),
    "debt": dict(exceptions.WHYS),
    "case_state": dict(supervision.STATES),
    "case_document": dict(supervision.KINDS),
    "contract_status": dict(contracts.STATUSES),
    "contract_kind": dict(contracts.CONTRACT_KINDS),
    "contract_origin": dict(contracts.ORIGINS),
    "contract_term": dict(contracts.TERMS),
    "contract_version": dict(contracts.VERSION_STATES),
    "contract_standing": dict(contracts.STANDINGS),
    "contract_scan": dict(contracts.SCANS),
    "held_paper": dict(contracts.HELD_PAPERS),
    "quotation_status": {**quotations.STATUSES, "flagged": N_("To be costed anew")},
    "quotation_step": dict(quotations.STEPS),
    "cost": dict(quotations.COSTS),
    "return_status": dict(returns.STATUSES),
    "return_step": {step.key: step.label for step in returns.STEPS},
    "return_send_back": {
        **{step.key: step.label for step in returns.STEPS},
        returns.DRAFT: N_("To the customer, as a draft"),
    },
}


def word(table: str, key: str) -> str:
    """The word for a key; the key itself where the table does not know it."""
    if table == ORDER_KIND:
        return order_kind_names().get(key, key)
    text = NAMES[table].get(key)
    return gettext(text) if text else key


def choices(table: str) -> list[tuple[str, str]]:
    """A table as pairs for a select."""
    if table == ORDER_KIND:
        return list(order_kind_names().items())
    return [(key, gettext(text)) for key, text in NAMES[table].items()]


def order_kind_names() -> dict[str, str]:
    """The company's kinds of orders in the reader's language (G7)."""
    shown = kept_order_kinds(db())
    return {one.code: one.name if is_chinese() else one.name_en for one in shown}
