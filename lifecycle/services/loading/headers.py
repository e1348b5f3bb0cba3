"""Accept the column names people write, in French, Arabic and English."""

import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from lifecycle.services.loading.places import Branch, Table
from lifecycle.services.loading.problems import refuse


def normalise_header(header: str) -> str:
    """Return the header without accents, case, hamza seats, tatweel and punctuation."""
    decomposed = unicodedata.normalize("NFKD", header.casefold())
    letters = (c for c in decomposed if not unicodedata.combining(c) and c != "ـ")
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def rename_columns(
    table: Table, names: Mapping[str, Sequence[str]], *, required: Sequence[str]
) -> tuple[Branch, ...]:
    """Return the rows of `table` under the canonical `names`; each lists the headers it accepts.

    Raises:
        LoadRefusedError: a column is unknown, given twice, or missing.
    """
    canonical = {
        normalise_header(header): name
        for name, headers in names.items()
        for header in (name, *headers)
    }
    columns: dict[str, str] = {}
    for header in table.headers:
        if header.is_blank:
            continue
        name = canonical.get(normalise_header(header.text))
        if name is None:
            message = _("The column “%(header)s” is unknown; expected some of: %(names)s.")
            texts = {"header": header.text, "names": ", ".join(names)}
            raise refuse(message % texts, line=header.place.line, column=header.place.column)
        if name in columns.values():
            message = _("Two columns say the same thing: %(name)s.") % {"name": name}
            raise refuse(message, line=header.place.line, column=header.place.column)
        columns[header.text] = name
    missing = [name for name in required if name not in columns.values()]
    if missing:
        message = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        raise refuse(message, line=1)
    return tuple(_rename(row, columns) for row in table.rows)


def _rename(row: Branch, columns: Mapping[str, str]) -> Branch:
    entries = {columns[header]: leaf for header, leaf in row.entries.items() if header in columns}
    return Branch(entries, row.place)
