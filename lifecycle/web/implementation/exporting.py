"""The list of what is late as a file for a spreadsheet, in which no text can be a formula."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO, StringIO

from django.http import HttpResponse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lifecycle.selectors.late import OpenLine
from lifecycle.selectors.late_words import describe_open
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.web.implementation.climbs import describe_fired, describe_next
from lifecycle.web.prioritization.spreadsheet import Cell, defuse

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Of the name of a sheet; a longer one makes the workbook unreadable.
TITLE_MAX_LENGTH = 31
#: Widths of the columns of a workbook, in characters.
_WIDTHS = (10, 8, 40, 40, 30, 24, 24, 12, 8, 22, 26, 22, 40, 30, 30, 26)


def answer_file(lines: Iterable[OpenLine], wanted: str, *, today: date) -> HttpResponse:
    """Return the list as a file of this format, a key of FORMATS."""
    content, media_type = FORMATS[wanted](lines)
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="late-{today.isoformat()}.{wanted}"'
    return answer


def _write_csv(lines: Iterable[OpenLine]) -> tuple[bytes, str]:
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(_list_heads())
    for line in lines:
        sheet.writerow([defuse(cell) for cell in _list_cells(line)])
    # The mark in front tells spreadsheets that the file is UTF-8; Arabic titles depend on it.
    return ("\ufeff" + written.getvalue()).encode(), "text/csv; charset=utf-8"


def _write_xlsx(lines: Iterable[OpenLine]) -> tuple[bytes, str]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Late activities")[:TITLE_MAX_LENGTH]
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.freeze_panes = "A2"
    sheet.append(_list_heads())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        sheet.append([_drop_unwritable(defuse(cell)) for cell in _list_cells(line)])
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    written = BytesIO()
    book.save(written)
    return written.getvalue(), XLSX_TYPE


#: By the end of the name of the file: what writes it.
FORMATS: dict[str, Callable[[Iterable[OpenLine]], tuple[bytes, str]]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}


def _list_heads() -> list[str]:
    return [
        _("Plan"),
        _("Number"),
        _("Commitment"),
        _("Activity"),
        _("Porters"),
        _("Planned now"),
        _("Planned at first"),
        _("Due on"),
        _("Days late"),
        _("Why it is listed"),
        _("Cause"),
        _("Slips"),
        _("Who is awaited"),
        _("Last escalation"),
        _("Next escalation"),
        _("On the committee's list since"),
    ]


def _list_cells(line: OpenLine) -> list[Cell]:
    words, due_on, listed_on = describe_open(line), line.line.due_on, line.climbed.listed_on
    return [
        words.plan,
        words.number,
        words.commitment,
        words.activity,
        "\n".join(words.porters),
        describe_with_typed(line.line.planning.current),
        words.promised,
        due_on.isoformat() if due_on else "",
        line.line.days_late,
        words.late,
        words.cause,
        line.slips.slips,
        "\n".join(str(each) for each in words.awaited),
        describe_fired(line.climbed.last),
        describe_next(line.climbed.next),
        listed_on.isoformat() if listed_on else "",
    ]


def _drop_unwritable(cell: Cell) -> Cell:
    """Return the cell without the control characters that no workbook can hold."""
    if isinstance(cell, str):
        return "".join(each for each in cell if each == "\n" or each.isprintable())
    return cell
