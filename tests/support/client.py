"""A person at the product's pages, without a browser: reads forms and sends them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support.pages import malformed, parse
from tests.support.signing_in import session_cookie

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NOT_SENT = {"submit", "button", "reset", "image", "file"}


class Client(FlaskClient):
    """Flask's client that fails on HTML which a browser would have to repair.

    ``checks_html = False`` leaves that out where a test asks for hundreds of pages.
    """

    checks_html = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if self.checks_html and answer.mimetype == "text/html":
            faults = malformed(answer.get_data(as_text=True))
            assert faults == [], f"{answer.request.path}: {faults[:5]}"
        return answer

    def sign_in(self, user_name: str) -> None:
        """From now on requests come from this account; its password is not asked."""
        name, value = session_cookie(self.application, user_name)
        self.set_cookie(name, value)

    def page(self, path: str, **kwargs: Any) -> LexborHTMLParser:
        """A page that must be there, ready to be asked by CSS selector."""
        answer = self.get(path, **kwargs)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return parse(answer)

    def submit(
        self,
        page: LexborHTMLParser,
        selector: str = "form[method=post]",
        *,
        files: dict[str, Any] | None = None,
        htmx: bool = False,
        follow: bool = False,
        **values: Any,
    ) -> TestResponse:
        """Sends a form of the page as it stands there, with some fields filled in.

        ``selector`` finds the form or one of its buttons, whose name and value go along.
        """
        found = page.css_first(selector)
        assert found is not None, f"nothing matches {selector}"
        form = _form_of(found)
        data = form_values(form)
        if found is not form and (name := found.attributes.get("name")):
            data.setlist(name, [found.attributes.get("value") or ""])
        for name, value in {**values, **(files or {})}.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        target = found.attributes.get("formaction") or form.attributes["action"]
        headers = HTMX if htmx else {}
        return self.post(target or "", data=data, headers=headers, follow_redirects=follow)


def form_values(form: LexborNode) -> MultiDict[str, Any]:
    """What a browser would send of the form, before anybody fills anything in."""
    values: MultiDict[str, Any] = MultiDict()
    fields = form.css("input[name], textarea[name], select[name]")
    if identity := form.attributes.get("id"):
        fields += _top(form).css(f"[form='{identity}'][name]")
    for field in fields:
        for value in _values_of(field):
            values.add(str(field.attributes["name"]), value)
    return values


def _values_of(field: LexborNode) -> list[str]:
    kind = field.attributes.get("type") or "text"
    if "disabled" in field.attributes or field.tag == "button" or kind in NOT_SENT:
        return []
    if field.tag == "textarea":
        return [field.text()]
    if field.tag == "select":
        first = [] if "multiple" in field.attributes else field.css("option")[:1]
        return [_option_value(option) for option in field.css("option[selected]") or first]
    if kind in ("checkbox", "radio") and "checked" not in field.attributes:
        return []
    return [field.attributes.get("value") or ("on" if kind in ("checkbox", "radio") else "")]


def _option_value(option: LexborNode) -> str:
    value = option.attributes.get("value")
    return option.text(strip=True) if value is None else value


def _form_of(node: LexborNode) -> LexborNode:
    if elsewhere := node.attributes.get("form"):
        form = _top(node).css_first(f"form#{elsewhere}")
        assert form is not None, f"no form #{elsewhere}"
        return form
    above: LexborNode | None = node
    while above is not None and above.tag != "form":
        above = above.parent
    assert above is not None, "not in a form"
    return above


def _top(node: LexborNode) -> LexborNode:
    while node.parent is not None and node.parent.tag != "-document":
        node = node.parent
    return node
