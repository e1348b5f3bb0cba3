"""Rounds of decisions: who holds a seat is asked, and everybody in it hears how it ended."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q

from lifecycle.topics.audience import list_asked, list_holders, list_seat_holders
from lifecycle.topics.groups import DECISIONS, TASKS
from lifecycle.topics.new_dates import describe_subject
from lifecycle.topics.words import get_ministry_name, make_url
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from notifications.topics import Recipient, Topic, name_recipient
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import get_machine, list_machines
from workflow.machine.transitions import DeclaredRound, Transition, compute_targets
from workflow.models import (
    COUNTING,
    VOTING,
    Announcement,
    Decision,
    Round,
    RoundKind,
    RoundOutcome,
    User,
    Verdict,
    WorkItem,
)

#: What is announced of a seat and may ask another one: what it said, and what the ministry did.
DEEDS = (
    *(str(each) for each in Verdict),
    "asked_at_once",
    "invited_again",
    "transferred",
    "joined",
)


def list_second_readers(announcement: Announcement) -> list[Recipient]:
    """Return who may confirm what was recorded from paper: not whoever recorded it."""
    event = announcement.event
    actor_id = event.actor_id if event is not None else None
    return [
        each
        for each in list_asked(announcement)
        if not isinstance(each, User) or each.pk != actor_id
    ]


def list_concerned(announcement: Announcement) -> list[Recipient]:
    """Return who opened the round that ended, the ministry team, and whoever holds its seats.

    Who said the last word knows.
    """
    opened, event = find_ended(announcement), announcement.event
    if opened is None or event is None:
        return []
    people = [*list_holders(MINISTRY_TEAM), *list_seat_holders(announcement, opened.seats.all())]
    if opened.opened_by is not None:
        people.append(opened.opened_by)
    others: list[Recipient] = [each for each in people if each.pk != event.actor_id]
    return list({name_recipient(each): each for each in others}.values())


def find_ended(announcement: Announcement) -> Round | None:
    """Return the round whose end fired the announced transition, or None."""
    event = announcement.event
    if event is None or event.cause is None or event.cause.round_id is None:
        return None
    return Round.objects.filter(pk=event.cause.round_id).select_related("opened_by").first()


def describe_asking(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what is to be decided, until when, and where."""
    event = announcement.event_id
    asked = Q(opened_by=event) | Q(round__events=event)
    items = WorkItem.objects.filter(asked, seat__isnull=False, closed_at__isnull=True)
    item = items.select_related("round").order_by("due_on", "pk").first()
    if item is None or item.round is None:
        return {}
    return {**_describe(announcement, item.round), "due_on": item.due_on}


def describe_record(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what was recorded, by whom, and until when it is to be confirmed."""
    item = WorkItem.objects.filter(opened_by=announcement.event_id).select_related("round").first()
    if item is None or item.round is None or item.round.proposed_seat is None:
        return {}
    return {
        **_describe(announcement, item.round.proposed_seat.round),
        "due_on": item.due_on,
        "recorded_by": item.round.opened_by,
        "url": make_url("round_record_confirm", item.round_id),
    }


def describe_end(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return how the round ended, and what the objectors said."""
    opened = find_ended(announcement)
    if opened is None:
        return {}
    objections = Decision.objects.filter(
        COUNTING, seat__in=opened.seats.filter(VOTING), verdict=str(Verdict.OBJECT)
    )
    return {
        **_describe(announcement, opened),
        "has_passed": opened.outcome == str(RoundOutcome.PASSED),
        "comments": [each.comment for each in objections.order_by("pk") if each.comment],
    }


def list_round_topics(*, taken: Collection[str]) -> list[Topic]:
    """Return the topics of every declared round that decides; not those that are `taken`."""
    topics = [
        topic
        for machine in list_machines()
        for declared in machine.rounds.values()
        if declared.kind is RoundKind.DECIDING
        for topic in _list_topics(machine, declared)
    ]
    return list({each.code: each for each in topics if each.code not in taken}.values())


def _list_topics(machine: type[StateMachine], declared: DeclaredRound) -> Iterator[Topic]:
    for outcome in (declared.passed, declared.returned):
        if outcome is not None:
            yield Topic(
                code=f"{machine.kind}.{outcome.name}",
                recipients=list_concerned,
                template="lifecycle/mail/round_ended",
                context=describe_end,
                group=DECISIONS.code,
                # Whoever wrote a text that is returned has it to write again.
                is_urgent=outcome is declared.returned,
            )
    yield _make_record_topic(machine, declared)
    names = [f"{declared.name}.{deed}" for deed in DEEDS]
    names += [each.name for each in machine.transitions.values() if _opens(each, declared)]
    for name in names:
        yield Topic(
            code=f"{machine.kind}.{name}",
            recipients=list_asked,
            template="lifecycle/mail/round_asked",
            context=describe_asking,
            group=TASKS.code,
        )


def _make_record_topic(machine: type[StateMachine], declared: DeclaredRound) -> Topic:
    return Topic(
        code=f"{machine.kind}.{declared.name}.recorded",
        recipients=list_second_readers,
        template="lifecycle/mail/round_recorded",
        context=describe_record,
        group=TASKS.code,
    )


def _opens(transition: Transition, declared: DeclaredRound) -> bool:
    return declared.state.name in compute_targets(transition)


def _describe(announcement: Announcement, opened: Round) -> dict[str, Any]:
    subject = announcement.subject
    machine = get_machine(subject.kind)
    return {
        "reference": subject.reference,
        "title": str(machine.get_model()._default_manager.get(pk=subject.pk)),
        "round": machine.rounds[opened.name].label,
        "url": make_url("round", opened.pk),
        "ministry": get_ministry_name(),
        **describe_subject(subject),
    }
