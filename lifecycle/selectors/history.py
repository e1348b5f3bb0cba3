"""What happened to a commitment and its activities, the latest first, as anybody may read it."""

import json
from dataclasses import dataclass

from django.db.models import Q

from lifecycle.selectors.given import Detail, GivenInputs
from workflow.machine.registry import get_machine
from workflow.models import Event

#: Entries shown on a page; the whole history has a page of its own.
LATEST = 40


@dataclass(frozen=True)
class HistoryLine:
    """One Event of a commitment or of one of its activities, and the public part of its body."""

    event: Event
    kind: str
    #: The title of the member it happened to; empty for the subject itself.
    about: str
    #: What was given with it and is declared public, as label and words.
    details: tuple[Detail, ...]


def list_commitment_history(commitment_id: int, *, limit: int = LATEST) -> list[HistoryLine]:
    """Return the latest events of a commitment and of its activities, in one statement."""
    events = (
        Event.objects.filter(Q(subject=commitment_id) | Q(subject__parent=commitment_id))
        .select_related("subject__activity", "actor", "body")
        .order_by("-recorded_at", "-id")[:limit]
    )
    return [
        HistoryLine(event, event.subject.kind, _name_member(event), _describe_public(event))
        for event in events
    ]


def _name_member(event: Event) -> str:
    return str(getattr(event.subject, "activity", ""))


def _describe_public(event: Event) -> tuple[Detail, ...]:
    """Return what was given with the event and is declared public; nothing once it is erased."""
    body = getattr(event, "body", None)
    machine = get_machine(event.subject.kind)
    declared = machine.transitions.get(event.name) or machine.births.get(event.name)
    if body is None or declared is None:
        return ()
    given = json.loads(body.json)
    public = [each for each in declared.inputs if each.public and given.get(each.name)]
    # Files and other dossiers have pages that check who reads them: they are not told here.
    return GivenInputs().describe(public, given)
