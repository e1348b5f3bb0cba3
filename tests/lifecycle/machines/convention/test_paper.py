"""A party signs on paper: one person records it, and it counts once a second has confirmed it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import Attachment
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.conventions import Signing
from workflow.clock import current_clock
from workflow.engine import confirm, decide, record_decision
from workflow.exceptions import InputError, TransitionForbiddenError
from workflow.models import Event, Round, User, Verdict

pytestmark = pytest.mark.django_db


def make_scan(signing: Signing) -> Attachment:
    return attach(
        signing.convention,
        upload=SimpleUploadedFile("convention-signee.pdf", b"%PDF-1.7\n%%EOF\n"),
        purpose=AttachmentPurpose.PAPER_ACT,
        actor=signing.team,
    )


def record(signing: Signing, institutions: Institutions, *, by: User, **missing: object) -> Event:
    paper = {
        "paper_number": "2026/114",
        "paper_on": current_clock().today(),
        "paper_capacity": "Présidente",
        "paper_scan": make_scan(signing),
        **missing,
    }
    return record_decision(
        signing.seat_of(institutions.rivage),
        paper=paper,
        verdict=Verdict.APPROVE,
        actor=by,
        by=MINISTRY_TEAM,
    )


def test_a_signature_on_paper_counts_once_a_second_person_has_confirmed_it(
    signing: Signing, institutions: Institutions, bilal: User
) -> None:
    signing.open()
    archives = institutions.archives
    decide(signing.seat_of(archives), actor=signing.owner_of(archives), verdict=Verdict.APPROVE)
    record(signing, institutions, by=signing.team)
    before = signing.lines()
    asked = Round.objects.get(kind="record", outcome="")

    confirm(asked.pk, actor=bilal)

    moved = signing.first.events.latest("seq")
    decision = Event.objects.get(name="signing.approve", confirmed_by=bilal)
    assert before == ["signature", "signature"]
    assert signing.lines() == ["signed", "signature"]
    assert (decision.actor, decision.occurred_on) == (signing.team, current_clock().today())
    assert moved.name == "complete_signature"


def test_who_recorded_it_does_not_confirm_it(signing: Signing, institutions: Institutions) -> None:
    signing.open()
    record(signing, institutions, by=signing.team)

    with pytest.raises(TransitionForbiddenError):
        confirm(Round.objects.get(kind="record", outcome="").pk, actor=signing.team)


def test_an_owner_records_nobodys_paper(signing: Signing, institutions: Institutions) -> None:
    signing.open()

    with pytest.raises(TransitionForbiddenError):
        record(signing, institutions, by=signing.owner_of(institutions.rivage))


def test_a_paper_without_its_scan_or_its_day_is_not_recorded(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()

    with pytest.raises(InputError) as refused:
        record(signing, institutions, by=signing.team, paper_scan=None, paper_on="hier")

    assert set(refused.value.errors) == {"paper_on", "paper_scan"}
