"""What a commitment sheet says: approvable fields, declared once, as values with one hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from lifecycle.models.period import make_period_columns
from workflow.history.chain import format_canonical
from workflow.periods import Period, PeriodKind, PeriodPrecision, Rate

#: A sheet is written in these languages; both are required.
LANGUAGES = ("fr", "ar")
#: The parts of the sheet that are written in each language, in the order of the template.
TEXT_FIELDS = (
    "title",
    "description",
    "problem",
    "solution",
    "transparency",
    "accountability",
    "participation",
    "stakeholders",
)
#: The parts of a planned activity that are written in each language.
ACTIVITY_FIELDS = ("title", "deliverable", "indicator", "stakeholders", "site")
#: Those that a sheet may leave empty.
OPTIONAL_ACTIVITY_FIELDS = frozenset({"stakeholders", "site"})


def in_languages(name: str) -> tuple[str, ...]:
    """Return the names of the columns of a part, one a language."""
    return tuple(f"{name}_{language}" for language in LANGUAGES)


@dataclass(frozen=True)
class PlannedActivity:
    """A step that the sheet promises. `key` stays with it through every version of the sheet."""

    key: str
    title_fr: str = ""
    title_ar: str = ""
    deliverable_fr: str = ""
    deliverable_ar: str = ""
    indicator_fr: str = ""
    indicator_ar: str = ""
    stakeholders_fr: str = ""
    stakeholders_ar: str = ""
    site_fr: str = ""
    site_ar: str = ""
    period: Period | None = None

    @property
    def period_words(self) -> str:
        """Return the period as it was typed; empty while there is none."""
        return self.period.words if self.period is not None else ""

    def to_mapping(self) -> dict[str, Any]:
        """Return it as plain values that JSON holds."""
        written = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**written, "period": _dump_period(self.period) if self.period else None}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "PlannedActivity":
        """Return the activity that `to_mapping` gave."""
        period = values.get("period")
        return cls(**{**values, "period": _parse_period(period) if period else None})


@dataclass(frozen=True)
class SheetContent:
    """The approvable text of a sheet: every field here, and nothing else, is bound by its hash."""

    title_fr: str = ""
    title_ar: str = ""
    description_fr: str = ""
    description_ar: str = ""
    problem_fr: str = ""
    problem_ar: str = ""
    solution_fr: str = ""
    solution_ar: str = ""
    transparency_fr: str = ""
    transparency_ar: str = ""
    accountability_fr: str = ""
    accountability_ar: str = ""
    participation_fr: str = ""
    participation_ar: str = ""
    stakeholders_fr: str = ""
    stakeholders_ar: str = ""
    #: Who answers questions about the commitment: name, office, address. In no language.
    contact: str = ""
    activities: tuple[PlannedActivity, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """Return the sheet as plain values that JSON holds."""
        written = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**written, "activities": [each.to_mapping() for each in self.activities]}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "SheetContent":
        """Return the sheet that `to_mapping` gave."""
        activities = tuple(map(PlannedActivity.from_mapping, values.get("activities", ())))
        return cls(**{**values, "activities": activities})

    def to_json(self) -> str:
        """Return canonical JSON: equal sheets give equal text."""
        return format_canonical(self.to_mapping())

    @classmethod
    def from_json(cls, text: str) -> "SheetContent":
        """Return the sheet that `to_json` gave."""
        return cls.from_mapping(json.loads(text))

    def compute_hash(self) -> str:
        """Return the SHA-256 of the canonical JSON, to which approvals are bound."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def find_activity(self, key: str) -> PlannedActivity | None:
        """Return the activity of this key, or None."""
        return next((each for each in self.activities if each.key == key), None)


def _dump_period(period: Period) -> dict[str, Any]:
    """Return what says something of the columns of a period; days and hours as ISO text.

    The language of the words is no part of the text that is approved: the words tell it.
    """
    columns = {**make_period_columns(period), "words_language": ""}
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in columns.items()
        if value not in (None, "", False)
    }


def _parse_period(columns: Mapping[str, Any]) -> Period:
    rate = None
    if "rate_count" in columns:
        rate = Rate(columns["rate_count"], columns["rate_unit"], columns["rate_per"])
    return Period(
        words=columns["words"],
        kind=PeriodKind(columns["kind"]),
        precision=PeriodPrecision(columns.get("precision", "")),
        earliest=_parse_day(columns.get("earliest")),
        latest=_parse_day(columns.get("latest")),
        awaited=columns.get("awaited", ""),
        at=time.fromisoformat(columns["at"]) if "at" in columns else None,
        rate=rate,
    )


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
