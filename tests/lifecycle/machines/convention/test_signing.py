"""The parties of a convention sign; each signature moves the lines that it completes."""

import pytest

from tests.cast import Institutions
from tests.conventions import Signing
from workflow.engine import decide, decline_seat
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Institution, Round, User, Verdict, WorkItem

pytestmark = pytest.mark.django_db


def sign(signing: Signing, institution: Institution) -> None:
    seat = signing.seat_of(institution)
    decide(
        seat,
        actor=signing.owner_of(institution),
        verdict=Verdict.APPROVE,
        expect_hash=seat.content_hash,
    )


def refuse(signing: Signing, institution: Institution) -> None:
    decline_seat(
        signing.seat_of(institution),
        actor=signing.owner_of(institution),
        comment="Le budget manque.",
    )


def test_each_party_is_asked_in_its_own_seat_on_its_own_text(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    opened = Round.objects.get(subject=signing.convention.pk)
    seats = {seat.institution: seat for seat in opened.seats.all()}
    assert set(seats) == {institutions.archives, institutions.rivage, institutions.ministry}
    assert {seat.role for seat in seats.values()} == {"owner"}
    assert len({seat.content_hash for seat in seats.values()}) == 3
    assert WorkItem.objects.filter(round=opened, closed_at=None).count() == 3


def test_a_line_is_signed_as_soon_as_its_own_parties_have_signed(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    sign(signing, institutions.archives)
    after_one = signing.lines()
    sign(signing, institutions.rivage)

    assert after_one == ["signature", "signature"]
    assert signing.lines() == ["signed", "signature"]
    assert signing.state() == "signing"


def test_the_last_signature_brings_the_convention_into_force(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    for each in (institutions.archives, institutions.rivage, institutions.ministry):
        sign(signing, each)

    signing.convention.refresh_from_db()
    assert signing.state() == "in_force"
    assert signing.lines() == ["signed", "signed"]
    assert signing.convention.in_force_on is not None
    history = signing.convention.events.filter(name="complete").get()
    assert history.actor == signing.owner_of(institutions.ministry)
    assert Announcement.objects.filter(topic="convention.complete").exists()
    assert Announcement.objects.filter(topic="proposal.complete_signature").count() == 2


def test_a_party_that_declines_sends_its_lines_back_with_its_reason(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    refuse(signing, institutions.ministry)

    moved = signing.second.events.latest("seq")
    assert signing.lines() == ["signature", "finalization"]
    assert signing.state() == "signing"
    assert "Le budget manque." in moved.body.json


def test_the_others_go_on_signing_when_a_party_has_declined(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    refuse(signing, institutions.ministry)
    sign(signing, institutions.archives)
    sign(signing, institutions.rivage)

    assert signing.lines() == ["signed", "finalization"]
    assert signing.state() == "signing"


def test_a_refusal_without_a_reason_is_not_recorded(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    with pytest.raises(InputError):
        decline_seat(
            signing.seat_of(institutions.rivage),
            actor=signing.owner_of(institutions.rivage),
            comment=" ",
        )

    assert signing.lines() == ["signature", "signature"]


def test_nobody_signs_for_another_institution(signing: Signing, institutions: Institutions) -> None:
    signing.open()

    for stranger in (signing.owner_of(institutions.archives), signing.lead, signing.team):
        with pytest.raises(TransitionForbiddenError):
            decide(signing.seat_of(institutions.rivage), actor=stranger, verdict=Verdict.APPROVE)


def test_who_last_wrote_the_text_does_not_sign_it(
    signing: Signing, institutions: Institutions, emna: User
) -> None:
    type(signing.convention).objects.filter(pk=signing.convention.pk).update(last_edited_by=emna)
    signing.open()

    with pytest.raises(TransitionForbiddenError, match="last edited"):
        decide(signing.seat_of(institutions.archives), actor=emna, verdict=Verdict.APPROVE)


def test_a_seat_signs_once(signing: Signing, institutions: Institutions) -> None:
    signing.open()
    sign(signing, institutions.rivage)

    with pytest.raises(TransitionRefusedError, match="already"):
        sign(signing, institutions.rivage)


def test_a_party_signs_the_text_it_read_and_no_other(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    with pytest.raises(StaleSubjectError):
        decide(
            signing.seat_of(institutions.rivage),
            actor=signing.owner_of(institutions.rivage),
            verdict=Verdict.APPROVE,
            expect_hash="0" * 64,
        )
