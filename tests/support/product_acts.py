"""The acts on articles and what they are put into, each ready to be done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from tests.support.company import Company, a_picture
from tests.support.ready import Ready
from webapp.models import StoredFile
from webapp.services.catalog.categories import CategoryInput, add_category
from webapp.services.catalog.fields_keeping import FieldInput, add_field
from webapp.services.catalog.products import add_pictures
from webapp.services.catalog.products_input import ProductInput
from webapp.services.catalog.products_queries import get_product_input
from webapp.services.catalog.units import UnitRow
from webapp.services.core.clock import company_day

BOX = UnitRow("箱", "box", Decimal(12), "6900000009994")
WASHER = ProductInput(
    code="WASH-8",
    name="平垫圈",
    name_en="Flat washer",
    category="FAST",
    unit="个",
    unit_en="pc",
    units=(BOX,),
    specification="M8",
    barcode="6900000000052",
    brand="东明",
    kind="special",
    tax_class="VAT9",
    min_quantity=Decimal(12),
    step_quantity=Decimal(12),
    lead_days=5,
    cost_price=Decimal("0.1100"),
)


class ProductActs:
    """Rows of ``Acts``."""

    company: Company

    def create_product(self) -> Ready:
        return Ready("sales", (replace(WASHER, levels=("A",)), Decimal("0.25")))

    def change_product(self) -> Ready:
        sales = self.company.actor("sales")
        given, version = get_product_input(self.company.session, sales, "BOLT-8")
        wanted = replace(given, name="改名", units=(BOX,), levels=("A",), allow_oversell=True)
        return Ready("sales", ("BOLT-8", version, wanted))

    def set_on_shelf(self) -> Ready:
        return Ready("sales", ("BOLT-8", 1, False))

    def set_many_on_shelf(self) -> Ready:
        return Ready("sales", (("BOLT-8", "NUT-8"), False))

    def add_pictures(self) -> Ready:
        return Ready("sales", ("BOLT-8", 1, (a_picture("a.png"), a_picture("b.png"))))

    def move_picture(self) -> Ready:
        sales = self.company.actor("sales")
        uploads = (a_picture("a.png"), a_picture("b.png"))
        done = add_pictures(self.company.session, sales, "BOLT-8", 1, uploads)
        token = select(StoredFile.token).where(StoredFile.name == "b.png")
        found = self.company.session.scalars(token).one()
        return Ready("sales", ("BOLT-8", done.version, found, "first"))

    def add_category(self) -> Ready:
        return Ready("sales", ("BOLT", CategoryInput("螺栓", "Bolts", "FAST")))

    def _second_category(self) -> None:
        given = CategoryInput("工具", "Tools")
        add_category(self.company.session, self.company.actor("sales"), "TOOL", given)

    def change_category(self) -> Ready:
        self._second_category()
        return Ready("sales", ("FAST", 1, CategoryInput("紧固", "Fastening", "TOOL")))

    def order_category(self) -> Ready:
        self._second_category()
        return Ready("sales", ("TOOL", 1, "earlier"))

    def remove_category(self) -> Ready:
        self._second_category()
        return Ready("sales", ("TOOL", 1))

    def add_tax_class(self) -> Ready:
        return Ready("admin", ("VAT3", "征收率 3%", "Simple 3 %", Decimal("0.03")))

    def rename_tax_class(self) -> Ready:
        return Ready("admin", ("VAT9", 1, "改名", "Renamed"))

    def set_tax_rate(self) -> Ready:
        later = company_day(datetime.now(UTC)) + timedelta(days=30)
        return Ready("admin", ("VAT9", 1, Decimal("0.08"), later))

    def add_field(self) -> Ready:
        return Ready("sales", ("grade", "choice", FieldInput("等级", choices=("A", "B"))))

    def _own_field(self, code: str = "note") -> None:
        add_field(
            self.company.session, self.company.actor("sales"), code, "text", FieldInput("备注")
        )

    def change_field(self) -> Ready:
        self._own_field()
        return Ready("sales", ("note", 1, FieldInput("说明", shown_to_customers=True)))

    def order_field(self) -> Ready:
        self._own_field("first")
        self._own_field()
        return Ready("sales", ("note", 1, "earlier"))

    def retire_field(self) -> Ready:
        self._own_field()
        return Ready("sales", ("note", 1))
