"""Periods in the reader's language: as they were typed, or put into words from their days.

What somebody typed stays as it is. Whoever reads another language is told the same period in
words made of its kind and its days, with what was typed beside it.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from workflow.periods import Period, PeriodKind, PeriodPrecision, Rate, find_language

#: What is said of a period that names no day.
_WORDLESS: dict[PeriodKind, str | Promise] = {
    PeriodKind.EXTERNAL_DEPENDENCY: gettext_lazy("Depends on somebody else"),
    PeriodKind.AWAITING_RETURN: gettext_lazy("Waits for an answer"),
    PeriodKind.NOT_COMMUNICATED: gettext_lazy("Not communicated yet"),
    PeriodKind.NO_VISIBILITY: gettext_lazy("No date can be given"),
    PeriodKind.CANCELLED: gettext_lazy("Cancelled"),
    PeriodKind.ALL_DONE: gettext_lazy("All done"),
}
_RATES: dict[str, str | Promise] = {
    "day": gettext_lazy("%(count)d a day"),
    "week": gettext_lazy("%(count)d a week"),
    "month": gettext_lazy("%(count)d a month"),
    "quarter": gettext_lazy("%(count)d a quarter"),
    "half_year": gettext_lazy("%(count)d every six months"),
    "year": gettext_lazy("%(count)d a year"),
}


def describe_period(period: Period | None) -> str:
    """Return a period in the words people used, or in ours for those who do not read theirs."""
    if period is None:
        return ""
    return choose_words(period.words, generate_words(period), language=period.language)


def find_typed(period: Period | None) -> str:
    """Return what was typed when the reader is told the period in other words, else nothing."""
    if period is None or describe_period(period) == period.words:
        return ""
    return period.words


def describe_with_typed(period: Period | None) -> str:
    """Return a period in one text: our words, and in brackets what was typed if that is other."""
    typed = find_typed(period)
    if not typed:
        return describe_period(period)
    return _("%(words)s (%(typed)s)") % {"words": describe_period(period), "typed": typed}


def generate_words(period: Period) -> str:
    """Return a period in the reader's language, from its kind, its precision and its days alone."""
    if period.kind in _WORDLESS:
        return str(_WORDLESS[period.kind])
    if period.ambiguous:
        return format_days(period.earliest, period.latest)
    if period.rate is not None:
        return _say_rate(period.rate, format_span(period.earliest, period.latest))
    if period.earliest is None or period.latest is None:
        return format_span(period.earliest, period.latest)
    if period.precision in _SPANS:
        return _SPANS[period.precision](period.earliest, period.latest)
    words = format_span(period.earliest, period.latest)
    if period.at is None:
        return words
    return _("%(day)s at %(hour)s") % {"day": words, "hour": time_format(period.at, "TIME_FORMAT")}


def choose_words(words: str, ours: str, *, language: str = "") -> str:
    """Return `words` when they are in the reader's language, else `ours` when there are any."""
    return ours if ours and (not words or _is_foreign(words, language)) else words


def format_span(first: date | None, last: date | None) -> str:
    """Return a span in the reader's language: by its months when it is made of whole ones."""
    if first is not None and last is None and first.day == 1:
        return pgettext("month", "from %(month)s") % {"month": _name_month(first)}
    if first is None or last is None or not _is_of_whole_months(first, last):
        return format_days(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return _name_month(first)
    start = date_format(first, "F") if first.year == last.year else _name_month(first)
    return pgettext("months", "%(first)s to %(last)s") % {
        "first": start,
        "last": _name_month(last),
    }


def format_days(first: date | None, last: date | None) -> str:
    """Return the days of a span in the reader's language; empty when there is none."""
    if first is None:
        until = _("until %(day)s")
        return until % {"day": date_format(last, "DATE_FORMAT")} if last is not None else ""
    if last is None:
        return _("from %(day)s") % {"day": date_format(first, "DATE_FORMAT")}
    if first == last:
        return date_format(first, "DATE_FORMAT")
    short = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, short),
        "last": date_format(last, "DATE_FORMAT"),
    }


def _say_part_of_month(first: date, last: date) -> str:
    """Return the part of a month that these days are, as they are read (see the shapes)."""
    until = "end" if last == _end_of_month(last) else last.day
    words = {
        (1, 10): _("beginning of %(month)s"),
        (11, 20): _("middle of %(month)s"),
        (21, "end"): _("end of %(month)s"),
        (1, 15): _("first half of %(month)s"),
        (16, "end"): _("second half of %(month)s"),
    }.get((first.day, until))
    if words is None or first.month != last.month:
        return format_days(first, last)
    return words % {"month": _name_month(first)}


def _say_week(first: date, last: date) -> str:
    return _("week of %(days)s") % {"days": format_days(first, last)}


def _say_quarter(first: date, last: date) -> str:
    if not _is_part_of_year(first, last, months=3):
        return format_span(first, last)
    return _("quarter %(number)d of %(year)s") % {"number": last.month // 3, "year": first.year}


def _say_half_year(first: date, last: date) -> str:
    if not _is_part_of_year(first, last, months=6):
        return format_span(first, last)
    return _("half %(number)d of %(year)s") % {"number": last.month // 6, "year": first.year}


def _say_year(first: date, last: date) -> str:
    return str(first.year) if _is_part_of_year(first, last, months=12) else format_span(first, last)


#: How a dated period is said, by how finely its words spoke; the others by their days or months.
_SPANS: dict[PeriodPrecision, Callable[[date, date], str]] = {
    PeriodPrecision.WEEK: _say_week,
    PeriodPrecision.PART_OF_MONTH: _say_part_of_month,
    PeriodPrecision.QUARTER: _say_quarter,
    PeriodPrecision.HALF_YEAR: _say_half_year,
    PeriodPrecision.YEAR: _say_year,
}


def _say_rate(rate: Rate, days: str) -> str:
    """Return so many a month, without the unit, which is typed in a language."""
    words = str(_RATES.get(rate.per, "%(count)d")) % {"count": rate.count}
    return _("%(rate)s, %(days)s") % {"rate": words, "days": days} if days else words


def _name_month(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def _is_of_whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last == _end_of_month(last)


def _is_part_of_year(first: date, last: date, *, months: int) -> bool:
    """Return whether the span is one of the equal parts of `months` that a year is cut into."""
    begins = first.year == last.year and (first.month - 1) % months == 0
    return begins and _is_of_whole_months(first, last) and last.month - first.month == months - 1


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _is_foreign(words: str, language: str) -> bool:
    """Return whether the reader is of another language; numbers belong to all of them."""
    reader = (get_language() or settings.LANGUAGE_CODE)[:2]
    spoken = find_language(words, language)
    if spoken or not any(sign.isalpha() for sign in words):
        return bool(spoken) and spoken != reader
    # Nothing tells French from English; neither of them is read as Arabic.
    return reader == "ar"
