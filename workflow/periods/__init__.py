"""Fuzzy dates: the words people say, and the days they allow."""

from workflow.periods.lexing import find_language, list_languages
from workflow.periods.model import (
    Period,
    PeriodEndsBeforeItStartsError,
    PeriodKind,
    PeriodPrecision,
    Rate,
)
from workflow.periods.reading import read_period, read_period_spanning

__all__ = [
    "Period",
    "PeriodEndsBeforeItStartsError",
    "PeriodKind",
    "PeriodPrecision",
    "Rate",
    "find_language",
    "list_languages",
    "read_period",
    "read_period_spanning",
]
