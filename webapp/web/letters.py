"""An inbox entry as a letter: in the reader's language, with a link to where it leads (C9)."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext

from webapp.services.mail.posting import Reader, Words
from webapp.services.notices.queries import NoticeRow
from webapp.web.context import settings
from webapp.web.language import DEFAULT, LANGUAGES
from webapp.web.links import page_of
from webapp.web.notice_words import spoken


def write_letter(notice: NoticeRow, reader: Reader) -> Words:
    """What the inbox says, as subject and body."""
    language = LANGUAGES.get(reader.language, LANGUAGES[DEFAULT])
    # The language stays with this letter, whatever else the process is doing.
    with current_app.test_request_context(), force_locale(language):
        entry = spoken(notice)
        link = address_of(notice.document_kind, notice.document_number, reader.is_customer)
        parts = [
            entry.text,
            entry.reason,
            gettext("To the page: %(address)s", address=link),
            gettext("You get this letter because your account asks for notices by e-mail."),
        ]
        return Words(gettext("Dingda: %(what)s", what=entry.text), "\n\n".join(filter(None, parts)))


def address_of(kind: str, number: str, is_customer: bool) -> str:
    """The whole address of a document's page, or of the inbox for what has none.

    Made from the setting and never from a request's host, which a stranger could choose.
    """
    endpoint = page_of(kind, number, is_customer)
    values = {"number": number} if endpoint else {}
    path = current_app.url_map.bind("").build(endpoint or "notices.index", values)
    return f"{settings().base_url}{path}"
