"""Uploads: what is taken, what is refused, and how files are named."""

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from webapp.services.files.checks import PICTURES, UploadRefused, check_upload
from webapp.services.files.names import content_disposition, safe_name
from webapp.services.files.signatures import read_signature


def picture(format_name: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, format_name, **options)
    return stream.getvalue()


def spreadsheet(names: list[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def label(value: object) -> str | None:
    """Keep raw bytes out of the tests' names."""
    return "content" if isinstance(value, bytes) else None


def bomb(width: int, height: int) -> bytes:
    """A tiny PNG whose header promises a huge picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + picture("PNG")[33:]


XLSX = spreadsheet(["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content", "media_type", "stored"),
    [
        ("a.png", picture("PNG"), "image/png", "a.png"),
        ("汇款单.JPG", picture("JPEG"), "image/jpeg", "汇款单.jpg"),
        ("b.jpeg", picture("JPEG"), "image/jpeg", "b.jpg"),
        ("c.webp", picture("WEBP"), "image/webp", "c.webp"),
        ("合同.pdf", PDF, "application/pdf", "合同.pdf"),
        (
            "d.xlsx",
            XLSX,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "d.xlsx",
        ),
    ],
    ids=label,
)
def test_known_kinds_are_taken(name: str, content: bytes, media_type: str, stored: str) -> None:
    upload = check_upload(name, content)
    assert (upload.name, upload.media_type, upload.content) == (stored, media_type, content)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert (upload.width, upload.height) == ((40, 30) if "image" in media_type else (0, 0))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", b"", "The file is empty."),
        ("a.pdf", PDF + b" " * (10 * 1024 * 1024), "The file is larger than %(number)s MB."),
        ("a.svg", b"<svg/>", "Only files of these kinds are taken: %(kinds)s."),
        ("a.html", PDF, "Only files of these kinds are taken: %(kinds)s."),
        ("png", b"x", "The content of the file is not what its ending"),
        ("a.gif", picture("GIF"), "Only files of these kinds are taken: %(kinds)s."),
        ("a.xlsm", XLSX, "Only files of these kinds are taken: %(kinds)s."),
        ("a.png.exe", picture("PNG"), "Only files of these kinds are taken: %(kinds)s."),
        ("a.png\x00.exe", picture("PNG"), "Only files of these kinds are taken: %(kinds)s."),
        ("a.png", picture("JPEG"), "The content of the file is not what its ending"),
        ("a.jpg", b"<script>alert(1)</script>", "The content of the file is not what its ending"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE", "The content of the file is not what its ending"),
        ("a.pdf", b"MZ" + PDF, "The content of the file is not what its ending"),
        ("a.png", picture("PNG")[:60], "The picture is damaged."),
        ("a.jpg", picture("JPEG")[:200], "The picture is damaged."),
        ("a.png", bomb(30_000, 30_000), "The picture has too many pixels."),
        ("a.png", bomb(7_000, 6_000), "The picture has too many pixels."),
        ("a.png", bomb(2**31 - 1, 2**31 - 1), "The picture has too many pixels."),
        ("a.xlsx", XLSX[:60], "The spreadsheet is damaged."),
        ("a.xlsx", spreadsheet(["readme.txt"]), "The spreadsheet is damaged."),
        (
            "a.xlsx",
            spreadsheet(["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]),
            "The spreadsheet is damaged.",
        ),
        (
            "a.xlsx",
            spreadsheet(["[Content_Types].xml", "xl/workbook.xml", *map(str, range(2001))]),
            "The spreadsheet is too large when unpacked.",
        ),
    ],
    ids=label,
)
def test_everything_else_is_refused(name: str, content: bytes, message: str) -> None:
    with pytest.raises(UploadRefused) as caught:
        check_upload(name, content)
    assert caught.value.message.text.startswith(message)


def test_moving_pictures_are_refused() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(UploadRefused):
        check_upload("a.webp", stream.getvalue())


def test_an_archive_that_swells_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))
    with pytest.raises(UploadRefused):
        check_upload("a.xlsx", stream.getvalue())


def test_a_field_may_take_fewer_kinds_and_less() -> None:
    with pytest.raises(UploadRefused):
        check_upload("a.pdf", PDF, PICTURES)
    with pytest.raises(UploadRefused):
        check_upload("a.pdf", PDF, max_bytes=10)


@given(st.binary(max_size=400), st.sampled_from(["png", "jpg", "webp", "pdf", "xlsx"]))
def test_rubbish_is_refused_and_never_fails(content: bytes, extension: str) -> None:
    magic = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "xlsx": b"PK\x03\x04"}
    try:
        upload = check_upload(f"a.{extension}", magic.get(extension, b"") + content)
    except UploadRefused:
        return
    assert upload.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("发票 2026.pdf", "发票 2026.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\王\\单.pdf", "单.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ('a"b;c.pdf', "abc.pdf"),
        ("   .pdf", "file.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("a.b.c.PDF", "a.b.c.pdf"),
        ("bad\ud800name.pdf", "badname.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, shown: str) -> None:
    assert safe_name(given_name, "pdf") == shown
    assert len(safe_name(given_name, "pdf")) <= 120


@given(st.text(max_size=200))
def test_a_download_is_named_in_one_clean_header(name: str) -> None:
    header = content_disposition(safe_name(name, "pdf"))
    assert header.isascii()
    assert header.isprintable()
    kind, plain, whole = header.split("; ")
    assert kind == "attachment"
    assert plain.count('"') == 2
    assert unquote(whole.removeprefix("filename*=UTF-8''")) == safe_name(name, "pdf")


def test_header_of_a_chinese_name() -> None:
    assert content_disposition("单.pdf") == (
        "attachment; filename=\"_.pdf\"; filename*=UTF-8''%E5%8D%95.pdf"
    )


def signature(strokes: int, size: tuple[int, int] = (600, 200)) -> str:
    canvas = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    for stroke in range(strokes):
        pen.line((20, 20 + stroke * 9, 200, 60 + stroke * 5), fill=(20, 20, 60, 255), width=3)
    stream = io.BytesIO()
    canvas.save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


@pytest.mark.rule("D2")
def test_a_drawn_signature_is_taken() -> None:
    upload = read_signature(signature(4))
    assert (upload.name, upload.media_type) == ("signature.png", "image/png")
    assert (upload.width, upload.height) == (600, 200)


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("data_url", "message"),
    [
        ("", "Please sign in the field."),
        (signature(0), "Please sign in the field."),
        ("data:image/png;base64,****", "The signature cannot be read. Please sign again."),
        ("data:image/svg+xml,<svg/>", "The signature cannot be read. Please sign again."),
        ("data:image/png;base64,QUJD", "The signature cannot be read. Please sign again."),
        (signature(4)[:-40], "The picture is damaged."),
        (signature(4, (3200, 40)), "The signature is too large."),
        ("data:image/png;base64," + "A" * 500_000, "The signature is too large."),
        ("签名", "The signature cannot be read. Please sign again."),
    ],
)
def test_what_is_no_signature(data_url: str, message: str) -> None:
    with pytest.raises(UploadRefused) as caught:
        read_signature(data_url)
    assert caught.value.message.text == message
