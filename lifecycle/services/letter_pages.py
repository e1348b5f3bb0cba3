"""A page of a letter for an office suite: in French, or from right to left in Arabic."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.utils.translation import get_language_info
from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

#: On every computer of an administration; a document names its fonts, it does not carry them.
LATIN_FONT, ARABIC_FONT = "Calibri", "Sakkal Majalla"
_LATIN_SIZE, _ARABIC_SIZE = Pt(11), Pt(14)
_MARGIN = Cm(2.2)


class LetterPage:
    """A document that is filled from its top to its end; `language` says which way it reads."""

    def __init__(self, *, language: str, title: str, author: str, written_at: datetime) -> None:
        self._document = Document()
        self._language = language
        self._is_bidi = get_language_info(language)["bidi"]
        about = self._document.core_properties
        about.title, about.author, about.language = title, author, language
        # The calendar of a document knows no zone.
        about.created = about.modified = written_at.replace(tzinfo=None)
        self._set_margins()
        self._set_style()

    def write(self, words: str, *, is_strong: bool = False, space_before: int = 0) -> None:
        """Add a paragraph; `space_before` is in points."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(space_before)
        self._fill(paragraph, words, is_strong=is_strong)

    def tabulate(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table whose first row is repeated on every page."""
        table = self._document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        if self._is_bidi:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for cell, words in zip(table.rows[0].cells, heads, strict=True):
            self._fill(cell.paragraphs[0], words, is_strong=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # The library has no name for it.
        for row in rows:
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                self._fill(cell.paragraphs[0], words, is_strong=False)

    def to_bytes(self) -> bytes:
        """Return the document as the bytes of a file."""
        written = BytesIO()
        self._document.save(written)
        return written.getvalue()

    def _fill(self, paragraph: Paragraph, words: str, *, is_strong: bool) -> None:
        run = paragraph.add_run(_drop_unwritable(words))
        if is_strong:
            run.bold = run.font.cs_bold = True
        if self._is_bidi:
            run.font.rtl = True

    def _set_margins(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN
        if self._is_bidi:
            properties = section._sectPr  # noqa: SLF001  # As above.
            properties.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")

    def _set_style(self) -> None:
        """Let every paragraph read its way, in the fonts of both scripts."""
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = LATIN_FONT, _LATIN_SIZE
        properties = style.element.get_or_add_rPr()
        properties.rFonts.set(qn("w:cs"), ARABIC_FONT)
        size = OxmlElement("w:szCs")
        size.set(qn("w:val"), str(int((_ARABIC_SIZE if self._is_bidi else _LATIN_SIZE).pt * 2)))
        properties.append(size)
        tongue = OxmlElement("w:lang")
        tongue.set(qn("w:val"), "fr-FR")
        tongue.set(qn("w:bidi"), "ar-MA")
        properties.append(tongue)
        if self._is_bidi:
            style.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _drop_unwritable(words: str) -> str:
    """Return the words without what no document can hold, as a control character of a file."""
    return "".join(each for each in words if each in "\n\t" or each.isprintable())
