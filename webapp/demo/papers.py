"""Papers that the invented people hang on orders: drawn signatures, forms, slips and photographs.

Nothing on them is a real hand, stamp or bank.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

from webapp.demo.sketching import smooth
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import Paper

INK = "#1d2b53"
PRINT = "#30363d"
FAINT = "#b9c1c9"
STAMP = "#c8322b"
SMOOTHING = 2
COLOURS = 16
PAYEE = "DINGDA HARDWARE GROUP CO., LTD."
Place = tuple[float, float]


@cache
def signature(name: str, occasion: int = 0) -> Paper:
    """A hand that is a little different every time it signs."""
    chance = Random(f"{name} signs {occasion}")
    width, height = 480, 180
    sheet = Image.new("RGB", (width * SMOOTHING, height * SMOOTHING), "white")
    pen = ImageDraw.Draw(sheet)
    for index in range(3):
        middle = (90 + 130 * index + chance.uniform(-12, 12), 88 + chance.uniform(-10, 10))
        for _ in range(4):
            _stroke(pen, chance, middle)
    _flourish(pen, chance)
    return Paper("signature", _png("signature.png", sheet.reduce(SMOOTHING)))


def _stroke(pen: ImageDraw.ImageDraw, chance: Random, middle: Place) -> None:
    corners = [
        (middle[0] + chance.uniform(-46, 46), middle[1] + chance.uniform(-54, 54)) for _ in range(3)
    ]
    _line(pen, corners, chance.randint(4, 6))


def _flourish(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    rise = chance.uniform(-14, 14)
    _line(pen, [(70, 150), (200, 138 + rise), (330, 152), (430, 118 + rise)], 4)


def _line(pen: ImageDraw.ImageDraw, corners: Sequence[Place], width: int) -> None:
    points = [(x * SMOOTHING, y * SMOOTHING) for x, y in smooth(corners)]
    pen.line(points, fill=INK, width=width * SMOOTHING, joint="curve")


def stamped_form(purpose: str, customer: str, lines: Sequence[tuple[str, str]], day: date) -> Paper:
    """An order form with codes and quantities, as a customer sends it: stamped, or by hand."""
    sheet = Image.new("RGB", (620, 300 + 34 * len(lines)), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((40, 34), f"PURCHASE ORDER   {customer}", font=_font(24), fill=PRINT)
    pen.text((40, 76), f"{day:%Y-%m-%d}", font=_font(18), fill=PRINT)
    for number, (code, quantity) in enumerate(lines):
        top = 120 + 34 * number
        pen.rectangle((40, top, 580, top + 34), outline=FAINT)
        pen.text((56, top + 7), f"{number + 1:>2}   {code}", font=_font(18), fill=PRINT)
        pen.text((560, top + 7), quantity, font=_font(18), fill=PRINT, anchor="ra")
    _stamp(pen, (470, sheet.height - 96))
    return Paper(purpose, _png(f"{customer}-{day:%Y%m%d}.png", sheet))


def slip(payer: str, account: str, amount: Decimal, day: date, flow: str) -> Paper:
    """A bank's slip of a transfer of so many CNY."""
    sheet = _blank_slip().copy()
    pen = ImageDraw.Draw(sheet)
    values = (f"{day:%Y-%m-%d}", flow, f"{payer}  {account}", PAYEE, f"CNY {amount:,.2f}")
    for number, value in enumerate(values):
        pen.text((150, 80 + 46 * number), value, font=_font(18), fill=PRINT)
    return Paper("remittance", _png(f"slip-{day:%Y%m%d}.png", sheet))


@cache
def _blank_slip() -> Image.Image:
    sheet = Image.new("RGB", (640, 340), "#fffdf7")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, 640, 52), fill="#7a1f26")
    pen.text((24, 14), "BANK TRANSFER RECEIPT", font=_font(24), fill="white")
    for number, title in enumerate(("Date", "Flow no.", "Payer", "Payee", "Amount")):
        top = 70 + 46 * number
        pen.line((24, top + 40, 616, top + 40), fill=FAINT)
        pen.text((28, top + 10), title, font=_font(18), fill="#6b7280")
    _stamp(pen, (540, 262))
    return sheet.quantize(COLOURS)


@cache
def photograph(is_damaged: bool) -> Paper:
    """A carton on the floor of a warehouse; a damaged one has a dent."""
    sheet = Image.new("RGB", (640, 480), "#8e969d")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 330, 640, 480), fill="#6f777e")
    pen.polygon([(140, 170), (420, 150), (420, 380), (140, 400)], fill="#c79a63")
    pen.polygon([(420, 150), (520, 118), (520, 336), (420, 380)], fill="#a97c48")
    pen.polygon([(140, 170), (250, 136), (520, 118), (420, 150)], fill="#dbb483")
    pen.polygon([(262, 161), (300, 158), (300, 389), (262, 392)], fill="#e8dcc0")
    if is_damaged:
        pen.polygon([(140, 170), (205, 215), (172, 262), (140, 250)], fill="#5d4326")
        pen.line([(205, 215), (240, 300), (222, 372)], fill="#5d4326", width=5)
    return Paper("photo", _png("photo.png", sheet))


@cache
def drawing(product: str) -> Paper:
    """A drawing of a part in two views, with its measures and title block."""
    chance = Random(f"drawing of {product}")
    sheet = Image.new("RGB", (640, 440), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, 628, 428), outline=PRINT, width=2)
    wide, high = chance.randint(180, 260), chance.randint(110, 170)
    pen.rectangle((60, 80, 60 + wide, 80 + high), outline=PRINT, width=3)
    for hole in range(4):
        x, y = 60 + wide * (0.2 + 0.6 * (hole % 2)), 80 + high * (0.25 + 0.5 * (hole // 2))
        pen.ellipse((x - 11, y - 11, x + 11, y + 11), outline=PRINT, width=2)
        pen.line((x - 17, y, x + 17, y), fill=FAINT)
        pen.line((x, y - 17, x, y + 17), fill=FAINT)
    pen.rectangle((400, 80, 400 + high // 4, 80 + high), outline=PRINT, width=3)
    pen.line((60, 60, 60 + wide, 60), fill=INK)
    pen.text((60 + wide / 2, 38), f"{wide}", font=_font(18), fill=INK, anchor="ma")
    pen.text((440 + high // 4, 80 + high / 2), f"{high}", font=_font(18), fill=INK)
    pen.rectangle((340, 350, 628, 428), outline=PRINT, width=2)
    pen.text((354, 362), f"DWG {chance.randint(1000, 9999)}  REV A", font=_font(18), fill=PRINT)
    pen.text((354, 394), "SCALE 1:2   UNIT mm", font=_font(18), fill=PRINT)
    return Paper("drawing", _png(f"{product}-图纸.png", sheet))


def _stamp(pen: ImageDraw.ImageDraw, middle: Place) -> None:
    """The round red stamp of a Chinese company, with its star and nobody's name."""
    x, y = middle
    pen.ellipse((x - 60, y - 60, x + 60, y + 60), outline=STAMP, width=4)
    turns = [(math.radians(-90 + 36 * corner), 9.2 if corner % 2 else 24) for corner in range(10)]
    star = [(x + reach * math.cos(turn), y + reach * math.sin(turn)) for turn, reach in turns]
    pen.polygon(star, fill=STAMP)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(name: str, picture: Image.Image) -> CheckedUpload:
    stream = io.BytesIO()
    few = picture if picture.mode == "P" else picture.quantize(COLOURS, Image.Quantize.FASTOCTREE)
    few.save(stream, "PNG", compress_level=4)
    content = stream.getvalue()
    return CheckedUpload(
        name=name,
        media_type="image/png",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        width=picture.width,
        height=picture.height,
    )
