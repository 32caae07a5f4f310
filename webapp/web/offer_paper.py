"""An offer as a PDF in the reader's language, made from what the customer may read and nothing
else."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext

from webapp.services.core.capitals import amount_in_capitals
from webapp.services.files.names import content_disposition
from webapp.services.papers.typesetting import typeset
from webapp.services.quotations.offer import OfferLine, OfferView
from webapp.web.language import is_chinese
from webapp.web.offer_words import payment_words, percent
from webapp.web.templating import localday, money, named, price, qty

TEMPLATE = "quotation.typ"


def send_offer(offer: OfferView) -> Response:
    """The PDF as a file to keep; its name says the number and the revision."""
    answer = Response(typeset(TEMPLATE, paper_of(offer)), mimetype="application/pdf")
    name = gettext(
        "Quotation %(number)s-%(revision)s", number=offer.number, revision=offer.revision
    )
    answer.headers["Content-Disposition"] = content_disposition(f"{name}.pdf")
    return answer


def paper_of(offer: OfferView) -> dict[str, Any]:
    """Every text on the paper."""
    return {
        "language": "zh" if is_chinese() else "en",
        "company": named(offer, "company"),
        "title": gettext("Quotation"),
        "footer": f"{offer.number}-{offer.revision}",
        "page_word": gettext("Page {x} of {y}"),
        "facts": _facts(offer),
        "head": [
            gettext("No."),
            gettext("Name and specification"),
            gettext("Quantity"),
            gettext("Price with tax"),
            gettext("Amount with tax"),
        ],
        "rows": [_row(line) for line in offer.lines],
        "totals": _totals(offer),
        "capitals_word": gettext("In capitals:"),
        "capitals": amount_in_capitals(offer.total_amount) if is_chinese() else "",
        "terms": _terms(offer),
        "signatures": [
            gettext("For the seller, stamp and date"),
            gettext("For the buyer, stamp and date"),
        ],
    }


def _facts(offer: OfferView) -> list[list[str]]:
    offered = localday(offer.offered_at) if offer.offered_at else ""
    pairs = [
        (gettext("Customer"), offer.customer_name),
        (gettext("Quotation number"), offer.number),
        (gettext("Contact"), offer.contact),
        (gettext("Revision"), str(offer.revision)),
        (gettext("Inquiry"), offer.inquiry_number),
        (gettext("Offered on"), offered),
        (gettext("Salesperson"), " ".join(filter(None, (offer.seller, offer.seller_phone)))),
        (gettext("Valid until"), localday(offer.valid_until)),
    ]
    return [[label, value or "–"] for label, value in pairs]


def _row(line: OfferLine) -> list[str]:
    name = "\n".join(filter(None, (line.name, line.specification)))
    quantity = f"{qty(line.quantity)} {line.unit}"
    return [str(line.position), name, quantity, price(line.price), money(line.amount)]


def _totals(offer: OfferView) -> list[list[str]]:
    return [
        [gettext("Amount without tax, CNY"), money(offer.net_amount)],
        [
            gettext("Tax %(rate)s, CNY", rate=percent(offer.tax_rate)),
            money(offer.tax_amount),
        ],
        [gettext("Total with tax, CNY"), money(offer.total_amount)],
    ]


def _terms(offer: OfferView) -> list[list[str]]:
    lead = gettext("%(days)s days", days=offer.lead_days) if offer.lead_days else ""
    delivery = "\n".join(filter(None, (lead, offer.delivery_terms)))
    pairs = [
        (gettext("Lead time and delivery"), delivery),
        (gettext("Payment"), payment_words(offer)),
        (gettext("Quality"), offer.quality_terms),
        (gettext("Packaging"), offer.packaging_terms),
        (gettext("Remark"), offer.remark),
    ]
    return [[label, value] for label, value in pairs if value]
