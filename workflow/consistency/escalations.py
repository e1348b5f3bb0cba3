"""What a rung of the sweep said, somebody was told; what it opened, it had said."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from workflow.models import Announcement, Escalation, EscalationStanding, WorkItem
from workflow.prepared import prepared

_SPOKEN = str(EscalationStanding.SPOKEN)


def find_escalation_faults() -> Iterator[tuple[int, str, str]]:
    """Yield (subject, kind, problem) of rungs that spoke to nobody, or acted unsaid; one statement.

    What a person recalled by hand is announced as a reminder, and is no rung of the sweep.
    """
    for subject_id, kind, key, rung, heard in _list_faulty():
        problem = "did not speak, and somebody was told" if heard else "spoke, and nobody was told"
        yield subject_id, kind, f"the rung {rung} ({key}) {problem}"


@prepared
def _list_faulty() -> QuerySet[Escalation, tuple[int, str, int, str, bool]]:
    fired = Escalation.objects.filter(sent_by__isnull=True).annotate(
        heard=Exists(Announcement.objects.filter(escalation=OuterRef("pk")))
        | Exists(WorkItem.objects.filter(escalation=OuterRef("pk")))
    )
    spoke = Q(standing=_SPOKEN)
    faults = fired.filter(spoke & Q(heard=False) | ~spoke & Q(heard=True)).order_by("pk")
    columns = ("work_item__subject", "work_item__subject__kind", "pk", "rung", "heard")
    return faults.values_list(*columns)
