"""Awaited parties and their work items: who is to do what about each, and whether all agree."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lifecycle.models import STILL_AWAITED, AwaitedParty
from lifecycle.selectors.porters import query_people_of
from lifecycle.vocabulary import AwaitedTask
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER
from workflow.models import WorkItem
from workflow.prepared import prepared
from workflow.roles import Role

#: The kinds of the work items of awaited parties, as they are stored.
TASKS: tuple[str, ...] = tuple(each.value for each in AwaitedTask)


@dataclass(frozen=True)
class Asked:
    """What is to be done about an awaited party, and by whom."""

    task: AwaitedTask
    role: Role
    institution_id: int | None


def find_asked(party: AwaitedParty, *, leads: Collection[int], on: date) -> Asked:
    """Return who is to do what about an awaited party `on` that day.

    1. Nobody said who it is: the owner of the lead porter names it.
    2. It is one of ours, whose focal point can be told: that one answers.
    3. It is outside: the focal point of the lead porter asks it again.
    4. Nobody leads the commitment: the ministry team does it.
    """
    lead = min(leads, default=None)
    if party.institution_id is not None and _has_focal_point(party.institution_id, on=on):
        return Asked(AwaitedTask.ANSWER, FOCAL_POINT, party.institution_id)
    task = AwaitedTask.ASK if party.named else AwaitedTask.NAME
    if lead is None:
        return Asked(task, MINISTRY_TEAM, None)
    return Asked(task, FOCAL_POINT if party.named else OWNER, lead)


def read_party_items(subject_id: int) -> Mapping[int, WorkItem]:
    """Return the open work item of each awaited party of a subject; one statement."""
    rows = WorkItem.objects.filter(subject=subject_id, kind__in=TASKS, closed_at__isnull=True)
    return {int(item.matter): item for item in rows if item.matter}


def find_party_faults() -> Iterator[tuple[int, str, str]]:
    """Yield (subject, kind, problem) where awaited parties and open work items differ.

    Each party that is still awaited has one open item, and each open item such a party. Two
    statements.
    """
    parties = {key: (subject_id, kind) for key, subject_id, kind in _list_parties()}
    seen: set[int] = set()
    for subject_id, kind, matter in _list_items():
        key = int(matter) if matter.isdigit() else 0
        if key in seen or parties.get(key) != (subject_id, kind):
            yield subject_id, kind, f"an item is open for the awaited party {matter or '-'}"
        seen.add(key)
    for key in sorted(parties.keys() - seen):
        subject_id, kind = parties[key]
        yield subject_id, kind, f"nobody has the awaited party {key} on their desk"


@prepared
def _list_parties() -> QuerySet[AwaitedParty, tuple[int, int, str]]:
    awaited = AwaitedParty.objects.filter(STILL_AWAITED).order_by()
    return awaited.values_list("pk", "subject", "subject__kind")


@prepared
def _list_items() -> QuerySet[WorkItem, tuple[int, str, str]]:
    opened = WorkItem.objects.filter(
        kind__in=TASKS, closed_at__isnull=True, escalation__isnull=True
    )
    return opened.order_by("pk").values_list("subject", "subject__kind", "matter")


def _has_focal_point(institution_id: int, *, on: date) -> bool:
    return query_people_of(institution_id, on=on, role=FOCAL_POINT).exists()
