"""The receipt's form: what arrived of each line, what was wrong with it, photos, signature."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import QUANTITY_PLACES, parse_quantity
from webapp.services.core.quantities import plain
from webapp.services.files.checks import PAPERS, PICTURES
from webapp.services.files.storing import Paper
from webapp.services.orders.views import ShipmentLineView, ShipmentView
from webapp.services.shipping.receipts import ReceivedLine
from webapp.web.forms import clean_text, read_signed, read_uploads
from webapp.web.language import say

MOST_PHOTOS = 12
LONGEST_NOTE = 200
COLUMNS = ("quantity", "difference", "note")


class ReceiptForm:
    """A form with as many rows as the shipment has lines; its fields end in the line's id.

    It has ``values`` and ``errors`` as every form has. Nothing typed for a line means that it
    arrived in full.
    """

    def __init__(self, shipment: ShipmentView) -> None:
        self.lines = shipment.lines
        self.errors: dict[str, list[str]] = {}
        self.values = self._typed() if request.method == "POST" else self._in_full()

    def read(self) -> tuple[dict[int, ReceivedLine], list[Paper]]:
        """What differs, by shipment line id, and the papers; what cannot be read is in
        ``errors``."""
        received: dict[int, ReceivedLine] = {}
        for line in self.lines:
            try:
                given = self._line(line)
            except RuleBroken as refused:
                self._add(f"lines.{line.id}", say(refused.message))
            else:
                if given is not None:
                    received[line.id] = given
        return received, self._papers()

    def absorb(self, refused: RuleBroken) -> None:
        for name, messages in refused.fields.items():
            for message in messages:
                self._add(name, say(message))

    def remember_files(self) -> None:
        """A browser does not send chosen files back: says that they are needed again."""
        if self.errors and any(one.filename for one in request.files.values()):
            self._add("", gettext("Please choose the photos and files again."))

    def is_different(self, line: ShipmentLineView) -> bool:
        """Whether the line's fields stand open."""
        typed = self.values
        untouched = typed[f"quantity.{line.id}"] in ("", plain(line.quantity))
        noted = typed[f"difference.{line.id}"] or typed[f"note.{line.id}"]
        return not untouched or bool(noted) or f"lines.{line.id}" in self.errors

    def _typed(self) -> dict[str, str]:
        names = [f"{column}.{line.id}" for line in self.lines for column in COLUMNS]
        values = {name: clean_text(request.form.get(name, ""))[:LONGEST_NOTE] for name in names}
        return {
            **values,
            "key": request.form.get("key", ""),
            "signature": request.form.get("signature", ""),
        }

    def _in_full(self) -> dict[str, str]:
        values = {f"{column}.{line.id}": "" for line in self.lines for column in COLUMNS}
        return {**values, **{f"quantity.{line.id}": plain(line.quantity) for line in self.lines}}

    def _line(self, line: ShipmentLineView) -> ReceivedLine | None:
        """What was said of a line; None when it arrived in full. Raises RuleBroken."""
        typed, difference, note = (self.values[f"{column}.{line.id}"] for column in COLUMNS)
        quantity = parse_quantity(typed, QUANTITY_PLACES) if typed else line.quantity
        if quantity == line.quantity and not difference and not note:
            return None
        if quantity == line.quantity:
            raise RuleBroken(N_("Please enter how many arrived in order: fewer than were sent."))
        return ReceivedLine(quantity, difference, note)

    def _papers(self) -> list[Paper]:
        papers: list[Paper] = []
        for line in self.lines:
            papers += self._read(f"photos.{line.id}", f"lines.{line.id}", "photo")
        if len(papers) > MOST_PHOTOS:
            self._add("", gettext("At most %(most)s photos.", most=MOST_PHOTOS))
        papers += self._read("confirmation", "signature", "confirmation")
        try:
            signed = read_signed("signature")
        except RuleBroken as refused:
            self.absorb(refused)
        else:
            papers += [signed] if signed else []
        return papers

    def _read(self, name: str, place: str, purpose: str) -> list[Paper]:
        try:
            uploads = read_uploads(name, PICTURES if purpose == "photo" else PAPERS)
        except RuleBroken as refused:
            self._add(place, say(refused.message))
            return []
        return [Paper(purpose, upload) for upload in uploads]

    def _add(self, name: str, text: str) -> None:
        self.errors.setdefault(name, []).append(text)
