"""Rounds after a succession: who is asked in place of another, and who speaks for two seats."""

from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from lifecycle.models import Convention, Proposal
from lifecycle.services import rounds
from lifecycle.services.attachments import attach
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.institutions import succeed
from lifecycle.vocabulary import AttachmentPurpose, ProposalState, SignaturePolicy
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_person
from tests.conventions import Signing, make_signing
from tests.factories import proposal_in
from tests.lifecycle.web.rounds.sheets import find_seat, submit_sheet
from tests.porters import asked_seat, lead_of, make_body, owner_of
from tests.road import make_sheet
from workflow.clock import current_clock
from workflow.engine import confirm, decide, decline_seat, fire
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Decision, Event, Institution, Round, Seat, User, Verdict, Via, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing(institutions: Institutions, amina: User, claire: User) -> Signing:
    """Return a convention that its three parties are asked to sign."""
    return make_signing(institutions, amina, claire).open()


@pytest.fixture
def heir() -> Institution:
    """Return the institution that will take over, with its own owner."""
    body = make_body("agency")
    grant(OWNER, make_person("Hind"), on=body)
    return body


def take_over(old: Institution, heir: Institution, claire: User) -> None:
    succeed(old, by=heir, on=current_clock().today(), actor=claire)


def approve(seat: Seat) -> None:
    """Let whoever holds the seat by now approve from it."""
    holder = Institution.objects.get(seat=seat)
    decide(seat.pk, actor=owner_of(holder), verdict=Verdict.APPROVE)


def refuse(seat: Seat) -> None:
    assert seat.institution is not None
    decline_seat(seat, actor=owner_of(seat.institution), comment="Le budget manque.")


def list_asked(subject: Convention | Proposal) -> list[int | None]:
    """Return the institutions from which an answer is awaited."""
    items = WorkItem.objects.filter(subject=subject.pk, seat__isnull=False, closed_at=None)
    return sorted(items.values_list("institution", flat=True), key=lambda key: key or 0)


def state_of(subject: Proposal) -> str:
    return Proposal.objects.values_list("state", flat=True).get(pk=subject.pk)


# ---- The seat of one that declined and was taken over since.


@pytest.mark.parametrize("steps", [1, 3])
def test_whoever_took_over_a_party_that_declined_is_asked_in_its_place(
    signing: Signing, institutions: Institutions, claire: User, heir: Institution, steps: int
) -> None:
    seat = signing.seat_of(institutions.ministry)
    refuse(seat)
    fire(signing.second, "finalize", actor=signing.team)
    chain = [institutions.ministry, *(make_body(f"step-{n}") for n in range(steps - 1)), heir]
    for old, new in pairwise(chain):
        take_over(old, new, claire)

    event = rounds.invite_again(seat.pk, actor=claire)

    item = WorkItem.objects.get(seat=seat)
    assert (item.institution, item.desk, item.closed_at) == (heir, f"owner:{heir.pk}", None)
    assert Event.objects.filter(subject=signing.convention.pk, seq__gte=event.seq).count() == 1
    for body in (institutions.archives, institutions.rivage):
        approve(signing.seat_of(body))
    approve(signing.seat_of(heir))
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_party_that_declined_signs_what_was_corrected_since(
    signing: Signing, institutions: Institutions, claire: User
) -> None:
    seat = signing.seat_of(institutions.ministry)
    refuse(seat)
    make_sheet(signing.second, title_fr="Former mille archivistes")
    fire(signing.second, "finalize", actor=signing.team)

    rounds.invite_again(seat.pk, actor=claire)
    approve(seat)

    assert Decision.objects.filter(seat=seat, verdict=Verdict.APPROVE).exists()


def test_a_party_taken_over_by_another_party_is_not_asked_again_but_spoken_for(
    signing: Signing, institutions: Institutions, claire: User, amina: User
) -> None:
    seat = signing.seat_of(institutions.ministry)
    refuse(seat)
    fire(signing.second, "finalize", actor=signing.team)
    take_over(institutions.ministry, institutions.rivage, claire)
    for body in (institutions.archives, institutions.rivage):
        approve(signing.seat_of(body))
    before = (signing.state(), signing.lines())

    with override("en"), pytest.raises(TransitionRefusedError, match="Go on without this seat"):
        rounds.invite_again(seat.pk, actor=claire)
    with pytest.raises(TransitionForbiddenError):
        rounds.stand_down(seat.pk, actor=amina, reason="Absorbée.")
    event = rounds.stand_down(seat.pk, actor=claire, reason="Absorbée.")

    assert before == ("signing", ["signed", "signed"])
    assert event.name == "signing.joined"
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_who_signed_less_than_binds_it_since_is_asked_again_when_it_speaks_for_both(
    signing: Signing, institutions: Institutions, claire: User
) -> None:
    seat = signing.seat_of(institutions.ministry)
    for body in (institutions.archives, institutions.rivage):
        approve(signing.seat_of(body))
    refuse(seat)
    fire(signing.second, "finalize", actor=signing.team)
    take_over(institutions.ministry, institutions.rivage, claire)

    rounds.stand_down(seat.pk, actor=claire, reason="Absorbée.")

    assert list_asked(signing.convention) == [institutions.rivage.pk]
    approve(signing.seat_of(institutions.rivage))
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


# ---- One vote each.


def test_a_party_that_takes_another_over_signs_once(
    signing: Signing, institutions: Institutions, claire: User
) -> None:
    take_over(institutions.rivage, institutions.ministry, claire)

    assert list_asked(signing.convention) == sorted(
        [institutions.archives.pk, institutions.ministry.pk]
    )
    for body in (institutions.archives, institutions.ministry):
        approve(signing.seat_of(body))
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_signature_on_the_whole_speaks_for_both_and_completes_the_convention(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire)
    Convention.objects.filter(pk=signing.convention.pk).update(policy=SignaturePolicy.WHOLE)
    signing.open()
    for body in (institutions.archives, institutions.ministry):
        approve(signing.seat_of(body))

    take_over(institutions.rivage, institutions.ministry, claire)

    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_signature_on_its_own_sheets_is_asked_again_with_those_it_took_over(
    signing: Signing, institutions: Institutions, claire: User
) -> None:
    for body in (institutions.archives, institutions.ministry):
        approve(signing.seat_of(body))

    take_over(institutions.rivage, institutions.ministry, claire)

    assert (signing.state(), list_asked(signing.convention)) == (
        "signing",
        [institutions.ministry.pk],
    )
    approve(signing.seat_of(institutions.ministry))
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


@pytest.mark.parametrize("has_signed", [False, True])
def test_no_dossier_is_left_unsigned_by_who_carries_it_since(
    signing: Signing, institutions: Institutions, claire: User, has_signed: bool
) -> None:
    approve(signing.seat_of(institutions.ministry))
    if has_signed:
        approve(signing.seat_of(institutions.rivage))

    take_over(institutions.rivage, institutions.ministry, claire)

    assert institutions.ministry.pk in list_asked(signing.convention)
    for body in (institutions.archives, institutions.ministry):
        approve(signing.seat_of(body))
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_partner_that_takes_the_lead_over_approves_once_and_leads(
    institutions: Institutions, claire: User
) -> None:
    proposal = submit_sheet(institutions)

    take_over(institutions.archives, institutions.ministry, claire)

    assert list_asked(proposal) == [institutions.ministry.pk]
    assert lead_of(proposal) == institutions.ministry
    approve(find_seat(proposal, institutions.ministry))
    assert state_of(proposal) == ProposalState.READY


def test_an_approval_of_the_lead_speaks_for_the_partner_it_takes_over(
    institutions: Institutions, claire: User
) -> None:
    proposal = submit_sheet(institutions)
    approve(find_seat(proposal, institutions.archives))
    assert state_of(proposal) == ProposalState.SHEET_APPROVAL

    take_over(institutions.ministry, institutions.archives, claire)

    assert state_of(proposal) == ProposalState.READY
    (joined,) = Event.objects.filter(subject=proposal.pk, name="approval.joined")
    assert joined.actor == claire


def test_a_candidate_that_takes_over_the_one_before_it_is_asked_once(
    claire: User, amina: User, institutions: Institutions, heir: Institution
) -> None:
    search = proposal_in(ProposalState.PRIORITIZED)
    first = make_body()
    owner_of(first)
    chosen = [Candidate(first.pk), Candidate(heir.pk), Candidate(institutions.archives.pk)]
    set_candidates(search, candidates=chosen, actor=amina)
    fire(search, "seek_porter", actor=amina)

    take_over(first, heir, claire)

    assert asked_seat(search).institution == heir
    refuse(asked_seat(search))
    assert list_asked(search) == [institutions.archives.pk]


# ---- Paper of one that was taken over.


def test_a_paper_that_was_not_confirmed_before_a_succession_falls_and_is_recorded_anew(
    institutions: Institutions, amina: User, bilal: User, claire: User, heir: Institution
) -> None:
    proposal = submit_sheet(institutions)
    seat = find_seat(proposal, institutions.ministry)
    scan = attach(
        proposal.pk,
        upload=SimpleUploadedFile("lettre.pdf", b"%PDF-1.7\n%%EOF\n"),
        purpose=AttachmentPurpose.PAPER_ACT,
        actor=amina,
    )
    paper: dict[str, Any] = {
        "paper_number": "2026/118",
        "paper_on": current_clock().today().isoformat(),
        "paper_capacity": "SG",
        "paper_scan": scan.pk,
    }
    rounds.record(seat.pk, verdict=Verdict.APPROVE, paper=paper, actor=amina)
    record = Round.objects.get(proposed_seat=seat)

    take_over(institutions.ministry, heir, claire)

    with override("en"), pytest.raises(TransitionRefusedError, match="has fallen"):
        confirm(record.pk, actor=bilal, via=Via.CODE)
    assert not WorkItem.objects.filter(round=record, closed_at=None).exists()
    assert list_asked(proposal) == sorted([institutions.archives.pk, heir.pk])
    rounds.record(seat.pk, verdict=Verdict.APPROVE, paper=paper, actor=amina)
    again = Round.objects.get(proposed_seat=seat, outcome="")
    confirm(again.pk, actor=bilal, via=Via.CODE)
    decision = Decision.objects.get(seat=seat)
    assert (decision.seat.institution, decision.event.confirmed_by) == (heir, bilal)
