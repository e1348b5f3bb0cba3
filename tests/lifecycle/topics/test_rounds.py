"""Who hears of a round: those who are asked, and everybody in it when it has ended."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.utils.formats import date_format
from django.utils.translation import override

from lifecycle.models import Proposal
from lifecycle.services.institutions import succeed
from lifecycle.services.reminders import remind
from lifecycle.services.rounds import decide, invite_again, stand_down, transfer
from lifecycle.vocabulary import Side
from lifecycle.vocabulary.roles import OWNER
from notifications.dispatch import dispatch
from tests.cast import Institutions, make_institution, make_person
from tests.lifecycle.web.rounds.sheets import find_seat, submit_sheet
from workflow.clock import current_clock
from workflow.models import Institution, Seat, User, Verdict, WorkItem
from workflow.permissions import grant, revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(institutions: Institutions) -> User:
    """Return the owner at the ministry, the partner of the sheet."""
    person = make_person("Nabila", language="ar")
    grant(OWNER, person, on=institutions.ministry)
    return person


@pytest.fixture
def proposal(emna: User, partner: User, amina: User, institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


def send() -> dict[str, Any]:
    """Send what waits; return the mails by their address."""
    mail.outbox.clear()
    dispatch()
    return {each.to[0]: each for each in mail.outbox}


def object_to(seat: Seat, person: User, comment: str) -> None:
    """Ask for changes from a seat."""
    decide(seat.pk, actor=person, verdict=Verdict.OBJECT, comment=comment, read=seat.content_hash)


def test_each_owner_is_asked_in_their_language_with_the_day_and_the_page(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    due_on = WorkItem.objects.get(seat=seat).due_on
    assert isinstance(due_on, date)

    mails = send()

    assert set(mails) == {emna.email, partner.email}
    with override("fr"):
        assert date_format(due_on, "DATE_FORMAT") in mails[emna.email].body
    assert f"/rounds/{seat.round_id}/" in mails[emna.email].body
    assert mails[partner.email].extra_headers["Content-Language"] == "ar"


def test_who_lost_the_role_before_the_mail_left_is_told_nothing(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    revoke(OWNER, emna, on=institutions.archives)

    assert set(send()) == {partner.email}


def test_everybody_in_it_hears_how_it_ended_but_who_ended_it(
    proposal: Proposal, emna: User, partner: User, amina: User, institutions: Institutions
) -> None:
    send()
    object_to(find_seat(proposal, institutions.archives), emna, "Le délai est trop court.")

    mails = send()

    assert {partner.email, amina.email, "lead-of-sheets@example.org"} <= set(mails)
    assert emna.email not in mails
    assert "Le délai est trop court." in mails[amina.email].body
    assert proposal.reference in mails[amina.email].subject


def test_a_decision_that_does_not_end_the_round_is_told_to_nobody(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    send()
    seat = find_seat(proposal, institutions.archives)
    decide(seat.pk, actor=emna, verdict=Verdict.APPROVE, read=seat.content_hash)

    assert send() == {}


def test_a_reminder_leads_to_the_round(
    proposal: Proposal, emna: User, amina: User, institutions: Institutions
) -> None:
    send()
    seat = find_seat(proposal, institutions.archives)
    remind(WorkItem.objects.get(seat=seat), actor=amina)

    assert f"/rounds/{seat.round_id}/" in send()[emna.email].body


def test_whoever_takes_a_seat_over_is_asked(
    proposal: Proposal, amina: User, institutions: Institutions
) -> None:
    heir = make_institution("heir", Side.GOVERNMENT, french="Agence", arabic="وكالة")
    Institution.objects.filter(pk=institutions.ministry.pk).update(parent=heir)
    person = make_person("Hind")
    grant(OWNER, person, on=heir)
    send()
    seat = find_seat(proposal, institutions.ministry)
    transfer(seat.pk, institution=heir, actor=amina, reason="Réorganisation.")

    mails = send()

    assert set(mails) == {person.email}
    assert f"/rounds/{seat.round_id}/" in mails[person.email].body


def test_who_is_invited_again_is_asked_again(
    proposal: Proposal, partner: User, claire: User, institutions: Institutions
) -> None:
    send()
    seat = find_seat(proposal, institutions.ministry)
    stand_down(seat.pk, actor=claire, reason="Sans réponse.")
    invite_again(seat.pk, actor=claire)

    assert set(send()) == {partner.email}


def test_who_takes_over_a_seat_that_is_invited_again_is_asked(
    proposal: Proposal, claire: User, institutions: Institutions
) -> None:
    heir = make_institution("heir", Side.GOVERNMENT, french="Agence", arabic="وكالة")
    person = make_person("Hind")
    grant(OWNER, person, on=heir)
    seat = find_seat(proposal, institutions.ministry)
    stand_down(seat.pk, actor=claire, reason="Sans réponse.")
    succeed(institutions.ministry, by=heir, on=current_clock().today(), actor=claire)
    send()

    invite_again(seat.pk, actor=claire)

    assert person.email in set(send())


def test_who_speaks_for_the_seat_of_another_since_hears_of_it(
    proposal: Proposal, partner: User, emna: User, claire: User, institutions: Institutions
) -> None:
    send()

    succeed(
        institutions.ministry, by=institutions.archives, on=current_clock().today(), actor=claire
    )

    mails = send()
    assert f"/rounds/{find_seat(proposal, institutions.archives).round_id}/" in (
        mails[emna.email].body
    )
