"""Writing a draft: the terms of its kind, its articles by code, its levels and days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms import SelectMultipleField

from webapp.blueprints.promotions.blueprint import bp
from webapp.services.catalog.searching import suggest_products
from webapp.services.core.errors import RuleBroken
from webapp.services.core.parsing import parse_money, parse_quantity, to_half_width
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done
from webapp.services.documents.acting import wrong_state
from webapp.services.promotions.commands import change_promotion, create_promotion
from webapp.services.promotions.input import MOST_PRODUCTS, MOST_TIERS, PromotionInput
from webapp.services.promotions.queries import PromotionView, get_promotion, list_levels
from webapp.services.promotions.terms import DRAFT, GIFT, Tier
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import DayField, Form, MoneyField, ParsedField, clean_text, text_field
from webapp.web.language import say
from webapp.web.templating import named
from webapp.web.words import choices

LONGEST_CODES = 40_000
EMPTY_ROWS = 4
FIRST_ROWS = 6


class QuantityField(ParsedField):
    """A quantity with up to three decimals."""

    parser = staticmethod(lambda text: parse_quantity(text, 3))


class PriceField(ParsedField):
    """CNY a unit, with up to four decimals."""

    parser = staticmethod(lambda text: parse_money(text, decimals=4))


class PromotionForm(Form):
    name = text_field(80)
    name_en = text_field(80)
    kind = text_field(16)
    valid_from = DayField()
    valid_to = DayField()
    levels = SelectMultipleField(validate_choice=False)
    buy = QuantityField()
    give = QuantityField()
    most = QuantityField()
    gift = text_field(60)
    off = PriceField()
    percent = MoneyField()
    products = text_field(LONGEST_CODES)
    tiers = text_field(1)

    def given(self, articles: Sequence[str], tiers: Sequence[Tier]) -> PromotionInput:
        return PromotionInput(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            kind=self.kind.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            levels=[clean_text(code) for code in self.levels.data or ()],
            products=articles,
            buy=self.buy.data,
            give=self.give.data,
            most=self.most.data,
            gift=to_half_width(self.gift.data or ""),
            off=self.off.data,
            percent=self.percent.data,
            tiers=tiers,
        )


@dataclass(frozen=True, slots=True)
class TierRow:
    """A row of the tiers as it is typed."""

    least: str = ""
    amount: str = ""
    percent: str = ""


@bp.get("/products")
def products() -> Response:
    """Articles that fit what is typed into a row."""
    found = suggest_products(db(), actor(), request.args.get("q", ""))
    return jsonify(
        [{"value": one.code, "label": named(one), "hint": one.specification} for one in found]
    )


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    def act(given: PromotionInput) -> Done:
        return create_promotion.once(form_key(), db(), actor(), given)

    if request.method == "POST":
        return _write(None, act)
    return _page(None, PromotionForm(data={"kind": GIFT}), [], [])


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    view = get_promotion(db(), actor(), number, now())
    if view.status != DRAFT:
        raise wrong_state(view)

    def act(given: PromotionInput) -> Done:
        return change_promotion.once(form_key(), db(), actor(), view.number, form_version(), given)

    if request.method == "POST":
        return _write(view, act)
    return _page(view, _prefilled(view), [one.code for one in view.products], _tier_rows(view))


def _write(view: PromotionView | None, act: Callable[[PromotionInput], Done]) -> Any:
    form = PromotionForm()
    articles, rows = _typed_articles(form), _typed_tiers()
    form.products.data = ""
    tiers = _tiers(form, rows)
    if form.validate() and not form.refused:
        try:
            done = act(form.given(articles, tiers))
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(number)s is saved as a draft.", number=done.number), "success")
            return redirect(url_for("promotions.show", number=done.number), 303)
    return _page(view, form, articles, rows), 422


def _typed_articles(form: PromotionForm) -> list[str]:
    """The codes of the rows, and of what was pasted behind them, each once."""
    rows = request.form.getlist("article")[: MOST_PRODUCTS + 1]
    pasted = (form.products.data or "").replace(",", " ").replace("，", " ").split()
    typed = [to_half_width(clean_text(code[:200])) for code in [*rows, *pasted]]
    return list(dict.fromkeys(code for code in typed if code))[: MOST_PRODUCTS + 1]


def _typed_tiers() -> list[TierRow]:
    columns = [
        [clean_text(text[:60]) for text in request.form.getlist(name)[:MOST_TIERS]]
        for name in ("tier_least", "tier_amount", "tier_percent")
    ]
    rows = [TierRow(*cells) for cells in zip(*columns, strict=False)]
    return [row for row in rows if row != TierRow()]


def _tiers(form: PromotionForm, rows: Sequence[TierRow]) -> list[Tier]:
    try:
        return [Tier(*map(_figure, (row.least, row.amount, row.percent))) for row in rows]
    except RuleBroken as refused:
        form.refused.setdefault("tiers", []).append(say(refused.message))
        return []


def _figure(text: str) -> Decimal:
    return parse_money(text) if text else Decimal(0)


def _prefilled(view: PromotionView) -> PromotionForm:
    terms = view.terms
    figures = {
        name: plain(value)
        for name in ("buy", "give", "most", "off", "percent")
        if (value := getattr(terms, name))
    }
    return PromotionForm(
        data={
            **{name: getattr(view, name) for name in ("name", "name_en", "kind")},
            **figures,
            "valid_from": view.valid_from,
            "valid_to": view.valid_to,
            "levels": [one.code for one in view.levels],
            "gift": terms.gift.code if terms.gift else "",
        }
    )


def _tier_rows(view: PromotionView) -> list[TierRow]:
    return [
        TierRow(
            plain(tier.least),
            plain(tier.amount) if tier.amount else "",
            plain(tier.percent) if tier.percent else "",
        )
        for tier in view.terms.tiers
    ]


def _page(
    view: PromotionView | None,
    form: PromotionForm,
    articles: Sequence[str],
    tiers: Sequence[TierRow],
) -> str:
    version = form_version() if request.method == "POST" else view.version if view else None
    spare = max(FIRST_ROWS - len(articles), EMPTY_ROWS)
    return render_template(
        "promotions/edit.html",
        view=view,
        form=form,
        version=version if view else None,
        kinds=choices("promotion_kind"),
        levels=[(one.code, named(one)) for one in list_levels(db())],
        articles=[*articles, *[""] * spare],
        names={one.code: named(one) for one in view.products} if view else {},
        tiers=[*tiers, *[TierRow()] * (MOST_TIERS - len(tiers))],
    )
