"""Names of files: readable afterwards, and no longer able to deceive or to escape."""

import pytest

from lifecycle.services.file_names import NAME_MAX_LENGTH, clean_name, get_extension

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Lettre de soutien.pdf", "Lettre de soutien.pdf"),
        ("رسالة دعم.pdf", "رسالة دعم.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\someone\\letter.pdf", "letter.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2067letter\u2069\u200f.pdf", "letter.pdf"),
        ("let\x00ter\x1b[2J.pdf", "letter[2J.pdf"),
        ("two\nlines\t.pdf", "two lines .pdf"),
        ("  .hidden.pdf. ", "hidden.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\ud800b.pdf", "ab.pdf"),
        ("\u202e\u200f", "document"),
        ("", "document"),
    ],
)
def test_a_name_is_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension() -> None:
    shortened = clean_name("é" * 500 + ".pdf")

    assert len(shortened) == NAME_MAX_LENGTH
    assert shortened.endswith("é.pdf")


def test_an_extension_longer_than_the_column_does_not_break_it() -> None:
    assert len(clean_name("a." + "b" * 500)) <= NAME_MAX_LENGTH


@pytest.mark.parametrize(
    ("name", "extension"),
    [("letter.PDF", ".pdf"), ("letter.pdf.exe", ".exe"), ("letter", ""), ("document", "")],
)
def test_the_last_extension_counts(name: str, extension: str) -> None:
    assert get_extension(name) == extension
