"""How complete a sheet is: part by part, in each language. Pure: reads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    LANGUAGES,
    OPTIONAL_ACTIVITY_FIELDS,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
)

REQUIRED_ACTIVITY_FIELDS = tuple(
    name for name in ACTIVITY_FIELDS if name not in OPTIONAL_ACTIVITY_FIELDS
)


@dataclass(frozen=True)
class PlanSpan:
    """The first and the last day of a plan; None while nobody has said."""

    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, activity: PlannedActivity) -> bool:
        """Return whether the activity has a last day, and its days are those of the plan."""
        period = activity.period
        if period is None or period.latest is None:
            return False
        starts_in = not self.starts_on or not period.earliest or period.earliest >= self.starts_on
        return starts_in and (not self.ends_on or period.latest <= self.ends_on)


@dataclass(frozen=True)
class Completeness:
    """How many of the fields of a part are filled, by language, and which are empty.

    `part` is a text field, "contact", or "activities:" with the key of an activity.
    """

    part: str
    filled: int
    wanted: int
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Return whether nothing is missing."""
        return self.filled == self.wanted

    @property
    def percentage(self) -> int:
        """Return the share that is filled, from 0 to 100."""
        return 100 * self.filled // self.wanted if self.wanted else 100


def list_completeness(content: SheetContent) -> list[Completeness]:
    """Return the completeness of each part, in the order of the sheet."""
    parts = [_measure(name, _list_text(content, name)) for name in TEXT_FIELDS]
    parts.append(_measure("contact", {"contact": content.contact}))
    parts += [
        _measure(f"activities:{activity.key}", dict(_list_activity(activity)))
        for activity in content.activities
    ]
    if not content.activities:
        parts.append(Completeness("activities", 0, 1, ("activities",)))
    return parts


def is_complete(content: SheetContent) -> bool:
    """Return whether every part is filled in French and in Arabic."""
    return all(each.is_complete for each in list_completeness(content))


def count_planned(content: SheetContent, span: PlanSpan) -> int:
    """Return how many activities have a deliverable, an indicator and a period inside the plan."""
    return sum(1 for each in content.activities if _is_planned(each, span))


def _is_planned(activity: PlannedActivity, span: PlanSpan) -> bool:
    wanted = [
        getattr(activity, f"{name}_{language}")
        for name in ("deliverable", "indicator")
        for language in LANGUAGES
    ]
    return all(wanted) and span.holds(activity)


def _list_text(content: SheetContent, name: str) -> dict[str, str]:
    return {f"{name}_{language}": getattr(content, f"{name}_{language}") for language in LANGUAGES}


def _list_activity(activity: PlannedActivity) -> Iterator[tuple[str, str]]:
    for name in REQUIRED_ACTIVITY_FIELDS:
        for language in LANGUAGES:
            column = f"{name}_{language}"
            yield column, getattr(activity, column)
    yield "period", activity.period_words


def _measure(part: str, values: dict[str, str]) -> Completeness:
    missing = tuple(name for name, words in values.items() if not words.strip())
    return Completeness(part, len(values) - len(missing), len(values), missing)
