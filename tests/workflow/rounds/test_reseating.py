"""Seats that go to somebody else, and seats that are asked again."""

from datetime import date

import pytest
from viewflow.workflow.models import Task

from tests.workflow.toy.making import Office
from tests.workflow.toy.models import Treaty
from tests.workflow.toy.roles import CLERK, MASTER
from tests.workflow.toy.treaty_making import Party, make_party, make_treaty, seat_of, state_of
from workflow.clock import FixedClock, use_clock
from workflow.engine import decide, decline_seat, invite_again, lapse, stand_down, transfer_seat
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import COUNTING, Decision, Event, Institution, Seat, Verdict, WorkItem

APPROVE = Verdict.APPROVE


@pytest.fixture
def treaty(office: Office, parties: list[Party]) -> Treaty:
    return make_treaty(office, parties, by="submit")


def test_a_successor_decides_in_the_seat_it_was_given(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    heir = make_party("Heir")
    seat = seat_of(treaty, parties[2])

    event = transfer_seat(
        seat, to=heir.institution, actor=office.boris, by=CLERK, reason="It takes over."
    )

    assert event.name == "approval.transferred"
    item = WorkItem.objects.get(seat=seat)
    assert item.desk == f"toy_party:{heir.institution.pk}"
    with pytest.raises(TransitionForbiddenError):
        decide(seat, actor=parties[2].person, verdict=APPROVE)
    decide(seat, actor=heir.person, verdict=APPROVE)


def test_a_seat_is_transferred_by_the_role_that_may_and_with_a_reason(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat, heir = seat_of(treaty, parties[2]), make_party("Heir")

    with pytest.raises(TransitionForbiddenError):
        transfer_seat(seat, to=heir.institution, actor=office.boris, by=MASTER, reason="So.")
    with pytest.raises(InputError):
        transfer_seat(seat, to=heir.institution, actor=office.boris, by=CLERK, reason=" ")


def test_nobody_gets_a_second_vote_by_a_transfer(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    with pytest.raises(TransitionRefusedError, match="one vote"):
        transfer_seat(
            seat_of(treaty, parties[2]),
            to=parties[1].institution,
            actor=office.boris,
            by=CLERK,
            reason="A merger.",
        )


def test_a_seat_does_not_go_to_whom_nobody_speaks_for(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    empty = Institution.objects.create(code="toy-empty")

    with pytest.raises(TransitionRefusedError, match="toy-empty"):
        transfer_seat(
            seat_of(treaty, parties[2]), to=empty, actor=office.boris, by=CLERK, reason="So."
        )


def test_what_was_decided_stays_with_who_decided_it(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat = seat_of(treaty, parties[2])
    decide(seat, actor=parties[2].person, verdict=APPROVE)

    with pytest.raises(TransitionRefusedError, match="already decided"):
        transfer_seat(
            seat, to=make_party("Heir").institution, actor=office.boris, by=CLERK, reason="So."
        )


def test_a_seat_that_stayed_silent_is_asked_again_and_decides(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat = seat_of(treaty, parties[1])
    with use_clock(FixedClock.on(date(2026, 6, 5))):
        lapse(seat)

        event = invite_again(seat, actor=office.boris, by=CLERK)

        item = WorkItem.objects.get(seat=seat)
        assert (item.closed_at, item.generation, item.due_on) == (None, 2, date(2026, 6, 10))
        assert event.name == "approval.invited_again"
        decide(seat, actor=parties[1].person, verdict=APPROVE)
        for party in (parties[0], parties[2]):
            decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)

    assert state_of(treaty) == "adopted"
    said = Decision.objects.filter(seat=seat).order_by("pk")
    assert [(each.verdict, each.asking) for each in said] == [("lapse", 1), ("approve", 2)]
    assert Decision.objects.get(COUNTING, seat=seat).verdict == "approve"
    assert Task.objects.filter(work_item__seat=seat).get().status == "DONE"


def test_a_seat_that_was_stood_down_is_asked_again(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat = seat_of(treaty, parties[1])
    stand_down(seat, actor=office.boris, reason="Away.", by=CLERK)

    invite_again(seat, actor=office.boris, by=CLERK)

    assert WorkItem.objects.filter(seat=seat, closed_at=None).exists()


def test_who_approved_or_was_not_asked_is_not_asked_again(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=APPROVE)

    for party in parties[1:]:
        with pytest.raises(TransitionRefusedError, match="declined"):
            invite_again(seat_of(treaty, party), actor=office.boris, by=CLERK)


def test_a_candidate_who_declined_is_asked_again_beside_the_next(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")
    first, second = parties[:2]
    decline_seat(seat_of(treaty, first), actor=first.person, comment="Too far.")

    invite_again(seat_of(treaty, first), actor=office.boris, by=CLERK)
    decline_seat(seat_of(treaty, second), actor=second.person, comment="Too near.")
    # One of those who are asked has still to speak, so nobody else is.
    assert Seat.objects.filter(round__subject=treaty, work_item=None).count() == 1
    decide(seat_of(treaty, first), actor=first.person, verdict=APPROVE)

    assert Event.objects.filter(subject=treaty, name="entrust").exists()


def test_only_the_role_that_may_asks_again(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    stand_down(seat_of(treaty, parties[1]), actor=office.boris, reason="Away.", by=CLERK)

    with pytest.raises(TransitionForbiddenError):
        invite_again(seat_of(treaty, parties[1]), actor=office.boris, by=MASTER)
