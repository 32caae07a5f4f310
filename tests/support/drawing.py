"""Pictures as people send them: a drawn signature, a photographed paper."""

from __future__ import annotations

import base64
import io
from functools import cache

from PIL import Image, ImageDraw


@cache
def drawn() -> bytes:
    """A PNG with enough ink in it to pass for a signature."""
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(20, 90), (120, 20), (260, 80)], fill="black", width=5)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def signed() -> str:
    """What the signature field sends."""
    return "data:image/png;base64," + base64.b64encode(drawn()).decode()


def a_file(name: str = "paper.png") -> tuple[io.BytesIO, str]:
    """A chosen file, for the test client."""
    return io.BytesIO(drawn()), name
