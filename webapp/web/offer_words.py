"""Words about offers that the page and the paper share."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext

from webapp.services.quotations.offer import OfferView


def percent(share: Decimal) -> str:
    """0.3000 as 30 %."""
    return f"{(share * 100).normalize():f} %"


def payment_words(offer: OfferView) -> str:
    """How it is paid: the share in advance, the days for the rest, and what was written."""
    said = []
    if offer.advance_percent:
        said.append(gettext("%(share)s in advance", share=percent(offer.advance_percent)))
    if offer.payment_days:
        said.append(gettext("the rest within %(days)s days", days=offer.payment_days))
    line = gettext("; ").join(said)
    return "\n".join(filter(None, (line, offer.payment_terms)))
