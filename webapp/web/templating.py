"""What templates may call: numbers, times and names as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask, g, request, session
from flask_babel import gettext, ngettext

from webapp.services.core.clock import BEGINNING, COMPANY_ZONE
from webapp.services.identity.demo import DEMO_GROUPS
from webapp.services.notices.queries import count_unread
from webapp.web.access import local_path, may_open
from webapp.web.context import db, find_actor, now, one_time_key, rules
from webapp.web.icons import icon
from webapp.web.language import is_chinese, language_code, say
from webapp.web.navigation import navigation, office_menu
from webapp.web.offer_words import payment_words, percent
from webapp.web.promotion_words import offer_words
from webapp.web.status_words import state
from webapp.web.words import NAMES, word

THEMES = ("auto", "light", "dark")


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        money=money, price=price, qty=qty, localtime=localtime, localday=localday, duration=duration
    )
    app.jinja_env.tests["beginning"] = BEGINNING.__eq__
    app.jinja_env.globals.update(
        one_time_key=one_time_key,
        drawn_icon=icon,
        may_open=may_open_here,
        word=word,
        state=state,
        NAMES=NAMES,
        named=named,
        offer_words=offer_words,
        payment_words=payment_words,
        percent=percent,
        say=say,
        now=now,
        company=rules,
        demo_groups=lambda: DEMO_GROUPS,
        this_page=this_page,
    )
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    return {
        "actor": find_actor(),
        "locale_code": language_code(),
        "theme": theme(),
        "navigation": navigation,
        "office_menu": office_menu,
        "unread": unread,
    }


def this_page() -> str:
    """The page's own address, to come back to; the start page's for one that no link may hold."""
    here = request.full_path if request.query_string else request.path
    return local_path(here) or "/"


def theme() -> str:
    signed_in = g.get("signed_in")
    chosen = signed_in.theme if signed_in else session.get("theme")
    return chosen if chosen in THEMES else "auto"


def unread() -> int:
    """Unread notices of whoever is signed in, counted once a request."""
    if "unread" not in g:
        actor = find_actor()
        g.unread = count_unread(db(), actor) if actor else 0
    return int(g.unread)


def may_open_here(endpoint: str) -> bool:
    return may_open(find_actor(), endpoint)


def money(value: Decimal) -> str:
    """CNY with two decimals and separated thousands."""
    return f"{value:,.2f}"


def price(value: Decimal) -> str:
    """A unit price: two decimals, and up to four where it has them."""
    text = f"{value:,.4f}"
    while text.endswith("0") and text[-3:-2] != ".":
        text = text[:-1]
    return text if len(text.split(".")[1]) >= 2 else f"{value:,.2f}"


def qty(value: Decimal) -> str:
    """A quantity without needless zeros."""
    return f"{value.normalize():,f}"


def localtime(value: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment as the company's clock shows it."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(COMPANY_ZONE).strftime(form)


def localday(value: date | datetime) -> str:
    return localtime(value, "%Y-%m-%d") if isinstance(value, datetime) else value.isoformat()


def shown_span(value: timedelta) -> timedelta:
    """A span without what ``duration`` leaves out."""
    return value - value % (timedelta(hours=1) if value.days > 0 else timedelta(minutes=1))


def duration(value: timedelta) -> str:
    """A span in its two largest units: 2 d 4 h."""
    minutes = max(int(value.total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return str(gettext("%(days)s d %(hours)s h", days=days, hours=hours))
    if hours:
        return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes % 60))
    return str(ngettext("%(num)s min", "%(num)s min", minutes))


def named(thing: Any, field: str = "name") -> str:
    """A name in the reader's language: the Chinese one, or its English where there is one."""
    english = getattr(thing, f"{field}_en", "")
    return str(getattr(thing, field) if is_chinese() or not english else english)
