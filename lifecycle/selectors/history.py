"""What happened to plans and commitments, with their parts, the latest first, for everybody."""

import json
from dataclasses import dataclass

from django.db.models import Q

from lifecycle.models.wording import pick_words
from lifecycle.selectors.given import Detail, GivenInputs
from lifecycle.selectors.happenings import list_told
from lifecycle.selectors.replanning_visibility import DECIDED
from workflow.machine.inputs import Input
from workflow.machine.registry import get_machine
from workflow.models import Event

#: The fact that a new date was asked for, on what it was asked for.
DATE_ASKED = "replanning.asked"
#: What happened to one of these is told with its title; of a request, that of what it is about.
_MEMBERS = (
    "subject__activity",
    "subject__planstage",
    "subject__replanning__target__activity",
)
#: Entries shown on a page; the whole history has a page of its own.
LATEST = 40


@dataclass(frozen=True)
class HistoryLine:
    """One Event of a plan, a commitment or one of its parts, and the public part of its body."""

    event: Event
    kind: str
    #: The title of the member it happened to; empty for the subject itself.
    about: str
    #: What was given with it and is declared public, as label and words.
    details: tuple[Detail, ...]


def list_commitment_history(commitment_id: int, *, limit: int = LATEST) -> list[HistoryLine]:
    """Return the latest events of a commitment and of its activities, in one statement.

    A request for a new date is told once it is decided, and that it was asked for only then.
    """
    parts = Q(subject__parent=commitment_id) & (
        ~Q(subject__kind="replanning") | Q(subject__state__in=DECIDED)
    )
    told = ~Q(name=DATE_ASKED, subject__kind__in=["activity", "commitment"])
    return _list((Q(subject=commitment_id) | parts) & told, limit)


def list_own_history(subject_id: int, *, limit: int = LATEST) -> list[HistoryLine]:
    """Return the latest events of one subject without its parts, in one statement."""
    return _list(Q(subject=subject_id), limit)


def list_plan_history(plan_id: int, *, limit: int = LATEST) -> list[HistoryLine]:
    """Return the latest events of a plan and of its stages; its proposals have their own."""
    stages = Q(subject__parent=plan_id, subject__kind="plan_stage")
    return _list(Q(subject=plan_id) | stages, limit)


def _list(condition: Q, limit: int) -> list[HistoryLine]:
    events = (
        Event.objects.filter(condition)
        .select_related(*_MEMBERS, "actor", "body")
        .order_by("-recorded_at", "-id")[:limit]
    )
    return [
        HistoryLine(event, event.subject.kind, _name_member(event), describe_public(event))
        for event in events
    ]


def _name_member(event: Event) -> str:
    subject = event.subject
    replanning = getattr(subject, "replanning", None)
    if replanning is not None:
        subject = replanning.target
    return str(getattr(subject, "activity", "") or getattr(subject, "planstage", ""))


def describe_public(event: Event) -> tuple[Detail, ...]:
    """Return what was given with the event and is declared public; nothing once it is erased."""
    body = getattr(event, "body", None)
    if body is None:
        return ()
    given = json.loads(body.json)
    # Of a theme or a criterion the names in each language are kept; at first only its code was.
    if name := pick_words(given, "name") or given.get("code"):
        given["name"] = name
    public = [each for each in _list_declared(event) if each.public and given.get(each.name)]
    # Files and other dossiers have pages that check who reads them: they are not told here.
    return GivenInputs().describe(public, given)


def _list_declared(event: Event) -> tuple[Input, ...]:
    machine = get_machine(event.subject.kind)
    declared = machine.transitions.get(event.name) or machine.births.get(event.name)
    if declared is not None:
        return declared.inputs
    return list_told(event, machine)
