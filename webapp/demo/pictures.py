"""Pictures of the demonstration products, drawn: no photograph is needed or shipped."""

import io
import re
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from webapp.demo.products import DemoProduct
from webapp.demo.shapes_building import BUILDING
from webapp.demo.shapes_fastening import FASTENING
from webapp.demo.shapes_plumbing import PLUMBING
from webapp.demo.shapes_supplies import SUPPLIES
from webapp.demo.shapes_tools import TOOLS
from webapp.demo.sketching import FINISHES, SIDE, Sketch

MEDIA_TYPE = "image/webp"
SHAPES = FASTENING | BUILDING | TOOLS | PLUMBING | SUPPLIES
_GROUNDS = {
    "blue": ("#dbe8f6", "#eaf2fb", "#bfd3e8"),
    "green": ("#dcefe2", "#ecf7ef", "#bfdcc9"),
    "sand": ("#f4ead9", "#fbf5ea", "#e0d0b2"),
    "rose": ("#f7e2e0", "#fcf0ee", "#e6c5c1"),
    "violet": ("#e6e1f4", "#f2effa", "#cbc3e4"),
    "mint": ("#d8efee", "#e9f7f6", "#b8dcda"),
    "slate": ("#e2e7ec", "#f0f3f6", "#c8d0d8"),
    "honey": ("#fbeecb", "#fdf7e4", "#ead8a0"),
}
_INK = "#24303c"
_LATIN = re.compile(r"[\x20-\x7e×Ø°]+")
_LABEL_LENGTH = 18
# The font that Pillow brings has neither of these.
_IN_THE_FONT = str.maketrans({"×": "x", "Ø": "D"})


def draw(product: DemoProduct) -> bytes:
    """Return the product's picture: WebP, 400 pixels square, a few kilobytes."""
    backdrop, halo, shadow = _GROUNDS[product.ground]
    sketch = Sketch(backdrop)
    sketch.disc(0, -6, 88, halo)
    sketch.oval(0, 76, 58, 7, shadow)
    sketch.place(product.turn, 0.74 + 0.1 * product.size, (0, -8))
    SHAPES[product.shape](sketch, FINISHES[product.finish], FINISHES[product.accent])
    picture = sketch.picture()
    _write_label(picture, _label(product.specification).translate(_IN_THE_FONT))
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=78, method=2)
    return stream.getvalue()


def _label(specification: str) -> str:
    """The first Latin part of a specification that fits the corner: `M8×30`."""
    for part in _LATIN.findall(specification):
        words = part.strip(" -/,.").split(" ")
        if words[0]:
            both = " ".join(words[:2])
            return both if len(both) <= _LABEL_LENGTH else words[0][:_LABEL_LENGTH]
    return ""


def _write_label(picture: Image.Image, text: str) -> None:
    if not text:
        return
    pen = ImageDraw.Draw(picture)
    font = _font()
    left, bottom = 16, SIDE - 16
    wide = round(font.getlength(text)) + 24
    pen.rounded_rectangle((left, bottom - 36, left + wide, bottom), 10, fill="white")
    pen.text((left + 12, bottom - 18), text, font=font, fill=_INK, anchor="lm")


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(24)
