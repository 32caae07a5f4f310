"""Signatures drawn on screen (D2): a small PNG that comes as a data URL."""

import base64
import binascii
import hashlib

from PIL import Image

from webapp.services.core.errors import N_
from webapp.services.files.checks import (
    CheckedUpload,
    FileKind,
    UploadRefused,
    read_picture,
)

MAX_SIGNATURE_BYTES = 300 * 1024
MAX_SIDE = 3_000
MIN_DARK_PIXELS = 120
DARK = 128
_PREFIX = "data:image/png;base64,"


def read_signature(data_url: str, name: str = "signature.png") -> CheckedUpload:
    """Return the signature as a file to store.

    At most 300 KiB and 3000 pixels a side. Laid on white paper, at least 120 pixels must be
    dark: a dot or an empty field is no signature. Raises UploadRefused.
    """
    content = _decoded(data_url.strip())
    if not FileKind.PNG.fits(content):
        raise UploadRefused(N_("The signature cannot be read. Please sign again."))
    picture = read_picture(content, FileKind.PNG.name)
    if max(picture.size) > MAX_SIDE:
        raise UploadRefused(N_("The signature is too large."))
    if _dark_pixels(picture) < MIN_DARK_PIXELS:
        raise UploadRefused(N_("Please sign in the field."))
    return CheckedUpload(
        name=name,
        media_type=FileKind.PNG.media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        width=picture.width,
        height=picture.height,
    )


def _decoded(data_url: str) -> bytes:
    if not data_url:
        raise UploadRefused(N_("Please sign in the field."))
    if len(data_url) > MAX_SIGNATURE_BYTES * 4 // 3 + len(_PREFIX) + 4:
        raise UploadRefused(N_("The signature is too large."))
    try:
        return base64.b64decode(data_url.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise UploadRefused(N_("The signature cannot be read. Please sign again.")) from None


def _dark_pixels(picture: Image.Image) -> int:
    drawn = picture.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    shades = Image.alpha_composite(paper, drawn).convert("L").histogram()
    return sum(shades[:DARK])
