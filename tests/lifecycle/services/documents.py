"""Files that tests attach, made byte by byte: honest ones, and some that lie."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
GIF = b"GIF89a" + bytes(20)
PROGRAM = b"MZ\x90\x00" + bytes(200)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
TEXT = "Liste des présents, لائحة الحضور\n".encode()
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"

_OOXML = "application/vnd.openxmlformats-officedocument."
WORD_PART = f"{_OOXML}wordprocessingml.document.main+xml"
EXCEL_PART = f"{_OOXML}spreadsheetml.sheet.main+xml"
MACRO_PART = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODF_TEXT = "application/vnd.oasis.opendocument.text"
ODF_SHEET = "application/vnd.oasis.opendocument.spreadsheet"


def make_upload(name: str, content: bytes) -> SimpleUploadedFile:
    """Return what a form posts; the browser's word on the type is a lie."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def make_archive(members: Mapping[str, bytes], *, method: int = ZIP_DEFLATED) -> bytes:
    """Return an archive of these members."""
    packed = BytesIO()
    with ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def make_office(part: str, **members: bytes) -> bytes:
    """Return a document of Microsoft's kind, whose main part is of the type `part`."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{part}"/></Types>'
    manifest = {"[Content_Types].xml": types.encode(), "main.xml": b"<main/>"}
    return make_archive({**manifest, **members})


def make_open_document(mimetype: str, **members: bytes) -> bytes:
    """Return a document of the open kind."""
    return make_archive(
        {"mimetype": mimetype.encode(), "content.xml": b"<content/>", **members},
        method=ZIP_STORED,
    )
