"""Turn signs into readings: dates alone, from one to another, from one onwards, until one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflow.periods.model import PeriodEndsBeforeItStartsError, PeriodKind, PeriodPrecision
from workflow.periods.shapes import ShapelessError, Span, list_spans
from workflow.periods.vocabulary import Token


@dataclass(frozen=True)
class Reading:
    """One way to read the words; `latest` is None when only a start is said."""

    kind: PeriodKind
    precision: PeriodPrecision
    earliest: date
    latest: date | None


def list_readings(tokens: Sequence[Token], *, today: date) -> list[Reading]:
    """Return every reading of the signs, without repetition.

    Raises:
        ShapelessError: they make no period.
        PeriodEndsBeforeItStartsError: they make one, turned round.
    """
    signs = "".join(token.sign for token in tokens)
    if signs.startswith(">") or signs.endswith("G") or (signs[:1] == "F" and "S" not in signs):
        return [_open(span) for span in _list_dates([t for t in tokens if t.sign not in ">GF"])]
    if signs[:1] in {"U", "J"}:
        return [_until(span, today) for span in _list_dates(tokens[1:])]
    return [Reading(s.kind, s.precision, s.earliest, s.latest) for s in _list_dates(tokens)]


def _open(span: Span) -> Reading:
    return Reading(PeriodKind.OPEN_START, span.precision, span.earliest, None)


def _until(span: Span, today: date) -> Reading:
    """Return the days from today: what is said "by the end of October" may be done at once."""
    if span.earliest <= today:
        return Reading(span.kind, span.precision, span.earliest, span.latest)
    kind = PeriodKind.RANGE if span.kind == PeriodKind.DAY else PeriodKind.MONTH_RANGE
    return Reading(kind, span.precision, today, span.latest)


def _list_dates(tokens: Sequence[Token]) -> list[Span]:
    plain = [replace(t, sign="S") if t.sign == "J" else t for t in tokens if t.sign != "F"]
    # "à la fin d'octobre" says when, not until when.
    if [t.sign for t in plain[:2]] == ["S", "P"]:
        plain = plain[1:]
    if plain and plain[0].sign == "B":
        plain = [replace(t, sign="S") if t.sign == "&" else t for t in plain[1:]]
    try:
        # Weeks carry their own "and": "the 3rd and 4th weeks".
        return list_spans(plain)
    except ShapelessError:
        return _list_pairs(plain)


def _list_pairs(tokens: list[Token]) -> list[Span]:
    marks = [n for n, token in enumerate(tokens) if token.sign in "S&|"]
    if len(marks) != 1:
        raise ShapelessError
    mark = marks[0]
    left, right = _complete(tokens[:mark], tokens[mark + 1 :])
    firsts, lasts = list_spans(left), list_spans(right)
    if tokens[mark].sign == "|":
        return firsts + lasts
    pairs = [(first, last) for first in firsts for last in lasts]
    if tokens[mark].sign == "S":
        return [_join(first, last) for first, last in pairs]
    return [span for first, last in pairs for span in _join_neighbours(first, last)]


def _complete(left: list[Token], right: list[Token]) -> tuple[list[Token], list[Token]]:
    """Lend each side the month or the year that only the other one says."""
    return (
        _borrow(_borrow(left, "M", right), "Y", right),
        _borrow(right, "M", left),
    )


def _borrow(side: list[Token], sign: str, other: list[Token]) -> list[Token]:
    lent = [token for token in other if token.sign == sign]
    signs = {token.sign for token in side}
    if sign in signs or not lent:
        return side
    # A year or a quarter stands without a month, and an ordinal may be a week's.
    if sign == "M" and not (signs & _OF_A_MONTH and signs | {s.sign for s in other} <= _DAYS):
        return side
    if side and side[-1].sign == "Y":
        return [*side[:-1], lent[0], side[-1]]
    return [*side, lent[0]]


_OF_A_MONTH = {"D", "O", "P"}
_DAYS = {"K", "D", "O", "P", "M", "Y"}


def _join(first: Span, last: Span) -> Span:
    if last.latest < first.earliest:
        raise PeriodEndsBeforeItStartsError
    both_days = first.kind == last.kind == PeriodKind.DAY
    precision = first.precision if first.precision == last.precision else _COARSE
    kind = PeriodKind.RANGE if both_days else PeriodKind.MONTH_RANGE
    return Span(kind, precision, first.earliest, last.latest)


#: What a period from a day to a month can promise.
_COARSE = PeriodPrecision.MONTH


def _join_neighbours(first: Span, last: Span) -> list[Span]:
    """Read "October and November" as one period; "October and December" is two."""
    if last.earliest - first.latest == timedelta(days=1):
        return [_join(first, last)]
    return [first, last]
