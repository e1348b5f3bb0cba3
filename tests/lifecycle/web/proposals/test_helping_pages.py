"""Reminders, waivers and comments: what unblocks a proposal without moving it."""

import pytest
from django.urls import reverse

from lifecycle.models import Comment, Proposal
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read_dossier
from workflow.engine import record_fact
from workflow.models import Escalation, User, Waiver, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed(driss: User, ghita: User, hamid: User) -> Proposal:
    """Return a proposal whose scores are missing."""
    return proposal_in(ProposalState.IN_ASSESSMENT, author=driss)


def remind_address(proposal: Proposal) -> str:
    """Return the address that reminds whoever the proposal waits for."""
    item = WorkItem.objects.get(subject=proposal, closed_at=None)
    return reverse("proposal_remind", args=[proposal.pk, item.pk])


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_reminder_asks_first(claire: User, driss: User, language: str) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(claire, language).get(remind_address(proposal))

    assert answer.status_code == 200
    assert not Escalation.objects.exists()


def test_a_reminder_is_sent_once_a_day(claire: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(claire), remind_address(proposal)

    first, second = client.post(address), client.post(address)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "A reminder was already sent today." in second.content.decode()
    escalation = Escalation.objects.get()
    assert (escalation.sent_by, escalation.sent_via) == (claire, "web")


def test_an_author_reminds_the_ministry_and_does_not_read_its_names(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    WorkItem.objects.filter(subject=proposal, closed_at=None).update(person=amina)

    page = browse(driss).get(remind_address(proposal)).content.decode()

    assert "Remind ministry team?" in page
    assert "Amina" not in page


def test_strangers_remind_nobody(driss: User, farid: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    assert browse(farid).post(remind_address(proposal)).status_code == 403
    assert browse(None).post(remind_address(proposal)).status_code == 302


def test_a_task_that_is_done_is_recalled_to_nobody(claire: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    closed = WorkItem.objects.filter(subject=proposal).exclude(closed_at=None).get()

    answer = browse(claire).post(reverse("proposal_remind", args=[proposal.pk, closed.pk]))

    assert answer.status_code == 409
    assert "This task is done already" in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_waiver_asks_for_its_public_reason(
    assessed: Proposal, claire: User, language: str
) -> None:
    address = reverse("proposal_waive", args=[assessed.pk, "scored"])

    answer = browse(claire, language).get(address)

    assert answer.status_code == 200
    assert 'name="reason"' in answer.content.decode()
    assert not Waiver.objects.exists()


def test_the_lead_waives_a_condition_and_everybody_reads_why(
    assessed: Proposal, claire: User
) -> None:
    address = reverse("proposal_waive", args=[assessed.pk, "scored"])

    answer = browse(claire).post(
        address, {"reason": "Deux évaluateurs sont empêchés.", "expect": assessed.version}
    )

    assert answer.status_code == 302
    assert Waiver.objects.get().guard == "scored"
    page = read_dossier(None, assessed)
    assert "A condition was waived: Every assessor has scored it" in page
    assert "Deux évaluateurs sont empêchés." in page


def test_a_waiver_without_a_reason_is_refused(assessed: Proposal, claire: User) -> None:
    address = reverse("proposal_waive", args=[assessed.pk, "scored"])

    answer = browse(claire).post(address, {"reason": "", "expect": assessed.version})

    assert answer.status_code == 422
    assert "Give the public reason of the waiver." in answer.content.decode()


def test_a_waiver_of_what_has_changed_keeps_its_reason(
    assessed: Proposal, amina: User, claire: User
) -> None:
    record_fact(assessed.pk, "edited", actor=amina)
    address = reverse("proposal_waive", args=[assessed.pk, "scored"])

    answer = browse(claire).post(address, {"reason": "Empêchés.", "expect": assessed.version})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Empêchés." in page
    assert f'name="expect" value="{assessed.version + 1}"' in page
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(("guard", "status"), [("minutes_attached", 409), ("nothing", 404)])
def test_only_what_may_be_waived_is(
    assessed: Proposal, claire: User, guard: str, status: int
) -> None:
    address = reverse("proposal_waive", args=[assessed.pk, guard])

    answer = browse(claire).post(address, {"reason": "Urgent.", "expect": assessed.version})

    assert answer.status_code == status
    assert not Waiver.objects.exists()


def test_nobody_but_the_lead_waives(assessed: Proposal, amina: User, driss: User) -> None:
    address = reverse("proposal_waive", args=[assessed.pk, "scored"])

    for person in (amina, driss):
        answer = browse(person).post(address, {"reason": "Urgent.", "expect": assessed.version})
        assert answer.status_code == 403
    assert not Waiver.objects.exists()


def test_a_comment_is_added_in_the_language_of_who_writes(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina, "ar").post(
        reverse("proposal_comment", args=[proposal.pk]), {"text": "راجعوا الأرشيف."}
    )

    written = Comment.objects.get()
    assert answer.headers["Location"].endswith("#comments")
    assert (written.text, written.language) == ("راجعوا الأرشيف.", "ar")


def test_a_comment_that_is_refused_comes_back_in_the_dossier(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    long = "mot " * 2_000

    answer = browse(amina).post(reverse("proposal_comment", args=[proposal.pk]), {"text": long})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert long.strip() in page
    assert proposal.title in page


def test_who_only_reads_has_no_say(driss: User, farid: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = reverse("proposal_comment", args=[proposal.pk])

    assert browse(farid).post(address, {"text": "Bonjour"}).status_code == 403
    assert browse(None).post(address, {"text": "Bonjour"}).status_code == 302
    assert not Comment.objects.exists()


def test_the_lead_hides_a_comment(amina: User, claire: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    browse(amina).post(reverse("proposal_comment", args=[proposal.pk]), {"text": "Impoli."})
    hide = reverse("proposal_hide_comment", args=[proposal.pk, Comment.objects.get().pk])

    assert browse(amina).post(hide).status_code == 403
    assert browse(claire).post(hide).status_code == 302

    assert "Impoli." not in read_dossier(amina, proposal)
    assert "Hidden from the others." in read_dossier(claire, proposal)
