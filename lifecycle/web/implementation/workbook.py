"""A workbook with one sheet, which reads the way its language does."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lifecycle.web.prioritization.spreadsheet import Cell

#: Of the name of a sheet; a longer one makes the workbook unreadable.
TITLE_MAX_LENGTH = 31


def write(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int]
) -> bytes:
    """Return the file; `widths` are those of the columns, in characters."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:TITLE_MAX_LENGTH]
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.freeze_panes = "A2"
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_drop_unwritable(cell) for cell in row])
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _drop_unwritable(cell: Cell) -> Cell:
    """Return the cell without the control characters that no workbook can hold."""
    if isinstance(cell, str):
        return "".join(each for each in cell if each == "\n" or each.isprintable())
    return cell
