"""Read a workbook: values only, no formula, no macro, no bomb."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lifecycle.services.loading.places import Branch, Leaf, Place, Table
from lifecycle.services.loading.problems import LoadRefusedError, Problem, refuse

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
AnyCell = Cell | MergedCell | ReadOnlyCell | EmptyCell

MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_PARTS = 1_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
#: XML that declares entities, in the encodings a parser would accept.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def read_xlsx(content: bytes) -> tuple[Table, ...]:
    """Return one table per sheet that holds something, headers from its first row.

    Raises:
        LoadRefusedError: it is no workbook, unpacks too large, or holds macros.
    """
    _check_archive(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        _check_sheets(content, len(workbook.sheetnames))
        sheets = cast("list[Worksheet]", workbook.worksheets)
        tables = [_read_sheet(sheet) for sheet in sheets]
        workbook.close()
    except LoadRefusedError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML parser meets
        raise refuse(_("The workbook is damaged: it cannot be opened.")) from error
    return tuple(table for table in tables if table is not None)


def _check_sheets(content: bytes, opened: int) -> None:
    """Refuse a workbook of which a sheet is missing; openpyxl would leave it out in silence."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        announced = len(_SHEET.findall(archive.read("xl/workbook.xml")))
    if announced != opened:
        message = _(
            "The workbook is damaged: it announces %(announced)s sheets and has %(opened)s."
        )
        raise refuse(message % {"announced": announced, "opened": opened})


def _check_archive(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise refuse(_("The file ends in .xlsx and is not a workbook.")) from error
    with archive:
        names = {part.filename for part in parts}
        if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
            raise refuse(_("The file ends in .xlsx and is not a workbook."))
        if any(name.endswith("vbaProject.bin") for name in names):
            raise refuse(_("The workbook holds macros: save it as a plain .xlsx."))
        # The sizes are those the archive declares; reading never gives more than it declares.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise refuse(
                _("The workbook unpacks to more than %(limit)s MB.")
                % {"limit": MAX_UNPACKED_BYTES // (1024 * 1024)}
            )
        _check_entities(archive, parts)


def _check_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            xml = archive.read(part)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise refuse(_("The workbook is damaged: it cannot be opened.")) from error
        if any(doctype in xml for doctype in _DOCTYPES):
            raise refuse(_("The workbook declares XML entities, which no spreadsheet needs."))


def _read_sheet(sheet: Worksheet) -> Table | None:
    headers: tuple[Leaf, ...] = ()
    rows: list[Branch] = []
    problems: list[Problem] = []
    for line, cells in _list_lines(sheet):
        found: list[Problem] = []
        leaves = [_read_cell(cell, _place(sheet, line, at), found) for at, cell in enumerate(cells)]
        if not headers:
            headers = _trim(leaves)
        else:
            found += _list_surplus(leaves[len(headers) :])
            rows += [] if found else [_row(leaves, headers)]
        problems += found
    return Table(sheet.title, headers, tuple(rows), tuple(problems)) if headers else None


def _place(sheet: Worksheet, line: int, index: int) -> Place:
    return Place(line, f"{sheet.title}!{get_column_letter(index + 1)}")


def _list_lines(sheet: Worksheet) -> Iterator[tuple[int, tuple[AnyCell, ...]]]:
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if line > MAX_ROWS:
            raise refuse(
                _("The sheet %(sheet)s has more than %(limit)s rows.")
                % {"sheet": sheet.title, "limit": MAX_ROWS},
                line=line,
            )
        if any(cell.value is not None and str(cell.value).strip() for cell in cells):
            yield line, cells


def _trim(leaves: list[Leaf]) -> tuple[Leaf, ...]:
    while leaves and leaves[-1].is_blank:
        leaves.pop()
    return tuple(leaves)


def _list_surplus(leaves: list[Leaf]) -> list[Problem]:
    message = _("The cell stands under no column name.")
    return [
        Problem(leaf.place.line, leaf.place.column, "", message)
        for leaf in leaves
        if not leaf.is_blank
    ]


def _row(leaves: list[Leaf], headers: tuple[Leaf, ...]) -> Branch:
    entries = {header.text: leaf for header, leaf in zip(headers, leaves, strict=False)}
    return Branch(entries, leaves[0].place)


def _read_cell(cell: AnyCell, place: Place, problems: list[Problem]) -> Leaf:
    refusals = {
        "f": _("The cell holds a formula: paste its value instead."),
        "e": _("The cell holds the error %(error)s.") % {"error": cell.value},
    }
    if cell.value is not None and cell.data_type in refusals:
        problems.append(Problem(place.line, place.column, "", refusals[cell.data_type]))
        return Leaf("", place)
    text = _say(cell.value, number_format=getattr(cell, "number_format", None) or "")
    return Leaf(text, place, quoted=bool(text))


def _say(value: object, *, number_format: str) -> str:
    """Return the text a person sees in the cell: 3 and not 3.0, 70 for a cell that shows 70 %."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        shown = value * 100 if "%" in number_format else value
        return f"{shown:.10g}"
    return str(value).strip()
