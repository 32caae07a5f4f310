"""The demonstration catalogue: 300 hardware articles in a category tree, always the same.

Amounts are CNY with tax, as Decimal; quantities count the article's unit. Articles come in
the order of the tree. Nothing here touches a database.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from webapp.demo.families import Family, families
from webapp.services.core.identifiers import ean13_check_digit

VAT = Decimal("0.13")
_MARKS = {"*": "new", "!": "special"}
_EXTRA_LEAD = {"regular": 0, "new": 7, "special": 12}


@dataclass(frozen=True)
class DemoCategory:
    """A node of the tree; `parent` is the code of the node above, None at the top."""

    code: str
    name: str
    name_en: str
    parent: str | None


@dataclass(frozen=True)
class DemoProduct:
    """An article of the catalogue. `size` runs from 0 to 1 within its family; the last five
    fields tell `webapp.demo.pictures` how it looks."""

    code: str
    name: str
    name_en: str
    specification: str
    category: str
    unit: str
    unit_en: str
    barcode: str
    brand: str
    kind: str
    base_price: Decimal
    cost_price: Decimal
    tax_rate: Decimal
    min_quantity: Decimal
    step_quantity: Decimal
    lead_days: int
    shape: str
    finish: str
    accent: str
    ground: str
    size: float

    @property
    def turn(self) -> float:
        """Degrees by which the picture is turned: long things lie across."""
        return _TURNS.get(self.shape, 0)


_TREE = (
    ("FAST", "紧固件", "Fasteners", "blue", (
        ("BOLT", "螺栓螺杆", "Bolts and rods", "LS"),
        ("SCRW", "螺钉", "Screws", "LD"),
        ("NUTW", "螺母垫圈", "Nuts and washers", "LM"),
        ("ANCH", "锚栓吊环", "Anchors and eye bolts", "MS"),
    )),
    ("BUILD", "建筑五金", "Builders' hardware", "sand", (
        ("LOCK", "锁具", "Locks", "SJ"),
        ("HING", "合页铰链", "Hinges", "HY"),
        ("HAND", "拉手", "Handles", "LA"),
        ("SLID", "滑轨闭门器", "Slides and closers", "HG"),
    )),
    ("HTOOL", "手动工具", "Hand tools", "green", (
        ("SPAN", "扳手", "Spanners", "BS"),
        ("PLIE", "钳子", "Pliers", "QZ"),
        ("HAMM", "锤子螺丝批", "Hammers and screwdrivers", "CZ"),
        ("MEAS", "测量工具", "Measuring tools", "CL"),
    )),
    ("PTOOL", "电动工具", "Power tools", "honey", (
        ("DRBT", "钻头开孔器", "Drill bits and hole saws", "ZT"),
        ("SAWB", "锯片锯架", "Saw blades and saws", "JP"),
        ("ABRA", "切割打磨片", "Cutting and grinding discs", "QG"),
        ("POWR", "整机", "Machines", "DD"),
    )),
    ("PLUMB", "水暖管阀", "Plumbing", "mint", (
        ("VALV", "阀门", "Valves", "FM"),
        ("TAPS", "水龙头", "Taps", "LT"),
        ("FITT", "管件", "Pipe fittings", "GJ"),
        ("HOSE", "管材软管", "Pipes and hoses", "RG"),
    )),
    ("ELEC", "电工照明", "Electrical and lighting", "violet", (
        ("CABL", "电线电缆", "Wires and cables", "DX"),
        ("SWIT", "开关插座", "Switches and sockets", "KG"),
        ("BRKR", "断路器", "Circuit breakers", "DL"),
        ("LAMP", "照明灯具", "Lamps", "DJ"),
    )),
    ("SAFE", "劳保防护", "Protective gear", "rose", (
        ("GLOV", "防护手套", "Gloves", "ST"),
        ("HEAD", "头面防护", "Head and face protection", "TM"),
        ("BODY", "鞋服", "Shoes and clothing", "XF"),
    )),
    ("SUND", "辅料搬运", "Sundries and handling", "slate", (
        ("PANT", "涂装", "Painting", "TZ"),
        ("SEAL", "胶粘密封", "Sealants", "JN"),
        ("TAPE", "胶带", "Tapes", "JD"),
        ("CAST", "脚轮推车", "Castors and trolleys", "JL"),
        ("RIGG", "链条索具", "Chains and rigging", "SC"),
    )),
)  # fmt: skip

_UNITS = {
    "pc": ("个", "pc"),
    "tool": ("把", "pc"),
    "stick": ("支", "pc"),
    "sheet": ("片", "pc"),
    "piece": ("件", "pc"),
    "set": ("套", "set"),
    "box": ("盒", "box"),
    "bag": ("包", "bag"),
    "pair": ("副", "pair"),
    "pair2": ("双", "pair"),
    "roll": ("卷", "roll"),
    "bottle": ("瓶", "bottle"),
    "bucket": ("桶", "bucket"),
    "m": ("米", "m"),
    "kg": ("公斤", "kg"),
}

_MAKERS = {
    brand: f"69{70101 + 137 * index}"
    for index, brand in enumerate(dict.fromkeys(family.brand for family in families()))
}

_TURNS = {
    "bolt": 32, "socket_bolt": 32, "screw": 32, "drill_screw": 32, "stud": 38, "anchor": 32,
    "plug": 24, "hook": 14, "spanner": 38, "adjustable": 32, "pliers": 18, "cutter": 18,
    "hammer": 14, "sledge": 14, "screwdriver": 40, "drill_bit": 40, "brush": 24, "chain": -22,
    "sling": -18, "level": -8, "caliper": -10, "handle": -14, "slide": -12,
}  # fmt: skip


def categories() -> list[DemoCategory]:
    """The category tree, two levels, parents before their children."""
    nodes = []
    for code, name, name_en, _, below in _TREE:
        nodes.append(DemoCategory(code, name, name_en, None))
        nodes += [
            DemoCategory(child, below_name, below_name_en, code)
            for child, below_name, below_name_en, _ in below
        ]
    return nodes


def products() -> list[DemoProduct]:
    """The 300 articles."""
    places = {
        child: (prefix, ground) for _, _, _, ground, below in _TREE for child, _, _, prefix in below
    }
    families_so_far: Counter[str] = Counter()
    made: list[DemoProduct] = []
    for family in families():
        families_so_far[family.category] += 1
        prefix, ground = places[family.category]
        code = f"{prefix}{families_so_far[family.category]:02}"
        made += _of_family(family, code, ground, len(made))
    return made


def _of_family(family: Family, code: str, ground: str, made_before: int) -> list[DemoProduct]:
    entries = family.specifications
    unit, unit_en = _UNITS[family.unit]
    articles = []
    for index, entry in enumerate(entries):
        kind = _MARKS.get(entry[-1], "regular")
        place = index / max(1, len(entries) - 1)
        price = _price(family, index)
        articles.append(
            DemoProduct(
                code=f"{code}{index + 1:02}",
                name=family.name,
                name_en=family.name_en,
                specification=entry.rstrip("*!"),
                category=family.category,
                unit=unit,
                unit_en=unit_en,
                barcode=_barcode(family.brand, made_before + index + 1),
                brand=family.brand,
                kind=kind,
                base_price=price,
                cost_price=_rounded(price * family.cost, Decimal("0.0001")),
                tax_rate=VAT,
                min_quantity=family.minimum,
                step_quantity=family.step,
                lead_days=family.lead_days + _EXTRA_LEAD[kind],
                shape=family.shape,
                finish=family.finish,
                accent=family.accent,
                ground=ground,
                size=place,
            )
        )
    return articles


def _price(family: Family, index: int) -> Decimal:
    """A price on the curve from first to last, rounded as price lists are."""
    last = len(family.specifications) - 1
    if index in {0, last}:
        return family.last_price if index and index == last else family.first_price
    growth = family.last_price / family.first_price
    price = family.first_price * growth ** (Decimal(index) / last)
    step = "0.005" if price < 1 else "0.1" if price < 100 else "1"
    return _rounded(price, Decimal(step))


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _barcode(brand: str, number: int) -> str:
    body = f"{_MAKERS[brand]}{number * 7:05}"
    return body + ean13_check_digit(body)
