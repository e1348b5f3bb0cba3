"""Why what waits for a date is paused while another date is asked for: the words of who asked."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from lifecycle.models import PeriodRecord
from lifecycle.vocabulary import PeriodRole
from workflow.prepared import prepared

_MAX_LENGTH = 300


def make_pause_reason(words: str, reason: str) -> str:
    """Return why what waits there is paused: what was asked for, and why."""
    return f"{words} : {reason}"[:_MAX_LENGTH]


def read_pauses(ids: Iterable[int]) -> Mapping[int, str]:
    """Return why what waits there is paused, of each of these that a request is open for.

    One statement.
    """
    return {target: make_pause_reason(words, reason) for target, words, reason in _list_asked(ids)}


@prepared
def _list_asked(targets: Iterable[int]) -> QuerySet[PeriodRecord, tuple[int, str, str]]:
    rows = PeriodRecord.objects.filter(
        subject__replanning__target__in=targets,
        subject__replanning__is_open=True,
        role=PeriodRole.CURRENT.value,
    )
    return rows.values_list("subject__replanning__target", "words", "subject__replanning__reason")
