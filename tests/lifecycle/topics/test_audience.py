"""Who is told what of a proposal, from the deed to the mail."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.formats import date_format
from django.utils.translation import override

from lifecycle.models import Proposal, ProposalAuthor
from lifecycle.services.authors import remove_author_name
from lifecycle.services.proposals import record_proposal
from lifecycle.services.reminders import remind
from lifecycle.vocabulary import Channel, ProposalState, RefusalCode
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from notifications.dispatch import dispatch
from notifications.models import Message, MessageState
from notifications.relay import relay_announcements
from tests.factories import make_plan, proposal_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import confirm, fire
from workflow.models import Announcement, Round, User, WorkItem
from workflow.permissions import revoke

REFUSAL = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du gouvernement ouvert."}


@pytest.fixture
def submitted(driss: User) -> Proposal:
    """Return a proposal that was just submitted; its receipt has left."""
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    dispatch()
    mail.outbox.clear()
    return proposal


def tell(proposal: Proposal, name: str, *, by: User | None, **inputs: Any) -> list[Any]:
    """Fire a transition and return the mails that follow."""
    fire(proposal.pk, name, actor=by, inputs=inputs)
    dispatch()
    return list(mail.outbox)


def record(amina: User, **author: str) -> Proposal:
    """Let the ministry write down a proposal of somebody without an account."""
    plan = make_plan()
    values = {
        "title": "Publier les registres",
        "problem": "On ne les trouve pas.",
        "solution": "Les mettre en ligne.",
        "theme": plan.themes.get(code="access").pk,
        "channel": Channel.LETTER.value,
        "language": "ar",
    }
    return record_proposal(plan=plan, actor=amina, values=values, authors=[author])


def find_due_on(proposal: Proposal) -> date:
    """Return the day by which the one open thing about the proposal is due."""
    due_on = WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True).due_on
    assert due_on is not None
    return due_on


def list_addresses(mails: list[Any]) -> list[str]:
    """Return to whom the mails went, in alphabetical order."""
    return sorted(address for each in mails for address in each.to)


def test_who_submits_receives_a_receipt_with_the_link_to_follow(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    dispatch()

    (receipt,) = mail.outbox
    assert receipt.to == [driss.email]
    assert receipt.extra_headers["Content-Language"] == driss.language
    assert proposal.reference in receipt.subject
    assert f"/proposals/follow/{proposal.receipt_token}/" in receipt.body


def test_a_receipt_says_by_when_the_ministry_answers_although_it_has_moved_on_since(
    driss: User, amina: User
) -> None:
    driss.language = "en"
    driss.save()
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    due_on = find_due_on(proposal)
    fire(proposal.pk, "request_details", actor=amina, inputs={"question": "Quel registre ?"})

    dispatch()

    receipt, question = mail.outbox
    answer_by = find_due_on(proposal)
    with override("en"):
        assert str(date_format(due_on)) in str(receipt.body)
        assert str(date_format(answer_by)) in str(question.body)
    assert due_on != answer_by


def test_somebody_written_down_with_an_address_receives_it_in_the_language_they_wrote(
    amina: User,
) -> None:
    proposal = record(amina, name="Zineb", email="zineb@example.org")

    dispatch()

    (receipt,) = mail.outbox
    assert receipt.to == ["zineb@example.org"]
    assert receipt.extra_headers["Content-Language"] == "ar"
    assert f"/proposals/follow/{proposal.receipt_token}/" in receipt.body
    assert "zineb" not in str(Message.objects.values())


def test_somebody_who_had_their_name_forgotten_receives_nothing_more(amina: User) -> None:
    record(amina, name="Zineb", email="zineb@example.org")
    relay_announcements(now=current_clock().now())
    remove_author_name(ProposalAuthor.objects.get().pk, actor=amina)

    dispatch()

    assert mail.outbox == []
    assert Message.objects.get().state == MessageState.WITHHELD


def test_nobody_is_told_of_a_draft_and_its_announcement_is_taken(driss: User) -> None:
    proposal_in(ProposalState.DRAFT, author=driss)

    dispatch()

    assert mail.outbox == []
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()


def test_a_question_goes_to_the_author_and_the_answer_to_who_asked(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    asked = tell(submitted, "request_details", by=bilal, question="Quel registre ?")
    mail.outbox.clear()
    answered = tell(submitted, "give_details", by=driss, details="Celui des marchés.")

    assert list_addresses(asked) == [driss.email]
    assert "Quel registre ?" in asked[0].body
    assert list_addresses(answered) == [bilal.email]
    assert "Celui des marchés." in answered[0].body


def test_when_who_asked_has_left_the_whole_team_hears_the_answer(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    tell(submitted, "request_details", by=bilal, question="Quel registre ?")
    revoke(MINISTRY_TEAM, bilal)
    mail.outbox.clear()

    answered = tell(submitted, "give_details", by=driss, details="Celui des marchés.")

    assert list_addresses(answered) == [amina.email]


def test_who_loses_the_right_between_two_moments_is_told_nothing(
    submitted: Proposal, amina: User, driss: User
) -> None:
    tell(submitted, "request_details", by=amina, question="Quel registre ?")
    mail.outbox.clear()
    fire(submitted.pk, "give_details", actor=driss, inputs={"details": "Celui-ci."})
    relay_announcements(now=current_clock().now())
    revoke(MINISTRY_TEAM, amina)

    dispatch()

    assert mail.outbox == []
    assert Message.objects.filter(state=MessageState.WITHHELD).count() == 1


def test_a_refusal_is_asked_of_everybody_who_may_confirm_and_of_nobody_else(
    submitted: Proposal, amina: User, bilal: User, claire: User, driss: User
) -> None:
    asked = tell(submitted, "refuse", by=amina, **REFUSAL)

    opened = Round.objects.get(subject=submitted.pk, outcome="")
    assert list_addresses(asked) == [bilal.email]
    assert "Amina" in asked[0].body
    assert f"/proposals/{submitted.pk}/rounds/{opened.pk}/confirm/" in asked[0].body


def test_who_is_asked_too_late_is_not_asked_any_more(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    fire(submitted.pk, "refuse", actor=amina, inputs=REFUSAL)
    relay_announcements(now=current_clock().now())
    confirm(Round.objects.get(subject=submitted.pk, outcome="").pk, actor=bilal)

    dispatch()

    assert list_addresses(mail.outbox) == [driss.email]


def test_a_refusal_reaches_its_author_with_the_ground_and_the_published_reason(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    driss.language = "en"
    driss.save()
    tell(submitted, "refuse", by=amina, **REFUSAL)
    mail.outbox.clear()

    confirm(Round.objects.get(subject=submitted.pk, outcome="").pk, actor=bilal)
    dispatch()

    (told,) = mail.outbox
    assert told.to == [driss.email]
    assert "Outside the scope of open government" in told.body
    assert "Hors du gouvernement ouvert." in told.body


def test_a_message_tells_what_was_decided_then_although_it_was_reopened_since(
    submitted: Proposal, claire: User, driss: User
) -> None:
    inputs = {"receiving_body": "Commission", "reference": "2026/12", "reason": "Compétente."}
    fire(submitted.pk, "redirect", actor=claire, inputs=inputs)
    fire(submitted.pk, "reopen_intake", actor=claire)

    dispatch()

    (told,) = mail.outbox
    assert "Commission" in told.body
    assert "2026/12" in told.body
    assert "Compétente." in told.body


def test_the_clock_tells_an_author_who_did_not_answer(
    submitted: Proposal, amina: User, driss: User
) -> None:
    tell(submitted, "request_details", by=amina, question="Quel registre ?")
    mail.outbox.clear()

    with use_clock(FixedClock.on(current_clock().today() + timedelta(days=40))):
        fire(submitted.pk, "close_unanswered", actor=None)
    Announcement.objects.filter(taken_at__isnull=True).update(available_at=current_clock().now())
    dispatch()

    assert list_addresses(mail.outbox) == [driss.email]


def test_a_merge_is_proposed_to_the_author_and_the_objection_told_to_who_proposed_it(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    target = proposal_in(ProposalState.ADMISSIBLE, plan=submitted.plan)
    dispatch()
    mail.outbox.clear()

    proposed = tell(submitted, "merge", by=bilal, target=target, reason="La même idée.")
    mail.outbox.clear()
    objected = tell(submitted, "object", by=driss, objection="Deux registres.")

    assert list_addresses(proposed) == [driss.email]
    assert target.reference in proposed[0].body
    assert target.title in proposed[0].body
    assert list_addresses(objected) == [bilal.email]
    assert "Deux registres." in objected[0].body


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProposalState.NOT_RETAINED, "Le registre existe déjà."),
        (ProposalState.DEFERRED, "Le plan suivant le reprendra."),
        (ProposalState.DROPPED, "Aucun moyen cette année."),
        (ProposalState.TAKEN_UP, ""),
        (ProposalState.SPLIT, "Partie 2"),
        (ProposalState.MERGED, ""),
    ],
)
def test_the_author_of_a_settled_proposal_reads_what_became_of_it(
    driss: User, state: ProposalState, words: str
) -> None:
    proposal = proposal_in(state, author=driss)

    dispatch()

    about = [each for each in mail.outbox if proposal.reference in each.subject]
    (last,) = [each for each in about if each.to == [driss.email]][-1:]
    assert words in last.body


def test_each_assessor_is_asked_as_long_as_their_seat_waits(
    driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)

    dispatch()

    seated = [each for each in mail.outbox if each.to[0] in {ghita.email, hamid.email}]
    assert list_addresses(seated) == [ghita.email, hamid.email]
    assert {each.extra_headers["Content-Language"] for each in seated} == {"fr", "ar"}
    assert all(proposal.title in each.body for each in seated)


def test_a_reminder_goes_to_whoever_holds_the_item_and_not_to_who_sends_it(
    submitted: Proposal, amina: User, bilal: User
) -> None:
    item = WorkItem.objects.get(subject=submitted.pk, closed_at__isnull=True)

    remind(item, actor=amina)
    dispatch()

    (told,) = mail.outbox
    assert told.to == [bilal.email]
    assert "Amina" in told.body


def test_nobody_is_reminded_of_what_is_done_meanwhile(
    submitted: Proposal, amina: User, bilal: User, driss: User
) -> None:
    item = WorkItem.objects.get(subject=submitted.pk, closed_at__isnull=True)
    remind(item, actor=amina)
    relay_announcements(now=current_clock().now())

    told = tell(submitted, "admit", by=bilal)

    assert list_addresses(told) == [driss.email]
