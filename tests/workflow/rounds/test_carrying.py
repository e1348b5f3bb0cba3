"""Rework: who approved the very text that comes back is not asked again."""

import pytest

from tests.workflow.toy.making import Office
from tests.workflow.toy.models import Treaty
from tests.workflow.toy.treaty_making import Party, make_treaty, round_of, seat_of, state_of
from workflow.engine import decide, decline_seat, find_earlier_decision, fire, is_locked
from workflow.exceptions import TransitionRefusedError
from workflow.models import Decision, Verdict, WorkItem

APPROVE = Verdict.APPROVE


@pytest.fixture
def returned(office: Office, parties: list[Party]) -> Treaty:
    """Return a treaty that the lead approved and the second party returned."""
    treaty = make_treaty(office, parties, by="submit")
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=APPROVE)
    decline_seat(seat_of(treaty, parties[1]), actor=parties[1].person, comment="Unclear.")
    return treaty


def asked(treaty: Treaty) -> set[int | None]:
    items = WorkItem.objects.filter(round__subject=treaty, closed_at=None)
    return set(items.values_list("institution_id", flat=True))


def test_who_approved_the_very_same_text_is_not_asked_again(
    office: Office, returned: Treaty, parties: list[Party]
) -> None:
    fire(returned, "submit", actor=office.boris)

    assert asked(returned) == {party.institution.pk for party in parties[1:]}
    seat = seat_of(returned, parties[0])
    assert seat.carried_from == Decision.objects.get(verdict="approve")
    with pytest.raises(TransitionRefusedError, match="already decided"):
        decide(seat, actor=parties[0].person, verdict=APPROVE)

    for party in parties[1:]:
        decide(seat_of(returned, party), actor=party.person, verdict=APPROVE)
    assert state_of(returned) == "adopted"


def test_when_a_word_changed_everybody_is_asked_again(
    office: Office, returned: Treaty, parties: list[Party]
) -> None:
    Treaty.objects.filter(pk=returned.pk).update(text="Peace, and quiet.")

    fire(returned, "submit", actor=office.boris)

    assert asked(returned) == {party.institution.pk for party in parties}


def test_what_each_said_about_the_earlier_text_is_found(
    office: Office, returned: Treaty, parties: list[Party]
) -> None:
    Treaty.objects.filter(pk=returned.pk).update(text="Peace, and quiet.")
    fire(returned, "submit", actor=office.boris)

    earlier = find_earlier_decision(seat_of(returned, parties[1]))

    assert earlier is not None
    assert (earlier.verdict, earlier.comment) == ("object", "Unclear.")
    assert earlier.content_hash != seat_of(returned, parties[1]).content_hash
    assert find_earlier_decision(seat_of(returned, parties[2])) is None


def test_somebody_is_always_asked(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="submit")
    for party in parties[:2]:
        decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)
    fire(treaty, "take_back", actor=office.boris)
    # The third leaves the treaty: all that are left approved this very text.
    treaty.parties.filter(institution=parties[2].institution).delete()

    fire(treaty, "submit", actor=office.boris)

    assert asked(treaty) == {parties[0].institution.pk}
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=APPROVE)
    assert state_of(treaty) == "adopted"


def test_an_approval_is_carried_over_more_than_once(
    office: Office, returned: Treaty, parties: list[Party]
) -> None:
    fire(returned, "submit", actor=office.boris)
    decline_seat(seat_of(returned, parties[2]), actor=parties[2].person, comment="Still unclear.")

    fire(returned, "submit", actor=office.boris)

    assert asked(returned) == {party.institution.pk for party in parties[1:]}


def test_who_approved_and_objected_later_is_asked_again(
    office: Office, returned: Treaty, parties: list[Party]
) -> None:
    Treaty.objects.filter(pk=returned.pk).update(text="War.")
    fire(returned, "submit", actor=office.boris)
    decline_seat(seat_of(returned, parties[0]), actor=parties[0].person, comment="Rather peace.")
    Treaty.objects.filter(pk=returned.pk).update(text="Peace.")

    fire(returned, "submit", actor=office.boris)

    assert asked(returned) == {party.institution.pk for party in parties}


def test_a_text_is_locked_while_it_is_decided_on(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties)
    assert not is_locked(treaty.pk)

    fire(treaty, "submit", actor=office.boris)
    assert is_locked(treaty.pk)

    fire(treaty, "take_back", actor=office.boris)
    assert not is_locked(treaty.pk)
    assert round_of(treaty).outcome == "cancelled"


def test_a_search_locks_no_text(office: Office, parties: list[Party]) -> None:
    assert not is_locked(make_treaty(office, parties, by="seek").pk)
