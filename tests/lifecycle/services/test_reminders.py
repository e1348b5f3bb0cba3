"""Reminders: once a day for each item, by whoever has a part in the subject."""

from datetime import timedelta

import pytest

from lifecycle.services.reminders import remind
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import AUTHOR, PROJECT_LEAD
from tests.factories import proposal_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Escalation, Subject, User, Via, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


def find_item(proposal: Subject) -> WorkItem:
    """Return the only open item of the proposal."""
    return WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True)


def test_the_author_reminds_the_ministry_and_the_reminder_is_announced(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    escalation = remind(find_item(proposal), actor=driss, via=Via.WEB)

    today = current_clock().today()
    announcement = Announcement.objects.get(topic="work_item.reminded")
    assert escalation.rung == f"reminder-{today.isoformat()}"
    assert (escalation.sent_by, escalation.sent_via) == (driss, "web")
    assert announcement.escalation == escalation
    assert announcement.subject_id == proposal.pk
    assert Subject.objects.get(pk=proposal.pk).version == proposal.version


def test_the_second_reminder_of_a_day_is_refused_whoever_sends_it(
    driss: User, claire: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)
    remind(item, actor=driss)

    with pytest.raises(TransitionRefusedError):
        remind(item.pk, actor=claire)

    assert Escalation.objects.count() == 1
    assert Announcement.objects.filter(topic="work_item.reminded").count() == 1


def test_the_next_day_another_one_goes_out(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)
    remind(item, actor=driss)

    with use_clock(FixedClock.on(current_clock().today() + timedelta(days=1))):
        remind(item, actor=driss)

    assert Escalation.objects.count() == 2


def test_nobody_reminds_themselves(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    item = find_item(proposal)

    with pytest.raises(TransitionRefusedError):
        remind(item, actor=driss)
    remind(item, actor=amina)

    assert item.role == AUTHOR.code


def test_a_passer_by_sends_no_reminder(driss: User, ghita: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    with pytest.raises(TransitionForbiddenError):
        remind(find_item(proposal), actor=ghita)

    assert not Escalation.objects.exists()


def test_whoever_watches_the_procedure_without_running_it_sends_no_reminder(
    driss: User, karim: User, jalila: User, emna: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    for watching in (karim, jalila, emna):
        with pytest.raises(TransitionForbiddenError):
            remind(find_item(proposal), actor=watching)

    assert not Escalation.objects.exists()


def test_whoever_runs_the_dossier_for_its_porter_reminds_others(driss: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    grant(PROJECT_LEAD, karim, on=Subject.objects.get(pk=proposal.pk))

    assert remind(find_item(proposal), actor=karim).sent_by == karim


def test_what_one_does_not_see_is_not_there(driss: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(SubjectNotFoundError):
        remind(find_item(proposal), actor=claire)
    with pytest.raises(SubjectNotFoundError):
        remind(0, actor=claire)


def test_a_closed_item_is_recalled_to_nobody(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)
    fire(proposal, "admit", actor=amina)

    with pytest.raises(TransitionRefusedError):
        remind(item, actor=driss)
