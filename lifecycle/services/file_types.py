"""What a file is, by its bytes alone; what may be attached, and under which extensions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.services.archives import find_document_type


@dataclass(frozen=True)
class FileType:
    """A type of file. `media_type` is empty for one that is recognised only to be refused."""

    code: str
    label: str | Promise
    media_type: str = ""
    extensions: tuple[str, ...] = ()


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = FileType("pdf", _("PDF document"), "application/pdf", (".pdf",))
PNG = FileType("png", _("PNG image"), "image/png", (".png",))
JPEG = FileType("jpeg", _("JPEG image"), "image/jpeg", (".jpg", ".jpeg"))
DOCX = FileType("docx", _("Word document"), f"{_OOXML}wordprocessingml.document", (".docx",))
XLSX = FileType("xlsx", _("Excel workbook"), f"{_OOXML}spreadsheetml.sheet", (".xlsx",))
ODT = FileType("odt", _("OpenDocument text"), f"{_ODF}text", (".odt",))
ODS = FileType("ods", _("OpenDocument spreadsheet"), f"{_ODF}spreadsheet", (".ods",))
TEXT = FileType("text", _("plain text"), "text/plain", (".txt",))
CSV = FileType("csv", _("table in plain text (CSV)"), "text/csv", (".csv",))

#: In the order in which people read them.
ACCEPTED: tuple[FileType, ...] = (PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, TEXT, CSV)

UNKNOWN = FileType("unknown", _("something that is not accepted"))
MARKUP = FileType("markup", _("a web page or an SVG drawing"))
ARCHIVE = FileType("archive", _("an archive"))

#: First bytes that settle it at once.
_SIGNATURES: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"{\\rtf", FileType("rtf", _("an RTF document"))),
    (b"#!", FileType("script", _("a script"))),
)
#: First bytes of what is no text either, asked only to name what is refused.
_REFUSED: tuple[tuple[bytes, FileType], ...] = (
    (b"GIF8", FileType("gif", _("a GIF image"))),
    (b"RIFF", FileType("riff", _("a sound, a film or a WebP image"))),
    (b"MZ", FileType("program", _("a program"))),
    (b"\x7fELF", FileType("program", _("a program"))),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType("old_office", _("an old Office document"))),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Markup a browser would obey, within the first bytes it looks at.
_TAGS = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|xml)\b", re.I)
_SNIFFED_BYTES = 4096
_CHUNK_BYTES = 64 * 1024
#: Line breaks, tabs and form feeds are text; no other control character is.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def find_by_extension(extension: str) -> FileType | None:
    """Return the accepted type that bears this extension (lower case, with its dot), or None."""
    return next((each for each in ACCEPTED if extension in each.extensions), None)


def recognise(stream: IO[bytes]) -> FileType:
    """Return what the bytes are. Reads `stream` from its start and leaves it there.

    Plain text is one type here: that a table is a table only its name says.

    Raises:
        HarmfulArchiveError: it is an archive that must not be kept.
    """
    stream.seek(0)
    start = stream.read(_SNIFFED_BYTES)
    try:
        return _recognise(start, stream)
    finally:
        stream.seek(0)


def _recognise(start: bytes, stream: IO[bytes]) -> FileType:
    settled = _find_signed(start, _SIGNATURES)
    if settled is not None:
        return settled
    if start.startswith(_ZIP):
        document = find_document_type(stream)
        return next((each for each in ACCEPTED if each.code == document), ARCHIVE)
    if _is_markup(start):
        return MARKUP
    if _is_text(start, stream):
        return TEXT
    return _find_signed(start, _REFUSED) or UNKNOWN


def _find_signed(start: bytes, known: Sequence[tuple[bytes, FileType]]) -> FileType | None:
    return next((found for signature, found in known if start.startswith(signature)), None)


def _is_markup(start: bytes) -> bool:
    # A UTF-16 page has a zero byte after each letter.
    plain = start.replace(b"\x00", b"")
    for mark in _BYTE_ORDER_MARKS:
        plain = plain.removeprefix(mark)
    return plain.lstrip().startswith((b"<!", b"<?")) or bool(_TAGS.search(plain))


def _is_text(start: bytes, stream: IO[bytes]) -> bool:
    if start.startswith(_BYTE_ORDER_MARKS[1:]):
        return _decodes_as_utf_16(stream)
    stream.seek(0)
    while chunk := stream.read(_CHUNK_BYTES):
        if _NOT_TEXT.search(chunk):
            return False
    return True


def _decodes_as_utf_16(stream: IO[bytes]) -> bool:
    stream.seek(0)
    try:
        words = stream.read().decode("utf-16")
    except UnicodeDecodeError:
        return False
    return not _NOT_TEXT.search(words.encode())
