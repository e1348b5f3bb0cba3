"""A succession: what an institution carried and was asked passes on; what was decided stands."""

from datetime import timedelta

import pytest

from lifecycle.models import CandidatePorter, Convention, Proposal, ProposalPorter
from lifecycle.selectors.candidates import read_candidates
from lifecycle.services.awaited import await_party, record_answer
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.conventions import (
    ConventionWords,
    Party,
    create_convention,
    set_parties,
)
from lifecycle.services.institutions import succeed
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import CandidateStatus, ProposalState, SignaturePolicy
from lifecycle.vocabulary.roles import FOCAL_POINT
from tests.cast import Institutions, make_person
from tests.conventions import make_signing
from tests.factories import proposal_in
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from tests.porters import asked_seat, lead_of, make_body, member_of, name_lead, owner_of
from workflow.clock import current_clock
from workflow.engine import decide, explain, fire
from workflow.models import Decision, Event, Institution, Seat, User, Verdict, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(institutions: Institutions) -> Institution:
    """Return the institution that will take over."""
    return make_body("agency")


def take_over(old: Institution, heir: Institution, claire: User) -> int:
    """Let the heir take over today."""
    return succeed(old, by=heir, on=current_clock().today(), actor=claire)


def list_current(dossier: Proposal) -> set[tuple[int, bool]]:
    """Return who carries the dossier, and whether they lead it."""
    rows = ProposalPorter.objects.filter(proposal=dossier, ended_on=None)
    return set(rows.values_list("institution", "leads"))


def test_the_heir_leads_what_was_led_with_an_event(claire: User, heir: Institution) -> None:
    dossier = proposal_in(ProposalState.SHEET_DRAFTING)
    old = lead_of(dossier)

    moved = take_over(old, heir, claire)

    ended = ProposalPorter.objects.get(proposal=dossier, institution=old)
    assert moved >= 1
    assert list_current(dossier) == {(heir.pk, True)}
    assert ended.ended_on == current_clock().today()
    assert str(heir) in ended.end_reason
    assert Event.objects.filter(subject=dossier.pk, name="institution.succeeded").count() == 1


def test_its_owner_goes_on_where_they_stood(claire: User, heir: Institution) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    old = lead_of(dossier)
    owner, member = owner_of(old), member_of(old)

    take_over(old, heir, claire)
    name_lead(dossier, project_lead=member.pk)

    assert lead_of(dossier) == heir
    assert owner_of(heir) == owner
    assert Proposal.objects.get(pk=dossier.pk).state == "sheet_drafting"


def test_a_partner_that_takes_over_leads_from_now_on(
    claire: User, amina: User, heir: Institution
) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    add_partner(dossier, institution_id=heir.pk, letter="2026/3", actor=amina)

    take_over(lead_of(dossier), heir, claire)

    assert list_current(dossier) == {(heir.pk, True)}


def test_a_lead_that_takes_over_its_partner_goes_on_as_it_is(
    claire: User, amina: User, heir: Institution
) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    lead = lead_of(dossier)
    add_partner(dossier, institution_id=heir.pk, letter="2026/3", actor=amina)

    take_over(heir, lead, claire)

    assert list_current(dossier) == {(lead.pk, True)}


def test_the_heir_answers_the_question_that_was_asked(claire: User, heir: Institution) -> None:
    dossier = proposal_in(ProposalState.PORTER_SEARCH)
    seat = asked_seat(dossier)
    assert seat.institution is not None
    owner = owner_of(seat.institution)

    take_over(seat.institution, heir, claire)

    item = WorkItem.objects.get(seat=seat)
    assert (item.institution, item.desk) == (heir, f"owner:{heir.pk}")
    decide(seat, actor=owner, verdict=Verdict.APPROVE)
    assert lead_of(dossier) == heir


def test_the_heir_is_the_candidate_in_its_place(
    claire: User, amina: User, heir: Institution, institutions: Institutions
) -> None:
    dossier = proposal_in(ProposalState.PRIORITIZED)
    bodies = (institutions.archives, institutions.ministry)
    chosen = [Candidate(each.pk) for each in bodies]
    set_candidates(dossier, candidates=chosen, actor=amina)

    take_over(institutions.archives, heir, claire)
    take_over(institutions.ministry, heir, claire)

    ranked = CandidatePorter.objects.filter(proposal=dossier).values_list("institution", "rank")
    assert list(ranked) == [(heir.pk, 1)]


def test_what_was_decided_stands_under_the_old_name(claire: User, heir: Institution) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    old = lead_of(dossier)

    take_over(old, heir, claire)

    decision = Decision.objects.get(seat__round__name="acceptance", seat__round__subject=dossier)
    assert decision.seat.institution == old


def test_a_day_before_it_began_ends_nothing_before_it_began(
    claire: User, heir: Institution
) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    old = lead_of(dossier)
    day = current_clock().today() - timedelta(days=30)

    succeed(old, by=heir, on=day, actor=claire)

    ended = ProposalPorter.objects.get(proposal=dossier, institution=old)
    assert ended.ended_on == ended.started_on
    assert list_current(dossier) == {(heir.pk, True)}


def test_the_heir_answers_what_is_awaited_in_its_place(
    claire: User, amina: User, heir: Institution, institutions: Institutions
) -> None:
    commitment = commitment_in("in_progress", lead=institutions.ministry)
    activity = activity_in("planned", commitment)
    focal_point = make_person("Salma")
    grant(FOCAL_POINT, focal_point, on=institutions.archives)
    party = await_party(activity, actor=amina, institution=institutions.archives)

    take_over(institutions.archives, heir, claire)

    record_answer(party.pk, actor=focal_point)
    party.refresh_from_db()
    assert (party.institution, party.answered_on) == (heir, current_clock().today())


def test_the_heir_is_the_party_that_will_sign(claire: User, amina: User, heir: Institution) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    old = lead_of(dossier)
    words = ConventionWords(title_fr="Convention")
    convention = create_convention(dossier.plan, words=words, actor=amina)
    set_parties(convention, parties=[Party(old.pk)], actor=amina)

    take_over(old, heir, claire)

    assert [each.institution for each in convention.parties.all()] == [heir]
    events = Event.objects.filter(subject=convention.pk, name="institution.succeeded")
    assert events.count() == 1


@pytest.mark.parametrize("has_signed", [False, True])
def test_the_heir_signs_what_was_asked_and_what_was_signed_stands_for_it(
    claire: User, amina: User, institutions: Institutions, heir: Institution, has_signed: bool
) -> None:
    signing = make_signing(institutions, amina, claire).open()
    owner = signing.owner_of(institutions.archives)
    if has_signed:
        decide(signing.seat_of(institutions.archives), actor=owner, verdict=Verdict.APPROVE)

    take_over(institutions.archives, heir, claire)
    if not has_signed:
        decide(signing.seat_of(heir), actor=owner, verdict=Verdict.APPROVE)
    for each in (institutions.rivage, institutions.ministry):
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)

    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])
    assert heir.pk in signing.parties()
    assert institutions.archives.pk not in signing.parties()


def test_what_was_signed_stands_for_the_last_of_many_heirs(
    claire: User, amina: User, institutions: Institutions
) -> None:
    signing = make_signing(institutions, amina, claire).open()
    last = institutions.archives
    decide(signing.seat_of(last), actor=signing.owner_of(last), verdict=Verdict.APPROVE)

    for code in ("first", "second", "third"):
        take_over(last, heir := make_body(code), claire)
        last = heir
    for each in (institutions.rivage, institutions.ministry):
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)

    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])
    assert last.pk in signing.parties()


def test_a_party_that_succeeds_another_signs_what_both_were_asked(
    claire: User, amina: User, institutions: Institutions
) -> None:
    signing = make_signing(institutions, amina, claire).open()
    old, heir = institutions.rivage, institutions.ministry

    take_over(old, heir, claire)
    decide(
        signing.seat_of(institutions.archives),
        actor=signing.owner_of(institutions.archives),
        verdict=Verdict.APPROVE,
    )
    seats = Seat.objects.filter(round__subject=signing.convention.pk, institution=heir)
    for each in seats:
        decide(each, actor=signing.owner_of(heir), verdict=Verdict.APPROVE)

    assert len({each.content_hash for each in seats}) == 1
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_what_another_signed_is_no_word_of_a_party_that_is_asked_itself(
    claire: User, amina: User, institutions: Institutions
) -> None:
    signing = make_signing(institutions, amina, claire)
    Convention.objects.filter(pk=signing.convention.pk).update(policy=SignaturePolicy.WHOLE)
    signing.open()
    old, heir = institutions.rivage, institutions.ministry
    decide(signing.seat_of(old), actor=signing.owner_of(old), verdict=Verdict.APPROVE)

    take_over(old, heir, claire)
    owner = signing.owner_of(institutions.archives)
    decide(signing.seat_of(institutions.archives), actor=owner, verdict=Verdict.APPROVE)

    assert signing.lines() == ["signature", "signature"]


def test_a_candidate_that_succeeds_the_one_before_it_is_seen_to_be_asked(
    claire: User, amina: User, institutions: Institutions, heir: Institution
) -> None:
    search = proposal_in(ProposalState.PRIORITIZED)
    first = make_body()
    candidates = [Candidate(first.pk), Candidate(heir.pk), Candidate(institutions.archives.pk)]
    for body in (first, heir):
        owner_of(body)
    set_candidates(search, candidates=candidates, actor=amina)
    fire(search, "seek_porter", actor=amina)

    take_over(first, heir, claire)

    facts = explain(search.pk, actor=amina).case.facts
    statuses = [each.status for each in read_candidates(facts)]  # type: ignore[arg-type]  # facts of its machine
    assert statuses == [CandidateStatus.ASKED, CandidateStatus.NEXT]
