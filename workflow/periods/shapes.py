"""Turn signs into days: one shape for each way a date is said."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.periods.model import PeriodKind, PeriodPrecision
from workflow.periods.vocabulary import END, LAST, START, Token
from workflow.periods.weeks import find_week_of, list_week_readings


class ShapelessError(Exception):
    """The signs make no date."""


@dataclass(frozen=True)
class Span:
    """The days one reading allows."""

    kind: PeriodKind
    precision: PeriodPrecision
    earliest: date
    latest: date


def list_spans(tokens: Sequence[Token]) -> list[Span]:
    """Return every reading of one date, as day, week, part of a month, month, quarter or year.

    Raises:
        ShapelessError: the signs make no date.
    """
    said = _drop_weekday(tokens)
    signs = "".join(token.sign for token in said)
    # "la semaine du 7" is one thing; "2nd week of September" only looks like it.
    signs = signs if signs == "wDMY" else signs.replace("w", "W")
    read = _SHAPES.get(signs)
    if read is None:
        raise ShapelessError(signs)
    spans = read(*(token.value for token in said if token.sign not in _VALUELESS))
    if not spans:
        raise ShapelessError(signs)
    return spans


def _drop_weekday(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without a leading day of the week, which must agree with the date."""
    if len(tokens) < 2 or tokens[0].sign != "K":
        return list(tokens)
    rest = list(tokens[1:])
    if any(span.earliest.weekday() != tokens[0].value for span in list_spans(rest)):
        raise ShapelessError("the weekday is another")
    return rest


def _day(day: int, month: int, year: int) -> list[Span]:
    if not 1 <= day <= monthrange(year, month)[1]:
        raise ShapelessError(f"{day}/{month}/{year}")
    on = date(year, month, day)
    return [Span(PeriodKind.DAY, PeriodPrecision.DAY, on, on)]


def _month_then_day(month: int, day: int, year: int) -> list[Span]:
    return _day(day, month, year)


def _months(first: int, last: int, year: int, precision: PeriodPrecision) -> Span:
    kind = PeriodKind.MONTH if first == last else PeriodKind.MONTH_RANGE
    end = date(year, last, monthrange(year, last)[1])
    return Span(kind, precision, date(year, first, 1), end)


def _month(month: int, year: int) -> list[Span]:
    return [_months(month, month, year, PeriodPrecision.MONTH)]


def _year(year: int) -> list[Span]:
    return [_months(1, 12, year, PeriodPrecision.YEAR)]


def _quarter(number: int, year: int) -> list[Span]:
    last = 4 if number == LAST else number
    if not 1 <= last <= 4:
        return []
    return [_months(3 * last - 2, 3 * last, year, PeriodPrecision.QUARTER)]


def _half_year(number: int, year: int) -> list[Span]:
    last = 2 if number == LAST else number
    if not 1 <= last <= 2:
        return []
    return [_months(6 * last - 5, 6 * last, year, PeriodPrecision.HALF_YEAR)]


def _half_year_or_week(number: int, year: int) -> list[Span]:
    """Read "S1 2026": the first half of the year to some, its first week to others."""
    first, last = find_week_of(date.fromisocalendar(year, number, 1))
    week = Span(PeriodKind.WEEK_OF_MONTH, PeriodPrecision.WEEK, first, last)
    return [*_half_year(number, year), week]


def _part_of_month(part: int, month: int, year: int) -> list[Span]:
    """Read the start (1 to 10), the middle (11 to 20) or the end (from 21) of a month."""
    first = {START: 1, END: 21}.get(part, 11)
    last = monthrange(year, month)[1] if part == END else first + 9
    return [_within_month(first, last, month, year)]


def _half_month(number: int, month: int, year: int) -> list[Span]:
    if number not in {1, 2, LAST}:
        return []
    if number == 1:
        return [_within_month(1, 15, month, year)]
    return [_within_month(16, monthrange(year, month)[1], month, year)]


def _within_month(first: int, last: int, month: int, year: int) -> Span:
    return Span(
        PeriodKind.PART_OF_MONTH,
        PeriodPrecision.PART_OF_MONTH,
        date(year, month, first),
        date(year, month, last),
    )


def _part_of_year(part: int, year: int) -> list[Span]:
    """Read "fin 2020": its last month to some, its last quarter to others."""
    short, long = {START: ((1, 1), (1, 3)), END: ((12, 12), (10, 12))}.get(part, ((6, 7), (5, 8)))
    return [
        _months(*short, year, PeriodPrecision.MONTH),
        _months(*long, year, PeriodPrecision.QUARTER),
    ]


def _weeks(first: int, last: int, month: int, year: int) -> list[Span]:
    if last != LAST and not 1 <= first <= last:
        return []
    return [
        Span(PeriodKind.WEEK_OF_MONTH, PeriodPrecision.WEEK, *days)
        for days in list_week_readings(first, last, month=month, year=year)
    ]


def _week(number: int, month: int, year: int) -> list[Span]:
    return _weeks(number, number, month, year)


def _week_of_day(day: int, month: int, year: int) -> list[Span]:
    """Read "semaine du 9": the week around that day, or the seven days from it."""
    on = _day(day, month, year)[0].earliest
    around = find_week_of(on)
    starting = (on, date.fromordinal(on.toordinal() + 6))
    return [
        Span(PeriodKind.WEEK_OF_MONTH, PeriodPrecision.WEEK, *days)
        for days in sorted({around, starting})
    ]


#: Signs that carry no number of their own.
_VALUELESS = frozenset("WwVS&")
#: "quarter" and "half" may carry their number ("T4", "H1") or stand beside an ordinal.
_SHAPES: dict[str, Callable[..., list[Span]]] = {
    "DMY": _day,
    "OMY": _day,
    "MDY": _month_then_day,
    "MOY": _month_then_day,
    "MY": _month,
    "Y": _year,
    "PMY": _part_of_month,
    "PY": _part_of_year,
    "OVMY": _half_month,
    "OHMY": lambda ordinal, _word, month, year: _half_month(ordinal, month, year),
    "HOMY": lambda _word, ordinal, month, year: _half_month(ordinal, month, year),
    "OWMY": _week,
    "WOMY": _week,
    "OW&OWMY": _weeks,
    "OWSOWMY": _weeks,
    "O&OWMY": _weeks,
    "OSOWMY": _weeks,
    "WO&OMY": _weeks,
    "wDMY": _week_of_day,
    "QY": _quarter,
    "OQY": lambda ordinal, _word, year: _quarter(ordinal, year),
    "QOY": lambda _word, ordinal, year: _quarter(ordinal, year),
    "HY": _half_year,
    "OHY": lambda ordinal, _word, year: _half_year(ordinal, year),
    "HOY": lambda _word, ordinal, year: _half_year(ordinal, year),
    "XY": _half_year_or_week,
}
