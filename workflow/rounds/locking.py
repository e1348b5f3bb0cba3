"""The lock of a run: its subject first, as everything that writes one does, then the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from workflow.models import RoundRun, Subject


@contextmanager
def subject_first(_flow_class: Any, run_id: int) -> Iterator[None]:
    """Hold the subject and the run, waiting for whoever holds them, for as long as it takes.

    viewflow's own locks either hold nothing, so that simultaneous decisions are stuck for ever, or
    sleep up to two seconds inside the request. A run that begins has no round yet: the transition
    that opens it holds its subject.
    """
    with transaction.atomic():
        subjects = Subject.objects.filter(rounds__run=run_id).order_by("pk")
        list(subjects.select_for_update(of=("self",), no_key=True).values_list("pk"))
        list(RoundRun.objects.filter(pk=run_id).select_for_update(no_key=True).values_list("pk"))
        yield
