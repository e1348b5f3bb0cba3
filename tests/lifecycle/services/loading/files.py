"""Small files for the tests of loading."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

import lifecycle
from lifecycle.services.loading.sources import Source, read_source

FIXTURES = Path(lifecycle.__file__).parent / "fixtures"
DEMO = FIXTURES / "demo"
EXAMPLES = FIXTURES / "examples"

PLAN_HEAD = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: Minutes}
"""


def yaml_source(text: str) -> Source:
    """Return `text` as it would be read from a YAML file."""
    return read_source(text.encode(), name="file.yaml")


def csv_source(text: str) -> Source:
    """Return `text` as it would be read from a CSV file."""
    return read_source(text.encode(), name="file.csv")


def workbook_bytes(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with these sheets, each a list of rows."""
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]  # a new workbook has a sheet
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def add_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return the archive `content` with one more part."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()
