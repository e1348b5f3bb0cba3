"""Read a period of a file: words alone, or words with their kind and days."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lifecycle.services.loading.fields import Fields
from workflow.exceptions import AmbiguousPeriodError, UnreadablePeriodError
from workflow.periods import (
    Period,
    PeriodKind,
    PeriodPrecision,
    Rate,
    find_language,
    read_period_spanning,
)

#: Kinds that must say their first and last day.
DATED_KINDS = frozenset(
    {
        PeriodKind.DAY,
        PeriodKind.RANGE,
        PeriodKind.MONTH,
        PeriodKind.MONTH_RANGE,
        PeriodKind.PART_OF_MONTH,
        PeriodKind.WEEK_OF_MONTH,
    }
)


@dataclass(frozen=True, slots=True)
class Telling:
    """The day a file tells the situation of, and the language its dates are said in."""

    as_of: date
    language: str


def read_period_field(fields: Fields, name: str, *, telling: Telling) -> Period | None:
    """Return the period under `name`; words without a year are read as of the day of the file.

    Words that read more than one way are kept, spanning their readings and flagged.
    """
    if not fields.has(name):
        return None
    if fields.is_plain(name):
        return _read_words(fields, name, telling=telling)
    explicit = fields.find_fields(name)
    if explicit is None:
        return None
    return _read_explicit(explicit, telling=telling)


def _read_words(fields: Fields, name: str, *, telling: Telling) -> Period | None:
    words = fields.text(name)
    if not words:
        return None
    try:
        return read_period_spanning(words, today=telling.as_of, language=telling.language)
    except (UnreadablePeriodError, AmbiguousPeriodError) as error:
        fields.note(name, str(error))
        return None


def _read_explicit(fields: Fields, *, telling: Telling) -> Period | None:
    words = fields.text("words")
    kind = fields.choice("kind", [kind.value for kind in PeriodKind])
    precision = fields.choice("precision", [precision.value for precision in PeriodPrecision])
    earliest, latest = fields.day("earliest"), fields.day("latest")
    awaited, rate = fields.text("awaited"), _read_rate(fields)
    fields.refuse_unknown()
    if not kind:
        return None if fields.has("kind") else _read_words(fields, "words", telling=telling)
    if not _are_days_sound(fields, kind, earliest, latest):
        return None
    period = Period(
        words=words,
        kind=PeriodKind(kind),
        precision=PeriodPrecision(precision),
        earliest=earliest,
        latest=latest,
        awaited=awaited,
        rate=rate,
        language=find_language(words, telling.language),
    )
    _check_words(fields, period, telling=telling)
    return period


def _read_rate(fields: Fields) -> Rate | None:
    rate = fields.find_fields("rate")
    if rate is None:
        return None
    count = rate.number("count", low=1, required=True) or 1
    row = Rate(count, rate.text("unit", required=True), rate.text("per", required=True))
    rate.refuse_unknown()
    return row


def _are_days_sound(fields: Fields, kind: str, earliest: date | None, latest: date | None) -> bool:
    if kind in DATED_KINDS and not (fields.has("earliest") and fields.has("latest")):
        message = _("A period of the kind %(kind)s needs its earliest and its latest day.")
        fields.note("kind", message % {"kind": kind})
        return False
    if earliest and latest and latest < earliest:
        message = _("The period ends on %(latest)s, before it starts on %(earliest)s.")
        fields.note("latest", message % {"latest": latest, "earliest": earliest})
        return False
    return True


def _check_words(fields: Fields, period: Period, *, telling: Telling) -> None:
    """Note words that say other days than those given; words nobody can read say nothing."""
    if period.latest is None or not period.words:
        return
    with suppress(UnreadablePeriodError, AmbiguousPeriodError):
        said = read_period_spanning(period.words, today=telling.as_of, language=telling.language)
        if said.ambiguous or said.latest is None:
            return
        if (said.earliest, said.latest) != (period.earliest, period.latest):
            message = _("“%(words)s” says %(first)s to %(last)s, and other days are given.")
            days = {"words": period.words, "first": said.earliest, "last": said.latest}
            fields.note("words", message % days)
