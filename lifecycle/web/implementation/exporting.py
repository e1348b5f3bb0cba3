"""The list of what is late as a file for a spreadsheet, in which no text can be a formula."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lifecycle.selectors.late import OpenLine
from lifecycle.selectors.late_words import describe_open
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.web.implementation.climbs import describe_fired, describe_next
from lifecycle.web.prioritization.spreadsheet import Cell, defuse

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    # Its library is loaded with the first workbook: most processes never write one.
    write: Callable[..., bytes] = import_string("lifecycle.web.implementation.workbook.write")
    rows = [[defuse(cell) for cell in _list_cells(line)] for line in lines]
    return write(_("Late activities"), _list_heads(), rows, widths=_WIDTHS), XLSX_TYPE


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
