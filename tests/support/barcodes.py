"""Draws an EAN-13 bar code as a film for Chromium's fake camera."""

from __future__ import annotations

from pathlib import Path

LEFT = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
PARITY = [
    "LLLLLL",
    "LLGLGG",
    "LLGGLG",
    "LLGGGL",
    "LGLLGG",
    "LGGLLG",
    "LGGGLL",
    "LGLGLG",
    "LGLGGL",
    "LGGLGL",
]
WIDTH, HEIGHT = 640, 480
MODULE = 4
BLACK, WHITE, GREY = 16, 235, 128


def modules(digits: str) -> str:
    """The 95 bars and gaps of 13 digits, 1 for a bar."""
    right = [_flipped(LEFT[int(digit)]) for digit in digits[7:]]
    left = [
        LEFT[int(digit)] if kind == "L" else _flipped(LEFT[int(digit)])[::-1]
        for digit, kind in zip(digits[1:7], PARITY[int(digits[0])], strict=True)
    ]
    return "".join(("101", *left, "01010", *right, "101"))


def _flipped(bars: str) -> str:
    return bars.translate(str.maketrans("01", "10"))


def film(path: Path, digits: str) -> Path:
    """A film of one still picture in YUV4MPEG2, bar code in the middle at whole pixels."""
    bars = b"".join(bytes([BLACK if bar == "1" else WHITE]) * MODULE for bar in modules(digits))
    side = bytes([WHITE]) * ((WIDTH - len(bars)) // 2)
    line = (side + bars + side).ljust(WIDTH, bytes([WHITE]))
    blank = bytes([WHITE]) * WIDTH
    picture = blank * 120 + line * 240 + blank * 120
    colour = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + picture + colour) * 2)
    return path
