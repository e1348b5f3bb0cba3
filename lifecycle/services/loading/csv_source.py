"""Read CSV as spreadsheets write it: comma, semicolon or tab, UTF-8 with or without its mark.

What looks like a formula is text here: nothing computes it, and exports neutralise it.
"""

import csv
import io

from django.utils.translation import gettext as _

from lifecycle.services.loading.places import Branch, Leaf, Place, Table
from lifecycle.services.loading.problems import Problem, refuse

DELIMITERS = ",;\t"
MAX_ROWS = 20_000


def read_csv(text: str, *, name: str) -> Table:
    """Return the rows of `text` by the headers of its first line; quoted cells may hold lines.

    Raises:
        LoadRefusedError: the quoting is broken, or the file is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    headers: tuple[Leaf, ...] = ()
    rows: list[Branch] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            if not headers:
                headers = _read_headers(cells)
            elif any(cell.strip() for cell in cells):
                _read_row(cells, headers, line=line, rows=rows, problems=problems)
            if len(rows) + len(problems) > MAX_ROWS:
                message = _("The file has more than %(limit)s rows.") % {"limit": MAX_ROWS}
                raise refuse(message, line=line)
            # A quoted cell may span lines: a row starts after the last line of the row before.
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("This is not valid CSV: %(reason)s.") % {"reason": error}
        raise refuse(message, line=line) from error
    return Table(name, headers, tuple(rows), tuple(problems))


def _find_delimiter(text: str) -> str:
    first_line = text.partition("\n")[0]
    return max(DELIMITERS, key=first_line.count)


def _read_headers(cells: list[str]) -> tuple[Leaf, ...]:
    if not any(cell.strip() for cell in cells):
        raise refuse(_("The first line must name the columns."), line=1)
    return tuple(Leaf(cell.strip(), Place(1, cell.strip())) for cell in cells)


def _read_row(
    cells: list[str],
    headers: tuple[Leaf, ...],
    *,
    line: int,
    rows: list[Branch],
    problems: list[Problem],
) -> None:
    if any(cell.strip() for cell in cells[len(headers) :]):
        message = _(
            "The row has %(cells)s cells and the first line names %(headers)s columns: put a cell "
            "that holds the separator between quotes."
        )
        counts = {"cells": len(cells), "headers": len(headers)}
        problems.append(Problem(line, "", "", message % counts))
        return
    entries = {
        header.text: Leaf(cell.strip(), Place(line, header.text), quoted=bool(cell.strip()))
        for header, cell in zip(headers, cells, strict=False)
    }
    rows.append(Branch(entries, Place(line, headers[0].text)))
