"""Forms about what customers are told apart by, and how an act of theirs is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect

from webapp.services.core.errors import RuleBroken
from webapp.services.core.naming import Named
from webapp.web.forms import NEEDED, Form, text_field


class NameForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)

    def names(self) -> Named:
        """What was entered; ask after the form is valid."""
        return Named(self.name.data or "", self.name_en.data or "")


class NewForm(NameForm):
    code = text_field(20, NEEDED)


class NewRegionForm(NewForm):
    parent = text_field(20)


class MoveForm(Form):
    parent = text_field(20)


def answer(
    form: Form,
    act: Callable[[], object],
    done: tuple[str, str],
    page: Callable[[Form, int], Any],
) -> Any:
    """Does what a form of a settings page asks for; ``done`` is what to say and where to go.

    What is refused draws the page again with the form open.
    """
    if form.validate():
        try:
            act()
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(done[0], "success")
            return redirect(done[1], 303)
    return page(form, 422)
