"""What somebody wrote in a sheet, checked: bounded, known fields only, periods that can be read."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
    in_languages,
)
from lifecycle.services.texts import clean_text
from workflow.exceptions import AmbiguousPeriodError, InputError, UnreadablePeriodError
from workflow.periods import Period, read_period

#: In characters; a longer text is an input error.
TITLE_MAX_LENGTH = 300
TEXT_MAX_LENGTH = 20_000
CONTACT_MAX_LENGTH = 500
PERIOD_MAX_LENGTH = 300
ACTIVITIES_MAX = 40
_ACTIVITY_MAX_LENGTHS = {
    "title": TITLE_MAX_LENGTH,
    "deliverable": 2_000,
    "indicator": 2_000,
    "stakeholders": 500,
    "site": 200,
}
#: How long each field of a sheet, and of an activity, may be.
MAX_LENGTHS = {
    **{
        column: TITLE_MAX_LENGTH if name == "title" else TEXT_MAX_LENGTH
        for name in TEXT_FIELDS
        for column in in_languages(name)
    },
    "contact": CONTACT_MAX_LENGTH,
}
ACTIVITY_MAX_LENGTHS = {
    column: _ACTIVITY_MAX_LENGTHS[name] for name in ACTIVITY_FIELDS for column in in_languages(name)
}
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")


def clean_content(values: Mapping[str, Any], *, base: SheetContent, today: date) -> SheetContent:
    """Return the sheet that `values` make of `base`; fields that are left out stay as they are.

    `values` has text by the name of its field; `activities`, when given, are all there are: each a
    mapping of texts, `period` in words, and `key` unless it is new. Rows without a word fall out.

    Raises:
        InputError: with every message by field, as `activities.0.period`.
    """
    errors: dict[str, list[str]] = {}
    _check_known(values, {*MAX_LENGTHS, "activities"}, "", errors)
    texts = _clean_texts(values, MAX_LENGTHS, "", errors)
    activities = base.activities
    if "activities" in values:
        activities = _clean_activities(values["activities"], base, today, errors)
    if errors:
        raise InputError(errors)
    return replace(base, **texts, activities=activities)


def make_key() -> str:
    """Return a key for a new activity, which no other has or had."""
    return secrets.token_hex(4)


def _clean_texts(
    values: Mapping[str, Any],
    lengths: Mapping[str, int],
    prefix: str,
    errors: dict[str, list[str]],
) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, max_length in lengths.items():
        if name in values:
            with _collecting(errors):
                clean[name] = _clean_words(values[name], f"{prefix}{name}", max_length)
    return clean


def _clean_words(raw: object, field: str, max_length: int) -> str:
    if not isinstance(raw, str | None):
        raise InputError({field: [_("This is words, and something else was given.")]})
    return clean_text(raw, field=field, max_length=max_length)


def _clean_activities(
    rows: object, base: SheetContent, today: date, errors: dict[str, list[str]]
) -> tuple[PlannedActivity, ...]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        errors["activities"] = [_("Give the activities as a list.")]
        return ()
    if len(rows) > ACTIVITIES_MAX:
        errors["activities"] = [
            _("A sheet has at most %(count)d activities.") % {"count": ACTIVITIES_MAX}
        ]
        return ()
    activities: list[PlannedActivity] = []
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            errors[f"activities.{number}"] = [_("Give the fields of each activity by name.")]
            continue
        activity = _clean_activity(row, number, base, today, errors)
        if _says_something(activity):
            activities.append(activity)
    _check_keys(activities, errors)
    return tuple(activities)


def _clean_activity(
    row: Mapping[str, Any],
    number: int,
    base: SheetContent,
    today: date,
    errors: dict[str, list[str]],
) -> PlannedActivity:
    prefix = f"activities.{number}."
    _check_known(row, {*ACTIVITY_MAX_LENGTHS, "key", "period"}, prefix, errors)
    key = str(row.get("key") or make_key())
    if _KEY.fullmatch(key) is None:
        errors[f"{prefix}key"] = [_("A key is made of a-z, 0-9 and hyphens, 50 at most.")]
    known = base.find_activity(key) or PlannedActivity(key)
    texts = _clean_texts(row, ACTIVITY_MAX_LENGTHS, prefix, errors)
    period = known.period
    if "period" in row:
        with _collecting(errors):
            period = _clean_period(row["period"], f"{prefix}period", known, today)
    return replace(known, **texts, period=period)


def _clean_period(raw: object, field: str, known: PlannedActivity, today: date) -> Period | None:
    words = _clean_words(raw, field, PERIOD_MAX_LENGTH)
    if not words:
        return None
    if words == known.period_words:
        # Read before, on another day: the same words mean what they meant then.
        return known.period
    try:
        return read_period(words, today=today)
    except (AmbiguousPeriodError, UnreadablePeriodError) as error:
        raise InputError({field: [str(error)]}) from error


def _says_something(activity: PlannedActivity) -> bool:
    texts = [getattr(activity, name) for name in ACTIVITY_MAX_LENGTHS]
    return any(texts) or activity.period is not None


def _check_keys(activities: Sequence[PlannedActivity], errors: dict[str, list[str]]) -> None:
    keys = [each.key for each in activities]
    if len(set(keys)) < len(keys):
        errors.setdefault("activities", []).append(_("Two activities have the same key."))


def _check_known(
    values: Mapping[str, Any], known: set[str], prefix: str, errors: dict[str, list[str]]
) -> None:
    for name in values:
        if name not in known:
            errors[f"{prefix}{str(name)[:50]}"] = [
                _("There is no such field; these are: %(names)s.")
                % {"names": ", ".join(sorted(known))}
            ]


@contextmanager
def _collecting(errors: dict[str, list[str]]) -> Iterator[None]:
    """Keep what a check raises among the errors, and go on with the next field."""
    try:
        yield
    except InputError as error:
        errors |= error.errors
