"""Why what waits for a date is paused while another date is asked for: the words of who asked."""

from collections.abc import Iterable, Mapping

from lifecycle.models import PeriodRecord
from lifecycle.vocabulary import PeriodRole

_MAX_LENGTH = 300


def make_pause_reason(words: str, reason: str) -> str:
    """Return why what waits there is paused: what was asked for, and why."""
    return f"{words} : {reason}"[:_MAX_LENGTH]


def read_pauses(ids: Iterable[int]) -> Mapping[int, str]:
    """Return why what waits there is paused, of each of these that a request is open for.

    One statement.
    """
    rows = PeriodRecord.objects.filter(
        subject__replanning__target__in=list(ids),
        subject__replanning__is_open=True,
        role=PeriodRole.CURRENT.value,
    )
    return {
        target: make_pause_reason(words, reason)
        for target, words, reason in rows.values_list(
            "subject__replanning__target", "words", "subject__replanning__reason"
        )
    }
