"""What somebody is typing in the editor of a sheet, before anything of it is checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from lifecycle.services.sheet_values import (
    ACTIVITIES_MAX,
    ACTIVITY_MAX_LENGTHS,
    MAX_LENGTHS,
    make_key,
)
from lifecycle.web.transitions import NUMBER_MAX_LENGTH

#: The fields of a row, the key that ties it to its activity included.
COLUMNS = ("key", *ACTIVITY_MAX_LENGTHS, "period")
_NAME = re.compile(r"a-(\d{1,3})-(\w+)")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """The words in the fields, as they were typed; `base` is the version they are written over."""

    texts: Mapping[str, str]
    rows: tuple[Row, ...]
    base: int
    comment: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return what the services take."""
        return {**self.texts, "activities": self.rows}

    def to_data(self) -> dict[str, str]:
        """Return what a form posts."""
        data = {**self.texts, "base": str(self.base), "comment": self.comment}
        for number, row in enumerate(self.rows):
            data |= {name_field(number, column): row.get(column, "") for column in COLUMNS}
        return data

    def arrange(self, deed: str) -> "Draft":
        """Return the draft after a row was added, removed or moved; `deed` as in "up:2"."""
        name, _colon, position = deed.partition(":")
        rows = list(self.rows)
        if name == "add" and len(rows) < ACTIVITIES_MAX:
            rows.append({"key": make_key()})
        number = int(position) if position.isdecimal() and len(position) < NUMBER_MAX_LENGTH else -1
        if 0 <= number < len(rows):
            rows = _MOVES.get(name, _stay)(rows, number)
        return replace(self, rows=tuple(rows))


def name_field(number: int, column: str) -> str:
    """Return the name of the field of an activity."""
    return f"a-{number}-{column}"


def read_draft(posted: Mapping[str, str]) -> Draft:
    """Return what was posted; rows keep their order, whatever their numbers."""
    rows: dict[int, dict[str, str]] = {}
    for name in posted:
        found = _NAME.fullmatch(name)
        if found is not None and found[2] in COLUMNS:
            rows.setdefault(int(found[1]), {})[found[2]] = posted[name]
    base = posted.get("base", "")
    return Draft(
        texts={name: posted[name] for name in MAX_LENGTHS if name in posted},
        rows=tuple(rows[number] for number in sorted(rows)),
        base=int(base) if base.isdecimal() and len(base) <= NUMBER_MAX_LENGTH else 0,
        comment=posted.get("comment", ""),
    )


def make_draft(content: SheetContent, *, base: int, comment: str = "") -> Draft:
    """Return the draft that shows a text; one without activities gets an empty one."""
    rows = tuple(_make_row(activity) for activity in content.activities)
    return Draft(
        texts={name: getattr(content, name) for name in MAX_LENGTHS},
        rows=rows or ({"key": make_key()},),
        base=base,
        comment=comment,
    )


def _make_row(activity: PlannedActivity) -> Row:
    words = {column: getattr(activity, column) for column in ACTIVITY_MAX_LENGTHS}
    return {"key": activity.key, **words, "period": activity.period_words}


def _stay(rows: Sequence[Row], number: int) -> list[Row]:
    return list(rows)


def _remove(rows: Sequence[Row], number: int) -> list[Row]:
    return [row for position, row in enumerate(rows) if position != number]


def _swap(rows: Sequence[Row], number: int, other: int) -> list[Row]:
    swapped = list(rows)
    if 0 <= other < len(rows):
        swapped[number], swapped[other] = swapped[other], swapped[number]
    return swapped


def _move_up(rows: Sequence[Row], number: int) -> list[Row]:
    return _swap(rows, number, number - 1)


def _move_down(rows: Sequence[Row], number: int) -> list[Row]:
    return _swap(rows, number, number + 1)


_MOVES = {"remove": _remove, "up": _move_up, "down": _move_down}
