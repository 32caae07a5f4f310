"""The people of a case at their screens, which they share, so that its files are loaded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.drawing import drawn
from tests.support.reviewing import Reviewing, answers_of
from tests.support.signing_in import session_cookie
from webapp.models import Review, Role, UserRole
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.reviews.panels import PanelSeat
from webapp.services.reviews.saved_panels import get_panel

PHONE = {"width": 390, "height": 844}
SCAN = {"name": "scan.png", "mimeType": "image/png", "buffer": drawn()}
CUSTOMER = "kh001"
OpenPage = Callable[..., Page]
Cookie = dict[str, str]
#: The app, and the address that it is served at.
Site = tuple[Flask, str]
#: What a customer reads nowhere: how the company judges, what it costs, and who judged.
INTERNAL = ("评审", "初评", "复评", "成本", "毛利", "利润", "Tech1", "Purch1", "Fin1", "President1")


class CasePeople:
    """Pages of the people who carry a case; ``axe`` looks at each kind of page once."""

    def __init__(
        self, open_page: OpenPage, site: Site, reviewing: Reviewing, axe: Callable[[Page], None]
    ) -> None:
        self._open_page = open_page
        self._app, self._address = site
        self._axe = axe
        self._pages: dict[str, Page] = {}
        self._cookies: dict[str, Cookie] = {}
        self._seated: dict[str, str] = {}
        self._looked: set[str] = set()
        self.reviewing = reviewing
        self.javascript = True
        #: Each at a screen of his own, for what two do at once.
        self.apart = False

    def page(self, who: str, path: str = "") -> Page:
        """The person's page, gone to ``path``."""
        screen = who if self.apart or who == CUSTOMER else "desk"
        if screen not in self._pages:
            more: dict[str, Any] = {"viewport": PHONE} if who == CUSTOMER else {}
            self._pages[screen] = self._open_page(javascript=self.javascript, **more)
        page = self._pages[screen]
        if self._seated.get(screen) != who:
            self._sit_down(page, who)
            self._seated[screen] = who
        if path:
            page.goto(path)
        return page

    def _sit_down(self, page: Page, who: str) -> None:
        if who not in self._cookies:
            name, value = session_cookie(self._app, who)
            self._cookies[who] = {"name": name, "value": value, "url": self._address}
        # What is still on its way would bring the cookie of whoever sat here before.
        page.goto("about:blank")
        page.context.clear_cookies()
        page.context.add_cookies([self._cookies[who]])  # type: ignore[list-item]

    def give_role(self, who: str, code: str) -> None:
        """That role instead of what the person has."""
        with writing(self.reviewing.session, SYSTEM) as tx:
            role = tx.session.scalars(select(Role.id).where(Role.code == code)).one()
            user = self.reviewing.user_id(who)
            tx.session.execute(
                update(UserRole).where(UserRole.user_id == user).values(role_id=role)
            )

    def look(self, page: Page, kind: str) -> None:
        """Holds a page that is new to this test against the rules of accessibility."""
        if kind not in self._looked:
            self._looked.add(kind)
            self._axe(page)

    def customer_sees(self, path: str, *words: str) -> Page:
        """The customer's page with these words; whatever is internal is not in it."""
        page = self.page(CUSTOMER, path)
        for word in words:
            expect(page.locator("body")).to_contain_text(word)
        check_customer_page(page)
        return page

    def from_work(self, who: str, area: str, queue: str, number: str) -> Page:
        """Goes from the person's own work by a queue to the document that waits there."""
        page = self.page(who, "/work")
        page.locator(f"tr[data-queue] a[href='/{area}?status={queue}']").click()
        page.locator(f"[data-number='{number}'] a").first.click()
        expect(page.locator("main")).to_have_attribute("data-number", number)
        return page

    def judge(self, who: str, review: str, key: str, verdict: str = "agree", **more: str) -> Page:
        """Fills a seat in its own form, every question answered; ``more`` are fields by name."""
        page = self.page(who, f"/reviews/{review}")
        seat, product_kind = self._seat(review, key)
        fill_opinion(page, seat, product_kind, verdict, **more)
        seat_stands(page, key, "given")
        return page

    def rule(self, who: str, review: str, decision: str, reason: str) -> Page:
        """Signs a decision above the panel, from the person's own work."""
        turn = "appeal" if who == "chairman1" else "ruling"
        page = self.from_work(who, "reviews", turn, review)
        page.locator(f"[name=decision][value={decision}]").check()
        page.locator("#ruling [name=reason]").fill(reason)
        page.locator("[data-action=rule]").click()
        expect(page.locator("#ruling")).to_have_count(0)
        return page

    def review_of(self, document: str, panel: str = "") -> str:
        """The number of the document's review, or of that by a panel."""
        with Session(self.reviewing.session.get_bind()) as fresh:
            found = fresh.scalars(select(Review).where(Review.document_number == document)).all()
            named = {get_panel(fresh, one.panel_version_id).code: one.number for one in found}
        return named[panel] if panel else next(iter(named.values()))

    def _seat(self, review: str, key: str) -> tuple[PanelSeat, str]:
        kept = self.reviewing.review(review)
        with Session(self.reviewing.session.get_bind()) as fresh:
            return get_panel(fresh, kept.panel_version_id).panel.seat(key), kept.product_kind


def check_customer_page(page: Page) -> None:
    """The whole page is read, with what is hidden on it, and fits its width."""
    text = page.content()
    assert [word for word in INTERNAL if word in text] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def seat_stands(page: Page, key: str, status: str) -> None:
    seat = page.locator(f"[data-seats] [data-seat={key}]")
    expect(seat).to_have_attribute("data-status", status)


def fill_opinion(page: Page, seat: PanelSeat, product_kind: str, verdict: str, **more: str) -> None:
    """Answers what the form of a seat asks, and sends it."""
    form = page.locator("#opinion")
    for name, value in answers_of(seat, product_kind, ()).items():
        answer(form, f"answers.{name}", value)
    for material in form.locator("[data-material] select").all():
        material.select_option("reasonable")
    if seat.time_order:
        more.setdefault("committed_days", "5")
    for name, value in {"verdict": verdict, **more}.items():
        answer(form, name, value)
    form.locator("[data-action=opinion]").click()


def answer(form: Locator, name: str, value: str) -> None:
    """Fills a field, whatever it is."""
    field = form.locator(f"[name='{name}']")
    if field.first.get_attribute("type") == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def act(page: Page, name: str, **fields: str) -> None:
    """Does an act that asks first: opens its dialog, fills what it asks for, sends it."""
    page.locator(f"summary[data-action={name}]").click()
    form = page.locator(f"form[data-act={name}]")
    for field, value in fields.items():
        form.locator(f"[name={field}]").fill(value)
    form.locator(".dd-dialog-foot button[type=submit]").click()
