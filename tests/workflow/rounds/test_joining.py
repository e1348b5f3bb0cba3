"""Institutions that took another over: the seat goes to them, or they speak for both seats."""

import pytest

from tests.workflow.toy.making import Office
from tests.workflow.toy.models import Treaty
from tests.workflow.toy.roles import CLERK, MASTER
from tests.workflow.toy.treaty_making import (
    Party,
    make_party,
    make_treaty,
    round_of,
    seat_of,
    state_of,
)
from workflow.engine import decide, decline_seat, invite_again, join_seat, stand_down, transfer_seat
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import Event, EventBody, Institution, Seat, Verdict, WorkItem

APPROVE = Verdict.APPROVE


@pytest.fixture
def treaty(office: Office, parties: list[Party]) -> Treaty:
    return make_treaty(office, parties, by="submit")


def join(treaty: Treaty, old: Party, heir: Party, office: Office) -> Event:
    """Let the heir speak for the seat of the old party."""
    return join_seat(
        seat_of(treaty, old),
        heir=heir.institution,
        actor=office.boris,
        by=CLERK,
        reason="It takes over.",
    )


def asked(treaty: Treaty) -> list[str]:
    """Return the desks on which an answer is awaited."""
    items = WorkItem.objects.filter(subject=treaty, seat__isnull=False, closed_at=None)
    return sorted(items.values_list("desk", flat=True))


def desk(*parties: Party) -> list[str]:
    return sorted(f"toy_party:{each.institution.pk}" for each in parties)


def test_a_seat_that_is_asked_again_goes_to_who_took_its_holder_over(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat, heir = seat_of(treaty, parties[1]), make_party("Heir")
    stand_down(seat, actor=office.boris, reason="Away.", by=CLERK)

    event = invite_again(seat, actor=office.boris, by=CLERK, heir=heir.institution)

    assert event.name == "approval.invited_again"
    told = EventBody.objects.get(event=event).json
    assert f'"from_institution":{parties[1].institution.pk}' in told
    assert f'"to_institution":{heir.institution.pk}' in told
    item = WorkItem.objects.get(seat=seat)
    assert (item.institution, [item.desk], item.closed_at) == (heir.institution, desk(heir), None)
    with pytest.raises(TransitionForbiddenError):
        decide(seat, actor=parties[1].person, verdict=APPROVE)
    for party in (heir, parties[2], parties[0]):
        decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)
    assert state_of(treaty) == "adopted"


def test_a_seat_is_not_asked_again_of_whom_nobody_speaks_for_or_who_sits_there(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat, empty = seat_of(treaty, parties[1]), Institution.objects.create(code="toy-empty")
    stand_down(seat, actor=office.boris, reason="Away.", by=CLERK)

    with pytest.raises(TransitionRefusedError, match="toy-empty"):
        invite_again(seat, actor=office.boris, by=CLERK, heir=empty)
    with pytest.raises(TransitionRefusedError, match="one vote each"):
        invite_again(seat, actor=office.boris, by=CLERK, heir=parties[2].institution)

    assert not WorkItem.objects.filter(seat=seat, closed_at=None).exists()


def test_who_took_over_the_first_speaks_for_both_in_its_place(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, other = parties

    event = join(treaty, lead, partner, office)

    assert event.name == "approval.joined"
    assert asked(treaty) == desk(partner, other)
    decide(seat_of(treaty, other), actor=other.person, verdict=APPROVE)
    decide(seat_of(treaty, partner), actor=partner.person, verdict=APPROVE)
    assert state_of(treaty) == "adopted"


def test_silence_of_who_leads_since_returns_what_only_a_partner_would_let_pass(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, other = parties

    join(treaty, lead, partner, office)
    decide(seat_of(treaty, other), actor=other.person, verdict=APPROVE)
    stand_down(seat_of(treaty, partner), actor=office.boris, reason="Away.", by=CLERK)

    assert state_of(treaty) == "draft"


def test_an_approval_that_stands_for_both_ends_the_round_at_once(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, other = parties
    for party in (lead, other):
        decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)

    join(treaty, partner, lead, office)

    assert state_of(treaty) == "adopted"
    assert round_of(treaty).outcome == "passed"


def test_a_seat_that_took_no_part_is_joined_and_the_round_goes_on(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, other = parties
    stand_down(seat_of(treaty, partner), actor=office.boris, reason="Away.", by=CLERK)

    join(treaty, partner, other, office)

    assert asked(treaty) == desk(lead, other)
    for party in (lead, other):
        decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)
    assert state_of(treaty) == "adopted"


def test_who_approved_another_text_than_that_which_binds_both_is_asked_again(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, other = parties
    decide(seat_of(treaty, partner), actor=partner.person, verdict=APPROVE)
    new_text = "0" * 64

    join_seat(
        seat_of(treaty, other),
        heir=partner.institution,
        actor=office.boris,
        by=CLERK,
        reason="It takes over.",
        bind=lambda _seat: new_text,
    )

    assert asked(treaty) == desk(lead, partner)
    assert seat_of(treaty, partner).content_hash == new_text


def test_a_candidate_that_took_over_the_one_who_is_asked_is_asked_now(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")
    first, second, _third = parties

    join(treaty, first, second, office)

    assert asked(treaty) == desk(second)
    decide(seat_of(treaty, second), actor=second.person, verdict=APPROVE)
    assert Event.objects.filter(subject=treaty, name="entrust").exists()


def test_a_candidate_that_declined_is_asked_again_for_the_one_it_took_over(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")
    first, second, third = parties
    decline_seat(seat_of(treaty, first), actor=first.person, comment="Too far.")

    join(treaty, second, first, office)

    assert asked(treaty) == desk(first)
    decline_seat(seat_of(treaty, first), actor=first.person, comment="Still too far.")
    assert asked(treaty) == desk(third)
    decline_seat(seat_of(treaty, third), actor=third.person, comment="Too near.")
    assert state_of(treaty) == "dropped"


def test_a_candidate_whose_turn_has_not_come_is_never_asked_beside_its_heir(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")
    first, second, third = parties

    join(treaty, second, first, office)
    decline_seat(seat_of(treaty, first), actor=first.person, comment="Too far.")

    assert asked(treaty) == desk(third)


def test_nothing_is_done_about_a_seat_that_has_no_vote(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, _other = parties
    join(treaty, lead, partner, office)
    seat = seat_of(treaty, lead)

    for act in (
        lambda: decide(seat, actor=lead.person, verdict=APPROVE),
        lambda: invite_again(seat, actor=office.boris, by=CLERK),
        lambda: join(treaty, lead, partner, office),
        lambda: transfer_seat(
            seat,
            to=make_party("Other").institution,
            actor=office.boris,
            by=CLERK,
            reason="So.",
        ),
    ):
        with pytest.raises(TransitionRefusedError, match="speaks for both"):
            act()


def test_seats_are_joined_by_the_role_that_may_with_a_reason_to_one_that_sits_there(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    lead, partner, _other = parties
    stranger = make_party("Stranger")

    with pytest.raises(TransitionForbiddenError):
        join_seat(
            seat_of(treaty, partner),
            heir=lead.institution,
            actor=office.boris,
            by=MASTER,
            reason="So.",
        )
    with pytest.raises(InputError):
        join_seat(
            seat_of(treaty, partner),
            heir=lead.institution,
            actor=office.boris,
            by=CLERK,
            reason=" ",
        )
    with pytest.raises(TransitionRefusedError, match="no seat in this round"):
        join(treaty, partner, stranger, office)
    decide(seat_of(treaty, partner), actor=partner.person, verdict=APPROVE)
    with pytest.raises(TransitionRefusedError, match="already decided"):
        join(treaty, partner, lead, office)

    assert not Seat.objects.exclude(joined_to=None).exists()
