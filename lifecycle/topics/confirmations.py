"""The second person is asked: one topic for each transition that somebody else must confirm."""

from typing import Any

from lifecycle.models import Proposal
from lifecycle.topics.audience import find_confirmation, list_second_persons
from lifecycle.topics.groups import TASKS
from lifecycle.topics.new_dates import describe_subject
from lifecycle.topics.words import get_ministry_name, make_url
from notifications.topics import Recipient, Topic
from workflow.machine.registry import get_machine, list_machines
from workflow.models import Announcement, WorkItem


def describe_confirmation(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what was proposed, by whom, and until when it can be confirmed."""
    subject, opened = announcement.subject, find_confirmation(announcement)
    if opened is None:
        return {}
    machine = get_machine(subject.kind)
    item = WorkItem.objects.filter(round=opened, closed_at__isnull=True).first()
    proposal = Proposal.objects.filter(pk=subject.pk).first()
    return {
        "reference": subject.reference,
        "title": proposal.title if proposal is not None else "",
        "transition": machine.get_transition(opened.proposed_transition).label,
        "proposed_by": opened.opened_by,
        "due_on": item.due_on if item is not None else None,
        "url": make_url("proposal_confirm", subject.pk, opened.pk)
        if proposal is not None
        else make_url("inbox"),
        "ministry": get_ministry_name(),
        **describe_subject(subject),
    }


def list_confirmation_topics() -> list[Topic]:
    """Return the topic of each declared transition that needs a second person."""
    return [
        Topic(
            code=f"{machine.kind}.{name}.proposed",
            recipients=list_second_persons,
            template="lifecycle/mail/confirmation_asked",
            context=describe_confirmation,
            group=TASKS.code,
        )
        for machine in list_machines()
        for name, transition in machine.transitions.items()
        if transition.second_person or transition.recorded_by
    ]
