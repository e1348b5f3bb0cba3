"""A collecting round: seats are opened, each decides once, the round ends with the last."""

from datetime import date

import pytest

from tests.workflow.toy.making import (
    INSPECTION,
    MONDAY,
    Office,
    get_proposal,
    make_parcel,
    make_user,
)
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import MASTER
from workflow.clock import FixedClock, use_clock
from workflow.engine import decide, fire, stand_down
from workflow.exceptions import (
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import (
    Decision,
    Delegation,
    Event,
    EventKind,
    Round,
    RoundOutcome,
    Seat,
    User,
    Verdict,
    WorkItem,
)


@pytest.fixture
def fanny(office: Office) -> User:
    return make_user("Fanny")


@pytest.fixture
def inspected(office: Office, van: Van, fanny: User) -> Parcel:
    """Return a parcel that Ben and Fanny inspect."""
    parcel = make_parcel(office, van, "posted")
    inputs = {**INSPECTION, "inspectors": [office.ben, fanny]}
    fire(parcel, "inspect", actor=office.boris, inputs=inputs)
    return parcel


def seat_of(parcel: Parcel, person: User) -> Seat:
    return Seat.objects.get(round__subject=parcel, person=person)


def outcome_of(parcel: Parcel) -> str:
    return Round.objects.values_list("outcome", flat=True).get(subject=parcel, name="inspection")


def test_each_seat_is_a_thing_to_do_of_its_person(
    office: Office, inspected: Parcel, fanny: User
) -> None:
    items = WorkItem.objects.filter(subject=inspected, seat__isnull=False).order_by("pk")

    assert [item.desk for item in items] == [f"person:{office.ben.pk}", f"person:{fanny.pk}"]
    assert {item.due_on for item in items} == {date(2026, 6, 4)}
    assert {item.kind for item in items} == {"inspection"}


def test_the_round_ends_when_the_last_seat_has_spoken(
    office: Office, inspected: Parcel, fanny: User
) -> None:
    decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE)
    assert outcome_of(inspected) == ""

    decision = decide(
        seat_of(inspected, fanny), actor=fanny, verdict=Verdict.OBJECT, comment="It leaks."
    )

    assert outcome_of(inspected) == str(RoundOutcome.COLLECTED)
    assert (decision.event.kind, decision.event.name) == (
        str(EventKind.DECISION),
        "inspection.object",
    )
    assert not WorkItem.objects.filter(round__subject=inspected, closed_at=None).exists()
    # The master still has to decide.
    assert WorkItem.objects.get(subject=inspected, closed_at=None).desk == "toy_master"


def test_a_seat_that_has_not_spoken_holds_the_parcel_back(
    office: Office, inspected: Parcel, fanny: User
) -> None:
    decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE)

    with pytest.raises(TransitionRefusedError, match="Inspections missing: 1"):
        fire(inspected, "accept", actor=office.dora)


def test_a_seat_decides_once(office: Office, inspected: Parcel) -> None:
    seat = seat_of(inspected, office.ben)
    decide(seat, actor=office.ben, verdict=Verdict.APPROVE)

    with pytest.raises(TransitionRefusedError, match="already decided"):
        decide(seat, actor=office.ben, verdict=Verdict.OBJECT)


def test_nobody_decides_for_the_seat_of_another(
    office: Office, inspected: Parcel, fanny: User
) -> None:
    with pytest.raises(TransitionForbiddenError, match="somebody else's"):
        decide(seat_of(inspected, office.ben), actor=fanny, verdict=Verdict.APPROVE)


def test_who_may_not_see_it_finds_no_seat(office: Office, inspected: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError):
        decide(seat_of(inspected, office.ben), actor=make_user("Stranger"), verdict=Verdict.APPROVE)
    with pytest.raises(SubjectNotFoundError):
        decide(0, actor=office.ben, verdict=Verdict.APPROVE)


def test_a_decision_on_what_was_read_before_is_refused(office: Office, inspected: Parcel) -> None:
    with pytest.raises(StaleSubjectError):
        decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE, expect=1)


def test_a_delegate_decides_for_the_seat(office: Office, inspected: Parcel, fanny: User) -> None:
    Delegation.objects.create(
        principal=office.ben, delegate=office.anna, starts_on=MONDAY, ends_on=MONDAY
    )

    decision = decide(
        seat_of(inspected, office.ben),
        actor=office.anna,
        on_behalf_of=office.ben,
        verdict=Verdict.APPROVE,
    )

    assert (decision.decided_by, decision.on_behalf_of) == (office.anna, office.ben)


def test_what_the_domain_writes_goes_with_the_decision(office: Office, inspected: Parcel) -> None:
    def weigh() -> None:
        Parcel.objects.filter(pk=inspected.pk).update(weight=9)

    decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE, write=weigh)

    assert Parcel.objects.get(pk=inspected.pk).weight == 9


def test_what_the_domain_could_not_write_takes_the_decision_back(
    office: Office, inspected: Parcel
) -> None:
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        decide(
            seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE, write=fail
        )

    assert not Decision.objects.exists()
    assert outcome_of(inspected) == ""


def test_a_decision_is_bound_to_the_text_that_was_read(office: Office, inspected: Parcel) -> None:
    decision = decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE)

    frozen = Round.objects.get(subject=inspected, name="inspection").content_hash
    assert len(frozen) == 64
    assert decision.content_hash == frozen


def test_leaving_the_state_closes_the_round_and_its_seats(
    office: Office, inspected: Parcel
) -> None:
    with use_clock(FixedClock.on(date(2026, 6, 2))):
        fire(inspected, "let_go", actor=office.dora)

    assert outcome_of(inspected) == str(RoundOutcome.CANCELLED)
    assert not WorkItem.objects.filter(subject=inspected, closed_at=None).exists()
    # Who inspected sees it no longer; who still may is told that the round is over.
    with pytest.raises(SubjectNotFoundError):
        decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE)


def test_a_decision_voids_what_was_proposed_before_it(office: Office, inspected: Parcel) -> None:
    fire(inspected, "refuse", actor=office.boris, inputs={"code": "wet", "reason": "Wet."})
    proposal = get_proposal(inspected)

    decide(seat_of(inspected, office.ben), actor=office.ben, verdict=Verdict.APPROVE)

    proposal.refresh_from_db()
    assert proposal.outcome == str(RoundOutcome.CANCELLED)


def test_a_proposal_leaves_the_inspection_open(office: Office, inspected: Parcel) -> None:
    fire(inspected, "refuse", actor=office.boris, inputs={"code": "wet", "reason": "Wet."})

    assert outcome_of(inspected) == ""


def test_a_countersign_seat_is_not_decided_like_another(office: Office, inspected: Parcel) -> None:
    fire(inspected, "refuse", actor=office.boris, inputs={"code": "wet", "reason": "Wet."})

    with pytest.raises(TransitionRefusedError, match="answered in another way"):
        decide(get_proposal(inspected).seats.get(), actor=office.carla, verdict=Verdict.APPROVE)


def test_whoever_runs_the_procedure_lets_a_seat_abstain(office: Office, inspected: Parcel) -> None:
    decision = stand_down(
        seat_of(inspected, office.ben), actor=office.dora, reason="On leave.", by=MASTER
    )

    assert (decision.verdict, decision.decided_by) == (str(Verdict.ABSTAIN), office.dora)
    assert Event.objects.get(pk=decision.event_id).name == "inspection.abstain"


def test_somebody_else_lets_no_seat_abstain(office: Office, inspected: Parcel) -> None:
    with pytest.raises(TransitionForbiddenError):
        stand_down(
            seat_of(inspected, office.ben), actor=office.boris, reason="On leave.", by=MASTER
        )
