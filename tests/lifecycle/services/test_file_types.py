"""Files: what they are by their bytes, and what is refused whatever it is called."""

from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from lifecycle.services import archives
from lifecycle.services.archives import HarmfulArchiveError
from lifecycle.services.file_types import (
    CSV,
    DOCX,
    JPEG,
    MARKUP,
    ODS,
    ODT,
    PDF,
    PNG,
    TEXT,
    UNKNOWN,
    XLSX,
    FileType,
    find_by_extension,
    recognise,
)
from tests.lifecycle.services import documents

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let refusals be read in the language of the source."""
    with override("en"):
        yield


HONEST = [
    (documents.PDF, PDF),
    (documents.PNG, PNG),
    (documents.JPEG, JPEG),
    (documents.make_office(documents.WORD_PART), DOCX),
    (documents.make_office(documents.EXCEL_PART), XLSX),
    (documents.make_open_document(documents.ODF_TEXT), ODT),
    (documents.make_open_document(documents.ODF_SHEET), ODS),
    (documents.TEXT, TEXT),
    ("MZ est un sigle, comme BM et P4.".encode("cp1252"), TEXT),
    ("نص بترميز يونيكود\n".encode("utf-16"), TEXT),
]


@pytest.mark.parametrize(("content", "expected"), HONEST)
def test_a_file_is_what_its_bytes_say(content: bytes, expected: FileType) -> None:
    found = recognise(BytesIO(content))

    assert found is expected


def test_a_workbook_that_another_program_wrote_is_recognised() -> None:
    written = BytesIO()
    openpyxl.Workbook().save(written)

    found = recognise(written)

    assert found is XLSX
    assert written.tell() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (documents.GIF, "gif"),
        (documents.PROGRAM, "program"),
        (documents.OLD_WORD, "old_office"),
        (documents.make_archive({"a.txt": b"words"}), "archive"),
        (b"{\\rtf1\\ansi words}", "rtf"),
        (b"#!/bin/sh\nrm -rf /\n", "script"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"\xff\xfe\x00", "unknown"),
    ],
)
def test_what_is_refused_is_named(content: bytes, code: str) -> None:
    found = recognise(BytesIO(content))

    assert found.code == code
    assert not found.media_type


@pytest.mark.parametrize(
    "content",
    [
        documents.HTML,
        documents.SVG,
        b"  \n\t<HTML><body>",
        b"\xef\xbb\xbf<!-- a comment first --><script>",
        b"<?xml version='1.0'?><svg/>",
        b"some words, then <ScRiPt src=x>",
        "<html>".encode("utf-16"),
    ],
)
def test_what_a_browser_would_obey_is_markup(content: bytes) -> None:
    found = recognise(BytesIO(content))

    assert found is MARKUP


def test_markup_after_a_zip_signature_is_still_no_document() -> None:
    with pytest.raises(HarmfulArchiveError, match="damaged"):
        recognise(BytesIO(b"PK\x03\x04" + documents.HTML))


@pytest.mark.parametrize(
    "content",
    [
        documents.make_office(documents.WORD_PART, **{"word/vbaProject.bin": b"macro"}),
        documents.make_office(documents.EXCEL_PART, **{"xl/macrosheets/sheet1.xml": b"macro"}),
        documents.make_open_document(documents.ODF_TEXT, **{"Basic/script.xml": b"macro"}),
        documents.make_open_document(documents.ODF_SHEET, **{"Scripts/python/a.py": b"macro"}),
    ],
)
def test_a_document_with_macros_is_harmful(content: bytes) -> None:
    with pytest.raises(HarmfulArchiveError, match="macros"):
        recognise(BytesIO(content))


def test_a_document_that_calls_itself_macro_enabled_is_no_document() -> None:
    found = recognise(BytesIO(documents.make_office(documents.MACRO_PART)))

    assert found.code == "archive"


def test_a_bomb_is_refused_by_what_its_index_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED_MAX_BYTES", 10_000)
    bomb = documents.make_office(documents.WORD_PART, **{"big.xml": bytes(20_000)})

    with pytest.raises(HarmfulArchiveError, match="unpacks to more"):
        recognise(BytesIO(bomb))


def test_a_bomb_whose_index_lies_is_refused_by_unpacking_it() -> None:
    honest = documents.make_office(documents.WORD_PART, **{"big.xml": bytes(70_000)})
    lying = honest.replace((70_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert lying != honest
    with pytest.raises(HarmfulArchiveError, match="damaged"):
        recognise(BytesIO(lying))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS_MAX", 3)
    many = documents.make_office(documents.WORD_PART, a=b"", b=b"")

    with pytest.raises(HarmfulArchiveError, match="unpacks to more"):
        recognise(BytesIO(many))


def test_a_damaged_document_is_harmful() -> None:
    whole = documents.make_office(documents.WORD_PART)

    with pytest.raises(HarmfulArchiveError, match="damaged"):
        recognise(BytesIO(whole[: len(whole) // 2]))


def test_an_extension_leads_to_one_type() -> None:
    assert find_by_extension(".jpg") is find_by_extension(".jpeg") is JPEG
    assert find_by_extension(".csv") is CSV
    assert find_by_extension(".exe") is None
    assert find_by_extension("") is None
    assert UNKNOWN.extensions == ()
