"""Spans of days drawn on one line of time, as percentages that an SVG needs no style for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

ONE_DAY = timedelta(days=1)
#: How far outside the spans today may be and still be drawn.
_NEAR = timedelta(days=120)
#: Months of the chart up to which every month, every quarter is named; then every year.
_MONTHS_NAMED, _QUARTERS_NAMED = 15, 48


@dataclass(frozen=True)
class Span:
    """Days to draw. `last` None is drawn up to the end of the chart, as what has no end yet."""

    first: date
    last: date | None
    kind: str


@dataclass(frozen=True)
class Row:
    """One line of the chart."""

    label: str
    spans: Sequence[Span]
    words: str = ""
    #: Where it stands, as colour, icon and words; whatever the template draws of it.
    badge: object = None
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """A rectangle or a line of the drawing; `x` and `width` are percentages."""

    x: str
    width: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class DrawnRow:
    """One line as the template draws it."""

    label: str
    words: str
    bars: Sequence[Mark]
    badge: object = None
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """The whole drawing."""

    ticks: Sequence[Mark]
    rows: Sequence[DrawnRow]
    today: Mark | None


def draw(rows: Sequence[Row], *, today: date, is_bidi: bool) -> Chart | None:
    """Return the drawing of `rows`, None when no row has a day. In Arabic time runs leftwards."""
    days = [day for row in rows for span in row.spans for day in (span.first, span.last) if day]
    if not days:
        return None
    scale = _Scale(min(days), max(days), today=today, is_bidi=is_bidi)
    return Chart(
        ticks=list(scale.list_ticks()),
        rows=[
            DrawnRow(
                row.label,
                row.words,
                [scale.place(span) for span in row.spans],
                badge=row.badge,
                url=row.url,
            )
            for row in rows
        ],
        today=scale.find_today(),
    )


class _Scale:
    """From days to percentages of the width, over whole months."""

    def __init__(self, first: date, last: date, *, today: date, is_bidi: bool) -> None:
        self._today = today
        if first - _NEAR <= today <= last + _NEAR:
            first, last = min(first, today), max(last, today)
        self._start = first.replace(day=1)
        self._end = _next_month(last)
        self._is_bidi = is_bidi

    def place(self, span: Span) -> Mark:
        stop = span.last + ONE_DAY if span.last else self._end
        return self._mark(span.first, stop, kind=span.kind)

    def find_today(self) -> Mark | None:
        if not self._start <= self._today < self._end:
            return None
        return Mark(x=_percent(self._mirror(self._share(self._today))))

    def list_ticks(self) -> Iterable[Mark]:
        months = list(self._list_months())
        step = 1 if len(months) <= _MONTHS_NAMED else 3 if len(months) <= _QUARTERS_NAMED else 12
        for n, month in enumerate(months):
            if (month.month - 1) % step and step > 1:
                continue
            stop = _add_months(month, step)
            yield self._mark(
                month,
                min(stop, self._end),
                kind="shaded" if n // step % 2 == 0 else "",
                words=date_format(month, "Y" if step > 3 else "N Y" if step > 1 else "N"),
            )

    def _list_months(self) -> Iterable[date]:
        month = self._start
        while month < self._end:
            yield month
            month = _next_month(month)

    def _mark(self, start: date, stop: date, *, kind: str, words: str = "") -> Mark:
        first, last = self._share(start), self._share(stop)
        x = 1 - last if self._is_bidi else first
        return Mark(x=_percent(x), width=_percent(last - first), kind=kind, words=words)

    def _share(self, day: date) -> float:
        return (day - self._start).days / (self._end - self._start).days

    def _mirror(self, share: float) -> float:
        return 1 - share if self._is_bidi else share


def _percent(share: float) -> str:
    # Written here, because a template would write a French comma.
    return f"{100 * share:.2f}%"


def _next_month(day: date) -> date:
    return _add_months(day, 1)


def _add_months(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
