"""The phases after prioritization: declared whole, refused with a repair until they are built."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from lifecycle.machines.proposal import ProposalMachine
from lifecycle.models import Proposal
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.lifecycle.machines.proposal.road import TEXTS, Road
from workflow.engine import explain, fire, load_in
from workflow.engine.evaluation import list_shortfalls
from workflow.engine.reading import Case
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.machine import SubjectRow
from workflow.models import Decision, Round, Seat

#: What each transition of the later phases lacks while nothing of it exists.
LACKING = {
    "seek_again": {"candidate_ranked"},
    "name_lead": {"sheet_prefilled"},
    "withdraw_porter": {"candidate_ranked"},
    "submit_sheet": {"sheet_complete", "lint_clean", "activity_planned"},
    "rejoin": {"consultation_closed", "difference_public"},
    "open_consultation": {"in_frozen_version"},
    "finalize": {"contributions_answered"},
    "keep_signatures": {"contributions_answered", "signatures_current"},
    "complete_signature": {"all_parties_signed"},
    "present": {"file_frozen"},
    "adopt": {"council_document", "number_free", "porter_leads"},
    "return_from_council": {"council_document"},
    "remove": {"council_document"},
}


def make_bare_case() -> Case:
    """Return a proposal of which nothing is known."""
    row = SubjectRow(
        id=1,
        kind="proposal",
        reference="P-0001",
        parent_id=None,
        state="ready",
        version=1,
        head_hash="",
        entered_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    facts = ProposalFacts(subject=row, today=date(2026, 9, 1))
    return Case(ProposalMachine, facts, frozenset())


@pytest.mark.parametrize("name", LACKING)
def test_what_does_not_exist_yet_is_refused_with_its_repair(name: str) -> None:
    shortfalls = list_shortfalls(make_bare_case(), ProposalMachine.get_transition(name))

    assert {each.guard for each in shortfalls} == LACKING[name]
    assert all(each.count == 1 and each.fix for each in shortfalls)


def test_a_waiver_lifts_the_lint_of_a_sheet_and_nothing_else() -> None:
    bare = make_bare_case()
    case = Case(bare.machine, bare.facts, frozenset({"lint_clean", "sheet_complete"}))

    shortfalls = list_shortfalls(case, ProposalMachine.get_transition("submit_sheet"))

    assert {each.guard for each in shortfalls} == {"sheet_complete", "activity_planned"}


@pytest.mark.parametrize(
    "name",
    [
        each.name
        for each in ProposalMachine.transitions.values()
        if each.automatic is not None and str(each.automatic) in {"act", "round"}
    ],
)
def test_what_a_round_or_an_act_does_no_person_does(name: str, road: Road) -> None:
    proposal = load(road, "ready")

    for person in (road.team, road.lead):
        with pytest.raises(TransitionForbiddenError):
            fire(proposal, name, actor=person)


def test_the_first_candidate_alone_is_asked_and_its_round_is_open(road: Road) -> None:
    proposal = road.porter_search()

    opened = Round.objects.get(subject=proposal, outcome="")

    seat = opened.seats.get()
    assert (opened.name, opened.kind) == ("acceptance", "deciding")
    assert (seat.role, seat.institution) == ("owner", road.porter)
    assert proposal.work_items.get(closed_at__isnull=True).desk == f"owner:{road.porter.pk}"


def test_a_candidate_who_declined_is_not_asked_again(
    road: Road, institutions: Institutions
) -> None:
    proposal = Proposal.objects.get(pk=load(road, "unported"))
    set_candidates(proposal, candidates=[Candidate(road.porter.pk)], actor=road.team)
    answer = proposal.events.latest("seq")
    declined = Round.objects.create(
        subject=proposal,
        name="acceptance",
        kind="deciding",
        opened_at=proposal.entered_at,
        subject_version=1,
        outcome="returned",
    )
    asked = Seat.objects.create(round=declined, role="owner", institution=road.porter)
    Decision.objects.create(
        seat=asked,
        decided_by=road.team,
        verdict="object",
        decided_at=answer.recorded_at,
        event=answer,
    )

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, "seek_again", actor=road.team)
    others = [Candidate(road.porter.pk), Candidate(institutions.ministry.pk)]
    set_candidates(proposal, candidates=others, actor=road.team)
    fire(proposal, "seek_again", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["candidate_ranked"]
    seat = Seat.objects.get(round__subject=proposal, round__outcome="")
    assert seat.institution == institutions.ministry


def test_a_sheet_is_not_opened_again_for_an_author(road: Road) -> None:
    proposal = load(road, "ready")

    with pytest.raises(TransitionForbiddenError):
        fire(proposal, "reopen_sheet", actor=road.author, inputs={"reason": "Non."})


def test_every_reason_against_the_next_step_is_explained(road: Road) -> None:
    proposal = load(road, "finalization")

    explained = explain(proposal, actor=road.team).find("keep_signatures")

    assert explained is not None
    assert [reason.code for reason in explained.reasons] == ["signatures_current"]


def test_before_a_convention_has_its_sheet_no_party_is_said_not_to_have_signed(road: Road) -> None:
    finalized, before = load(road, "finalization"), load(road, "signature")

    with override("en"):
        kept = explain(finalized, actor=road.team).find("keep_signatures")
        waited = explain(before, actor=road.team).find("complete_signature")

    assert kept is not None
    assert waited is not None
    assert [each.message for each in kept.reasons] == [
        "Nobody has signed it yet: finalize it, then its parties sign."
    ]
    (reason,) = (each for each in waited.reasons if each.code == "all_parties_signed")
    assert reason.message == "Annex its sheet to a convention."
    assert reason.roles == (MINISTRY_TEAM,)


def test_the_last_phases_are_shown_in_their_order() -> None:
    phases = [state.phase for state in ProposalMachine.states.values() if state.phase]

    on_the_road = list(dict.fromkeys(phases))

    assert on_the_road[:7] == [str(phase) for phase in Phase][:7]


def load(road: Road, state: str) -> int:
    """Bring in a dossier that an earlier procedure had taken to this state."""
    event = load_in(
        "proposal",
        state=state,
        values={"plan": road.plan, "parent": road.plan, **TEXTS},
        inputs={"source_document": "Registre", "as_of": date(2026, 9, 1)},
        actor=None,
    )
    return event.subject_id
