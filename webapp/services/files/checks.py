"""What may be uploaded: a few kinds of file, each recognised by its content (C32 to C36).

The extension must be one of the kind that the first bytes show; pictures are opened and
read to the end within a pixel limit; a spreadsheet's archive is looked through without
being unpacked.
"""

import hashlib
import io
import warnings
import zipfile
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.files.names import safe_name

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
_XLSX_MEMBERS = {"[Content_Types].xml", "xl/workbook.xml"}


class UploadRefused(RuleBroken):
    """A file that is not taken; its message says why."""


class FileKind(Enum):
    """The kinds of file that are known: media type, extensions (first is kept), first bytes."""

    PNG = ("image/png", ("png",), b"\x89PNG\r\n\x1a\n")
    JPEG = ("image/jpeg", ("jpg", "jpeg"), b"\xff\xd8\xff")
    WEBP = ("image/webp", ("webp",), b"RIFF")
    PDF = ("application/pdf", ("pdf",), b"%PDF-")
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx",),
        b"PK\x03\x04",
    )
    CSV = ("text/csv", ("csv",), b"")

    def __init__(self, media_type: str, extensions: tuple[str, ...], magic: bytes) -> None:
        self.media_type = media_type
        self.extensions = extensions
        self.magic = magic

    def fits(self, content: bytes) -> bool:
        if self is FileKind.WEBP and content[8:12] != b"WEBP":
            return False
        if self is FileKind.CSV and b"\x00" in content:
            return False
        return content.startswith(self.magic)


PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
PAPERS = PICTURES | {FileKind.PDF}
ATTACHMENTS = PAPERS | {FileKind.XLSX}
LISTS = frozenset({FileKind.XLSX, FileKind.CSV})


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be stored. Width and height are pixels, 0 for what is no picture."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    width: int = 0
    height: int = 0


def check_upload(
    name: str,
    content: bytes,
    allowed: frozenset[FileKind] = ATTACHMENTS,
    max_bytes: int = MAX_BYTES,
) -> CheckedUpload:
    """Check one uploaded file and return what to store.

    Raises UploadRefused for an empty or too large file, a kind that is not allowed, an
    extension that does not fit the content, and a file that cannot be read to its end.
    """
    if not content:
        raise UploadRefused(N_("The file is empty."))
    if len(content) > max_bytes:
        raise UploadRefused(
            N_("The file is larger than %(number)s MB."), number=max_bytes // (1024 * 1024)
        )
    kind = _kind_of(name, content, allowed)
    width, height = _look_inside(kind, content)
    return CheckedUpload(
        name=safe_name(name, kind.extensions[0]),
        media_type=kind.media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
    )


def _kind_of(name: str, content: bytes, allowed: frozenset[FileKind]) -> FileKind:
    extension = name.rpartition(".")[2].strip().lower()
    kind = next((kind for kind in FileKind if extension in kind.extensions), None)
    if kind is None or kind not in allowed:
        extensions = [kind.extensions[0] for kind in FileKind if kind in allowed]
        raise UploadRefused(
            N_("Only files of these kinds are taken: %(kinds)s."), kinds=", ".join(extensions)
        )
    if not kind.fits(content):
        raise UploadRefused(
            N_("The content of the file is not what its ending “.%(extension)s” says."),
            extension=extension,
        )
    return kind


def _look_inside(kind: FileKind, content: bytes) -> tuple[int, int]:
    if kind in PICTURES:
        return read_picture(content, kind.name).size
    if kind is FileKind.XLSX:
        _look_through_archive(content)
    return 0, 0


def read_picture(content: bytes, format_name: str) -> Image.Image:
    """Open a picture of the named Pillow format and decode its pixels.

    Raises UploadRefused when it has more than 40 million pixels or several frames, or is
    damaged. The size is read from the header before a single pixel is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[format_name])
            if picture.width * picture.height > MAX_PIXELS:
                raise UploadRefused(N_("The picture has too many pixels."))
            if getattr(picture, "n_frames", 1) > 1:
                raise UploadRefused(N_("Moving pictures are not taken."))
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UploadRefused(N_("The picture has too many pixels.")) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError):
        raise UploadRefused(N_("The picture is damaged.")) from None
    return picture


def _look_through_archive(content: bytes) -> None:
    """Judge a spreadsheet by its table of contents alone: names, number and stated sizes."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UploadRefused(N_("The spreadsheet is damaged.")) from None
    names = {member.filename for member in members}
    if not names >= _XLSX_MEMBERS or any("vbaProject" in name for name in names):
        raise UploadRefused(N_("The spreadsheet is damaged."))
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UploadRefused(N_("The spreadsheet is too large when unpacked."))
