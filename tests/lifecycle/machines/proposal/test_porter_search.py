"""The search for a porter: candidates are asked in order, until one accepts or none is left."""

from datetime import timedelta

import pytest

from lifecycle.models import Proposal, ProposalPorter
from lifecycle.selectors.candidates import read_candidates
from lifecycle.selectors.proposal_facts import ProposalFacts, load_proposal_facts
from lifecycle.services.candidates import Candidate, ask_all, set_candidates
from lifecycle.services.rounds import record
from lifecycle.vocabulary import AttachmentPurpose, CandidateStatus
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.lifecycle.machines.proposal.road import Road, again, attach, last_event, moved
from tests.porters import accept, asked_seat, make_body, owner_of, turn_down
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import confirm, decide, decline, decline_seat, explain, fire, preview
from workflow.engine.reading import read_rows
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Institution, Round, Seat, User, Verdict, WorkItem
from workflow.tick import tick


@pytest.fixture
def search(road: Road, institutions: Institutions) -> Proposal:
    """Return a dossier for which the archives are asked first, then the ministry."""
    dossier = road.prioritized()
    rank(dossier, road, institutions.archives.pk, institutions.ministry.pk)
    return moved(dossier, "seek_porter", actor=road.team)


def rank(dossier: Proposal, road: Road, *bodies: int) -> None:
    """Let the ministry choose these candidates, each of which has an owner."""
    for body in Institution.objects.filter(pk__in=bodies):
        owner_of(body)
    set_candidates(dossier, candidates=[Candidate(each) for each in bodies], actor=road.team)


def facts_of(dossier: Proposal) -> ProposalFacts:
    """Return what the guards know of the dossier now."""
    today = current_clock().today()
    return load_proposal_facts(read_rows([dossier.pk]), today=today)[dossier.pk]


def statuses(dossier: Proposal) -> list[CandidateStatus]:
    """Return where the candidates stand, in their order."""
    return [each.status for each in read_candidates(facts_of(dossier))]


def test_the_first_candidate_alone_is_asked_for_ten_working_days(
    search: Proposal, institutions: Institutions
) -> None:
    (item,) = search.work_items.filter(closed_at__isnull=True)

    assert item.desk == f"owner:{institutions.archives.pk}"
    assert item.due_on is not None
    assert Seat.objects.filter(round__subject=search, round__outcome="").count() == 2
    assert statuses(search) == [CandidateStatus.ASKED, CandidateStatus.NEXT]


def test_whoever_accepts_leads_the_dossier_from_that_day(
    search: Proposal, institutions: Institutions
) -> None:
    decision = accept(search)

    porter = ProposalPorter.objects.get(proposal=search)
    moved_by = last_event(search)
    assert again(search).state == "lead_naming"
    assert (porter.institution, porter.leads) == (institutions.archives, True)
    assert porter.started_on == current_clock().today()
    assert (moved_by.name, moved_by.cause) == ("confirm_porter", decision.event)
    assert Announcement.objects.filter(event=moved_by, topic="proposal.confirm_porter").exists()
    assert statuses(search) == [CandidateStatus.ACCEPTED, CandidateStatus.TO_BE_ASKED]


def test_its_owner_is_then_asked_to_name_the_project_lead(
    search: Proposal, institutions: Institutions
) -> None:
    accept(search)

    desks = search.work_items.filter(closed_at__isnull=True).values_list("kind", "desk")
    assert set(desks) == {
        ("lead_naming", f"owner:{institutions.archives.pk}"),
        ("prefill_sheet", MINISTRY_TEAM.code),
    }


def test_when_the_first_declines_the_second_is_asked(
    search: Proposal, institutions: Institutions
) -> None:
    turn_down(search, "Hors de nos missions.")

    assert again(search).state == "porter_search"
    assert asked_seat(search).institution == institutions.ministry
    assert statuses(search) == [CandidateStatus.DECLINED, CandidateStatus.ASKED]
    answers = [each.answer for each in read_candidates(facts_of(search))]
    assert answers == ["Hors de nos missions.", ""]


def test_a_refusal_says_why(search: Proposal) -> None:
    with pytest.raises(InputError):
        turn_down(search, " ")

    assert again(search).state == "porter_search"


def test_when_everybody_declines_it_is_without_a_porter(search: Proposal) -> None:
    turn_down(search)
    turn_down(search)

    assert again(search).state == "unported"
    assert last_event(search).name == "no_porter"
    assert not ProposalPorter.objects.filter(proposal=search).exists()


def test_whoever_says_nothing_for_ten_working_days_is_passed_over(
    search: Proposal, institutions: Institutions
) -> None:
    item = search.work_items.get(closed_at__isnull=True)
    assert item.due_on is not None

    with use_clock(FixedClock.on(item.due_on)):
        tick()
    assert asked_seat(search).institution == institutions.archives
    with use_clock(FixedClock.on(item.due_on + timedelta(days=5))):
        tick()

    assert asked_seat(search).institution == institutions.ministry
    assert statuses(search) == [CandidateStatus.SILENT, CandidateStatus.ASKED]


def test_nobody_answers_for_another_institution(search: Proposal, emna: User) -> None:
    other = owner_of(make_body())
    seat = asked_seat(search)

    for person in (other, *User.objects.filter(groups__name="ministry_team")):
        with pytest.raises(TransitionForbiddenError):
            decide(seat, actor=person, verdict=Verdict.APPROVE)
        with pytest.raises(TransitionForbiddenError):
            decline_seat(seat, actor=person, comment="Non.")

    decide(seat, actor=emna, verdict=Verdict.APPROVE)
    assert again(search).state == "lead_naming"


def test_a_candidate_whose_turn_has_not_come_cannot_answer(
    search: Proposal, institutions: Institutions
) -> None:
    later = Seat.objects.get(round__subject=search, institution=institutions.ministry)

    with pytest.raises(TransitionRefusedError):
        decide(later, actor=owner_of(institutions.ministry), verdict=Verdict.APPROVE)

    assert again(search).state == "porter_search"


def test_the_ministry_may_ask_the_others_without_waiting(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    ask_all(search, actor=road.team, expect=again(search).version)

    later = Seat.objects.get(round__subject=search, institution=institutions.ministry)
    assert statuses(search) == [CandidateStatus.ASKED, CandidateStatus.ASKED]
    decide(later, actor=owner_of(institutions.ministry), verdict=Verdict.APPROVE)
    assert again(search).state == "lead_naming"
    assert facts_of(search).porters.lead_id == institutions.ministry.pk
    assert not WorkItem.objects.filter(seat__round=later.round, closed_at=None).exists()


def test_all_are_asked_at_once_by_the_ministry_and_only_once(
    search: Proposal, road: Road, emna: User
) -> None:
    version = again(search).version

    for person in (emna, road.lead):
        with pytest.raises(TransitionForbiddenError):
            ask_all(search, actor=person)
    with pytest.raises(StaleSubjectError):
        ask_all(search, actor=road.team, expect=version - 1)
    ask_all(search, actor=road.team)
    with pytest.raises(TransitionRefusedError, match="has been asked"):
        ask_all(search, actor=road.team)


def test_nobody_is_asked_at_once_outside_a_search(road: Road) -> None:
    with pytest.raises(TransitionRefusedError, match="No candidate"):
        ask_all(road.ranked(), actor=road.team)


def test_a_candidate_without_an_owner_is_asked_too_and_may_answer_by_letter(
    road: Road, institutions: Institutions
) -> None:
    dossier = road.prioritized()
    chosen = [Candidate(institutions.rivage.pk)]
    set_candidates(dossier, candidates=chosen, actor=road.team)

    fire(dossier, "seek_porter", actor=road.team)

    assert asked_seat(dossier).institution == institutions.rivage


def record_letter(dossier: Proposal, road: Road, verdict: Verdict, comment: str = "") -> Round:
    """Let the ministry team record what a candidate wrote; return what waits to be confirmed."""
    paper = {
        "paper_number": "AP/2026/12",
        "paper_on": current_clock().today() - timedelta(days=3),
        "paper_capacity": "Direction",
        "paper_scan": attach(dossier, AttachmentPurpose.PAPER_ACT).pk,
    }
    seat = asked_seat(dossier)
    record(seat.pk, verdict=verdict, paper=paper, comment=comment, actor=road.team)
    return Round.objects.get(proposed_seat=seat, outcome="")


def test_a_candidate_accepts_by_letter_that_one_records_and_another_confirms(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    recorded = record_letter(search, road, Verdict.APPROVE)
    assert again(search).state == "porter_search"
    with pytest.raises(TransitionForbiddenError):
        confirm(recorded.pk, actor=road.team)

    confirm(recorded.pk, actor=road.second)

    porter = ProposalPorter.objects.get(proposal=search)
    assert again(search).state == "lead_naming"
    assert (porter.institution, porter.letter) == (institutions.archives, "AP/2026/12")
    assert porter.started_on == current_clock().today() - timedelta(days=3)


def test_a_candidate_declines_by_letter(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    recorded = record_letter(search, road, Verdict.OBJECT, "Hors de nos missions.")

    confirm(recorded.pk, actor=road.second)

    assert asked_seat(search).institution == institutions.ministry
    assert statuses(search) == [CandidateStatus.DECLINED, CandidateStatus.ASKED]


def test_a_letter_that_is_not_confirmed_leaves_the_question_open(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    recorded = record_letter(search, road, Verdict.APPROVE)

    decline(recorded.pk, actor=road.second, comment="Une autre lettre.")

    assert again(search).state == "porter_search"
    assert asked_seat(search).institution == institutions.archives


def test_nobody_but_the_ministry_team_records_a_letter(
    search: Proposal, road: Road, emna: User
) -> None:
    for person in (road.lead, road.author, emna):
        with pytest.raises((TransitionForbiddenError, InputError)):
            record(asked_seat(search).pk, verdict=Verdict.APPROVE, paper={}, actor=person)


def test_only_a_candidate_who_has_not_answered_is_asked_again(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    turn_down(search)
    turn_down(search)

    with pytest.raises(TransitionRefusedError) as refused:
        fire(search, "seek_again", actor=road.team)
    rank(search, road, institutions.archives.pk, institutions.rivage.pk)
    fire(search, "seek_again", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["candidate_ranked"]
    assert asked_seat(search).institution == institutions.rivage


def test_a_dissolved_candidate_is_not_asked(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    turn_down(search)
    turn_down(search)
    rank(search, road, institutions.rivage.pk)
    Institution.objects.filter(pk=institutions.rivage.pk).update(
        dissolved_on=current_clock().today()
    )

    with pytest.raises(TransitionRefusedError):
        fire(search, "seek_again", actor=road.team)

    assert statuses(search) == [CandidateStatus.DISSOLVED]


def test_the_lead_declines_it_for_want_of_a_porter(search: Proposal, road: Road) -> None:
    turn_down(search)
    turn_down(search)

    with pytest.raises(TransitionForbiddenError):
        fire(search, "decline_unported", actor=road.team, inputs={"reason": "Personne."})
    with pytest.raises(InputError):
        fire(search, "decline_unported", actor=road.lead)
    inputs = {"reason": "Personne ne peut la porter.", "minutes": road.minutes().pk}
    fire(search, "decline_unported", actor=road.lead, inputs=inputs)

    declined = again(search)
    assert declined.state == "not_retained"
    assert declined.decided_reason == "Personne ne peut la porter."
    assert declined.decided_by_minutes == road.minutes()
    assert declined.left_phase == "porter_identification"


def test_no_person_confirms_a_porter_by_hand(search: Proposal, road: Road, emna: User) -> None:
    for name in ("confirm_porter", "no_porter"):
        for person in (road.team, road.lead, emna):
            with pytest.raises(TransitionForbiddenError):
                fire(search, name, actor=person)


def test_leaving_the_search_asks_nobody_any_more(search: Proposal, road: Road) -> None:
    fire(search, "drop", actor=road.lead, inputs={"reason": "Aucun moyen."})

    assert not search.work_items.filter(closed_at__isnull=True).exists()
    assert Round.objects.get(subject=search, name="acceptance").outcome == "cancelled"
    assert statuses(search) == [CandidateStatus.TO_BE_ASKED, CandidateStatus.TO_BE_ASKED]


def test_candidates_are_not_changed_while_they_are_asked(
    search: Proposal, road: Road, institutions: Institutions
) -> None:
    with pytest.raises(TransitionRefusedError):
        rank(search, road, institutions.rivage.pk)


def test_what_the_ministry_can_do_without_a_porter_is_explained(
    search: Proposal, road: Road
) -> None:
    turn_down(search)
    turn_down(search)

    explained = explain(search, actor=road.team).find("seek_again")

    assert explained is not None
    assert [reason.code for reason in explained.reasons] == ["candidate_ranked"]


def test_a_candidate_who_can_answer_by_letter_alone_is_foreseen_as_it_is_asked(
    road: Road,
) -> None:
    dossier, body = road.prioritized(), make_body()
    set_candidates(dossier, candidates=[Candidate(body.pk)], actor=road.team)

    foreseen = preview(dossier, "seek_porter", actor=road.team)
    explained = explain(dossier.pk, actor=road.team).find("seek_porter")
    fire(dossier, "seek_porter", actor=road.team)

    assert [each.institution_id for each in foreseen.expected] == [body.pk]
    assert explained is not None
    assert explained.is_allowed
    assert asked_seat(dossier).institution == body
