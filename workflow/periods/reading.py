"""Read a period from the words people use; refuse what reads more than one way."""

import re
from dataclasses import replace
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.exceptions import AmbiguousPeriodError, UnreadablePeriodError
from workflow.periods.lexing import Reader, UnknownWordError, find_language, list_languages
from workflow.periods.model import (
    Period,
    PeriodEndsBeforeItStartsError,
    PeriodKind,
    Rate,
    span_readings,
)
from workflow.periods.ranges import Reading, list_readings
from workflow.periods.shapes import ShapelessError
from workflow.periods.undated import find_undated_period
from workflow.periods.vocabulary import ARABIC, FRENCH, Token
from workflow.periods.wording import tidy

_HOUR = re.compile(
    r"(?:(?<=\s)|^)(?:à|a|at|على الساعة)\s+(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s?(?:h|heures?)\s?(?P<past>[0-5]\d)?|:(?P<minute>[0-5]\d))(?=$|\s)",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\(?(?P<count>\d{1,3})\s+(?P<unit>[^\d()]+?)\s+"
    r"(?:par|an?|per|every|each|في|كل)\s+"
    r"(?P<per>jour|semaine|mois|trimestre|semestre|an|année|day|week|month|quarter|half-year|year"
    r"|اليوم|يوم|الأسبوع|أسبوع|الشهر|شهر|السنة|سنة)\)?",
    re.IGNORECASE,
)
_UNITS_OF_TIME = {
    "day": "jour day اليوم يوم",
    "week": "semaine week الأسبوع أسبوع",
    "month": "mois month الشهر شهر",
    "quarter": "trimestre quarter",
    "half_year": "semestre half-year",
    "year": "an année year السنة سنة",
}


def read_period(words: str, *, today: date, language: str | None = None) -> Period:
    """Return the period that `words` say, in French, Arabic or English.

    `language` helps only where the words do not tell it: in French and Arabic 05/06/2020 is the
    fifth of June; in English, or when nothing tells, it is refused with both readings. `today`
    offers the years when none is said.

    Raises:
        AmbiguousPeriodError: there is more than one reading; they are in `.readings`.
        UnreadablePeriodError: there is none. Words that are not understood are never skipped.
    """
    periods = _list_periods(words, today=today, language=language)
    if len(periods) > 1:
        raise _ambiguous(words, periods)
    return _in_language(periods[0], language)


def read_period_spanning(words: str, *, today: date, language: str | None = None) -> Period:
    """Return the period that `words` say; of several readings, the span of all, flagged.

    For loads only: the words come from minutes that nobody can ask again, and the loader opens a
    work item to settle each `ambiguous` period. A person who types is asked, by `read_period`.

    Raises:
        AmbiguousPeriodError: the readings have no last day, so that no span holds them.
        UnreadablePeriodError: there is no reading.
    """
    periods = _list_periods(words, today=today, language=language)
    if len(periods) == 1:
        return _in_language(periods[0], language)
    if any(period.is_undated for period in periods):
        raise _ambiguous(words, periods)
    return _in_language(span_readings(words, periods), language)


def _in_language(period: Period, language: str | None) -> Period:
    return replace(period, language=find_language(period.words, language or ""))


def _list_periods(words: str, *, today: date, language: str | None) -> list[Period]:
    undated = find_undated_period(words)
    if undated:
        return [undated]
    bare, rate = _take_rate(tidy(words))
    bare, at = _take_hour(bare)
    if rate and not bare:
        return [Period(words, PeriodKind.RECURRING, rate=rate)]
    day_first = _list_day_orders(words, language)
    readings = _list_every_reading(words, bare, day_first=day_first, today=today)
    periods = [Period(words, r.kind, r.precision, r.earliest, r.latest) for r in readings]
    if at and any(period.kind != PeriodKind.DAY for period in periods):
        raise _unreadable(words)
    kind = PeriodKind.RECURRING if rate else None
    return [replace(p, kind=kind or p.kind, rate=rate, at=at) for p in periods]


def _take_rate(words: str) -> tuple[str, Rate | None]:
    match = _RATE.search(words)
    if not match:
        return words, None
    said = match["per"].casefold()
    per = next(unit for unit, names in _UNITS_OF_TIME.items() if said in names.split())
    rest = (words[: match.start()] + words[match.end() :]).strip(" ,")
    return rest, Rate(int(match["count"]), match["unit"], per)


def _take_hour(words: str) -> tuple[str, time | None]:
    match = _HOUR.search(words)
    if not match:
        return words, None
    minute = int(match["past"] or match["minute"] or 0)
    rest = (words[: match.start()] + words[match.end() :]).strip(" ,")
    return rest, time(int(match["hour"]), minute)


def _list_day_orders(words: str, language: str | None) -> list[bool]:
    """Return the orders in which the numbers of a date may be meant: day first, month first."""
    spoken = list_languages(words) or {language or ""}
    return [True] if spoken <= {FRENCH, ARABIC} else [True, False]


def _list_every_reading(
    words: str, bare: str, *, day_first: list[bool], today: date
) -> list[Reading]:
    outcomes = [_try_reading(Reader(order), bare, today) for order in day_first]
    found = [reading for readings, _error in outcomes for reading in readings]
    if found:
        return sorted(set(found), key=_by_day)
    reversed_error = next((e for _readings, e in outcomes if e), None)
    raise _reversed(words) if reversed_error else _unreadable(words)


def _try_reading(
    reader: Reader, words: str, today: date
) -> tuple[list[Reading], PeriodEndsBeforeItStartsError | None]:
    try:
        tokens = reader.read(words)
        return _read_tokens(tokens, today), None
    except (UnknownWordError, ShapelessError):
        return [], None
    except PeriodEndsBeforeItStartsError as error:
        return [], error


def _read_tokens(tokens: list[Token], today: date) -> list[Reading]:
    """Return the readings; without a year, one for this year and one for the next."""
    if not tokens:
        raise ShapelessError
    if any(token.sign == "Y" for token in tokens):
        return list_readings(tokens, today=today)
    years = [Token("Y", today.year), Token("Y", today.year + 1)]
    return [r for year in years for r in list_readings([*tokens, year], today=today)]


def _by_day(reading: Reading) -> tuple[date, date]:
    return reading.earliest, reading.latest or date.max


def _ambiguous(words: str, periods: list[Period]) -> AmbiguousPeriodError:
    spans = [(p.earliest, p.latest) for p in periods if p.earliest]
    offered = " / ".join(_name_span(each) for each in periods)
    return AmbiguousPeriodError(
        _("“%(words)s” can be read in more than one way: %(readings)s. Say which one is meant.")
        % {"words": words, "readings": offered},
        spans,
    )


def _name_span(period: Period) -> str:
    if period.earliest == period.latest:
        return _name_day(period.earliest)
    span = {"first": _name_day(period.earliest), "last": _name_day(period.latest)}
    return _("%(first)s to %(last)s") % span


def _name_day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else "…"


def _reversed(words: str) -> PeriodEndsBeforeItStartsError:
    return PeriodEndsBeforeItStartsError(
        _("“%(words)s” ends before it starts. Write the end after the start, each with its year.")
        % {"words": words}
    )


def _unreadable(words: str) -> UnreadablePeriodError:
    return UnreadablePeriodError(
        _(
            "“%(words)s” is not a period that can be read. Write a day, a month or a span with its "
            "year, such as “30 July 2020”, “October 2020” or “September to November 2020”."
        )
        % {"words": words}
    )
