"""Bring together two texts that were written from one: what only one changed is taken as it is.

Pure: what both changed differently keeps the words of the first, and is listed for a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias, TypeVar

from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from workflow.periods import Period

T = TypeVar("T", SheetContent, PlannedActivity)


@dataclass(frozen=True)
class Clash:
    """A field that both changed. `activity` is the key of its activity; empty for the sheet.

    `name` "activity" says that one took out what the other changed.
    """

    name: str
    mine: str
    theirs: str
    activity: str = ""

    @property
    def address(self) -> str:
        """Return where it is, as programs name it."""
        return f"activities:{self.activity}:{self.name}" if self.activity else self.name


@dataclass(frozen=True)
class Merge:
    """One text out of two, and what a person has to look at."""

    content: SheetContent
    clashes: tuple[Clash, ...]


_Merged: TypeAlias = Iterator[tuple[PlannedActivity, list[Clash]]]


def merge(base: SheetContent, mine: SheetContent, theirs: SheetContent) -> Merge:
    """Return `mine` with what only `theirs` changed since `base`.

    1. A field that one of them changed takes that change; one that both changed alike, theirs.
    2. A field that both changed differently keeps mine, and is a clash.
    3. Activities are matched by key. What one added stays, behind mine; what one took out and the
       other left alone goes; what one took out and the other changed stays, and is a clash.
    """
    merged, clashes = _merge_fields(base, mine, theirs)
    activities: list[PlannedActivity] = []
    for activity, found in _merge_activities(base, mine, theirs):
        clashes += found
        activities.append(activity)
    return Merge(replace(merged, activities=tuple(activities)), tuple(clashes))


def _merge_fields(base: T, mine: T, theirs: T, *, key: str = "") -> tuple[T, list[Clash]]:
    changes: dict[str, Any] = {}
    clashes: list[Clash] = []
    for each in fields(mine):
        if each.name in {"activities", "key"}:
            continue
        was, own, other = (getattr(text, each.name) for text in (base, mine, theirs))
        if other in (was, own):
            continue
        if own == was:
            changes[each.name] = other
        else:
            clashes.append(Clash(each.name, _say(own), _say(other), key))
    return replace(mine, **changes), clashes


def _merge_activities(base: SheetContent, mine: SheetContent, theirs: SheetContent) -> _Merged:
    for own in mine.activities:
        was, other = base.find_activity(own.key), theirs.find_activity(own.key)
        if other is not None:
            yield _merge_fields(was or PlannedActivity(own.key), own, other, key=own.key)
        elif was is None:
            yield own, []
        elif own != was:
            yield own, [Clash("activity", own.title_fr or own.title_ar, "", own.key)]
    yield from _list_theirs(base, mine, theirs)


def _list_theirs(base: SheetContent, mine: SheetContent, theirs: SheetContent) -> _Merged:
    """Yield the activities that are not in mine: those that they added, or changed."""
    for other in theirs.activities:
        was = base.find_activity(other.key)
        if mine.find_activity(other.key) is not None or other == was:
            continue
        lost = Clash("activity", "", other.title_fr or other.title_ar, other.key)
        yield other, [] if was is None else [lost]


def _say(value: str | Period | None) -> str:
    if isinstance(value, str):
        return value
    return value.words if value is not None else ""
