"""A deciding round: the decision that settles it moves the subject in the same transaction."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflow.toy.making import MONDAY, Office, make_parcel, make_user
from tests.workflow.toy.models import Parcel, Treaty, Van
from tests.workflow.toy.roles import MASTER, PARTY
from tests.workflow.toy.treaties import TreatyMachine
from tests.workflow.toy.treaty_making import (
    Party,
    make_party,
    make_treaty,
    round_of,
    seat_of,
    state_of,
)
from workflow.engine import (
    available,
    decide,
    decline_seat,
    explain,
    fire,
    preview,
    record_fact,
    stand_down,
)
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine import PlannedMove
from workflow.models import Decision, Delegation, Event, RoundOutcome, User, Verdict, WorkItem
from workflow.permissions import grant

APPROVE, OBJECT, ABSTAIN = Verdict.APPROVE, Verdict.OBJECT, Verdict.ABSTAIN


@pytest.fixture
def treaty(office: Office, parties: list[Party]) -> Treaty:
    """Return a treaty that its three parties are asked to approve."""
    return make_treaty(office, parties, by="submit")


def approve(treaty: Treaty, *parties: Party) -> None:
    for party in parties:
        decide(seat_of(treaty, party), actor=party.person, verdict=APPROVE)


def test_the_last_approval_moves_the_treaty_in_the_name_of_who_gave_it(
    treaty: Treaty, parties: list[Party]
) -> None:
    approve(treaty, *parties[:2])
    assert state_of(treaty) == "approving"

    decision = decide(seat_of(treaty, parties[2]), actor=parties[2].person, verdict=APPROVE)

    assert state_of(treaty) == "adopted"
    moved = Event.objects.get(subject=treaty, name="adopt")
    assert (moved.actor, moved.cause) == (parties[2].person, decision.event)
    assert round_of(treaty).outcome == str(RoundOutcome.PASSED)
    assert Treaty.objects.get(pk=treaty.pk).text == "Peace. (adopted)"


def test_an_objection_returns_it_at_once_with_what_was_said(
    treaty: Treaty, parties: list[Party]
) -> None:
    decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=OBJECT, comment="Too dry.")

    assert state_of(treaty) == "draft"
    assert round_of(treaty).outcome == str(RoundOutcome.RETURNED)
    assert "Too dry." in Event.objects.get(subject=treaty, name="give_back").body.json


def test_what_was_still_asked_is_no_longer_needed(treaty: Treaty, parties: list[Party]) -> None:
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=OBJECT, comment="No.")

    assert not WorkItem.objects.filter(round__subject=treaty, closed_at=None).exists()
    with pytest.raises(TransitionRefusedError, match="over"):
        approve(treaty, parties[1])


def test_an_objection_says_why(treaty: Treaty, parties: list[Party]) -> None:
    with pytest.raises(InputError) as refused:
        decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=OBJECT, comment=" ")

    assert list(refused.value.errors) == ["comment"]


def test_a_seat_has_one_vote(treaty: Treaty, parties: list[Party]) -> None:
    approve(treaty, parties[0])

    with pytest.raises(TransitionRefusedError, match="already decided"):
        approve(treaty, parties[0])


def test_a_decision_on_another_text_is_stale(treaty: Treaty, parties: list[Party]) -> None:
    seat = seat_of(treaty, parties[0])

    with pytest.raises(StaleSubjectError, match="text"):
        decide(seat, actor=parties[0].person, verdict=APPROVE, expect_hash="0" * 64)

    decision = decide(seat, actor=parties[0].person, verdict=APPROVE, expect_hash=seat.content_hash)
    assert decision.content_hash == seat.content_hash != ""


def test_a_text_that_changed_a_second_ago_is_not_decided_on(
    treaty: Treaty, parties: list[Party]
) -> None:
    def edit() -> None:
        Treaty.objects.filter(pk=treaty.pk).update(text="War.")

    record_fact(treaty, "edited", actor=None, write=edit)

    with pytest.raises(StaleSubjectError, match="text"):
        approve(treaty, parties[0])


def test_who_last_edited_the_text_does_not_decide_on_it(
    office: Office, parties: list[Party]
) -> None:
    lead = parties[0]
    grant(PARTY, make_user("Deputy"), on=parties[1].institution)
    treaty = make_treaty(office, parties, by="submit", editor=parties[1].person)

    with pytest.raises(TransitionForbiddenError, match="last edited"):
        approve(treaty, parties[1])

    Delegation.objects.create(
        principal=lead.person, delegate=parties[1].person, starts_on=MONDAY, ends_on=MONDAY
    )
    with pytest.raises(TransitionForbiddenError, match="last edited"):
        decide(
            seat_of(treaty, lead),
            actor=parties[1].person,
            on_behalf_of=lead.person,
            verdict=APPROVE,
        )


def test_a_round_in_which_only_the_last_editor_could_decide_does_not_open(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, editor=parties[1].person)

    with pytest.raises(TransitionRefusedError, match=r"toy-party2.*somebody else edit"):
        fire(treaty, "submit", actor=office.boris)
    with pytest.raises(TransitionRefusedError, match="toy-party2"):
        preview(treaty, "submit", actor=office.boris)

    assert state_of(treaty) == "draft"


def test_that_only_the_last_editor_could_decide_is_told_before_anybody_tries(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, editor=parties[1].person)

    explained = explain(treaty, actor=office.boris)
    to_a_party = explain(treaty, actor=parties[0].person).find("submit")
    possible = [each.name for each in available(treaty, actor=office.boris)]

    submit, seek = explained.find("submit"), explained.find("seek")
    assert submit is not None
    (reason,) = submit.reasons
    assert (reason.code, reason.count) == ("eligible", 1)
    assert "toy-party2" in reason.message
    assert "somebody else edit" in reason.message
    assert seek is not None
    assert seek.is_allowed
    assert possible == ["seek"]
    assert to_a_party is not None
    assert "toy-party2" not in " ".join(each.message for each in to_a_party.reasons)
    grant(PARTY, make_user("Deputy"), on=parties[1].institution)
    again = explain(treaty, actor=office.boris).find("submit")
    assert again is not None
    assert again.is_allowed


def test_telling_that_nobody_may_decide_costs_the_same_however_many_seats_there_are(
    office: Office,
) -> None:
    counts = []
    for number in (1, 6):
        parties = [make_party(f"Body{number}x{each}") for each in range(number)]
        User.objects.filter(pk__in=[each.person.pk for each in parties]).update(is_active=False)
        treaty = make_treaty(office, parties)
        with CaptureQueriesContext(connection) as captured:
            explained = explain(treaty, actor=office.boris).find("submit")
        assert explained is not None
        assert [each.count for each in explained.reasons] == [number]
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_seat_whose_only_holder_is_inactive_cannot_be_asked(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties)
    User.objects.filter(pk=parties[2].person.pk).update(is_active=False)

    with pytest.raises(TransitionRefusedError, match="toy-party3"):
        fire(treaty, "submit", actor=office.boris)


def test_a_round_without_seats_does_not_open(office: Office) -> None:
    treaty = make_treaty(office, [])

    with pytest.raises(TransitionRefusedError, match="no one holds a seat"):
        fire(treaty, "seek", actor=office.boris)


def test_a_delegate_votes_for_the_seat(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    Delegation.objects.create(
        principal=parties[0].person, delegate=office.anna, starts_on=MONDAY, ends_on=MONDAY
    )

    decision = decide(
        seat_of(treaty, parties[0]),
        actor=office.anna,
        on_behalf_of=parties[0].person,
        verdict=APPROVE,
    )

    assert (decision.decided_by, decision.on_behalf_of) == (office.anna, parties[0].person)


def test_nobody_votes_for_the_seat_of_another(treaty: Treaty, parties: list[Party]) -> None:
    with pytest.raises(TransitionForbiddenError, match="somebody else's"):
        decide(seat_of(treaty, parties[0]), actor=parties[1].person, verdict=APPROVE)
    with pytest.raises(SubjectNotFoundError):
        decide(0, actor=parties[0].person, verdict=APPROVE)


def test_a_person_never_fires_what_the_round_fires(office: Office, treaty: Treaty) -> None:
    with pytest.raises(TransitionForbiddenError, match="round of decisions"):
        fire(treaty, "adopt", actor=office.boris)


def test_each_decision_moves_what_it_moves_at_once(
    office: Office, van: Van, parties: list[Party]
) -> None:
    parcel = make_parcel(office, van, "posted")
    treaty = make_treaty(office, parties, by="submit", parcels=[parcel])
    approve(treaty, parties[0])
    assert Parcel.objects.get(pk=parcel.pk).state == "posted"

    decision = decline_seat(seat_of(treaty, parties[1]), actor=parties[1].person, comment="No.")

    assert Parcel.objects.get(pk=parcel.pk).state == "returned"
    assert Event.objects.get(subject=parcel, name="follow_back").cause == decision.event


def test_the_end_of_a_round_takes_along_what_its_transition_does(
    office: Office, van: Van, parties: list[Party]
) -> None:
    parcel = make_parcel(office, van, "posted")
    treaty = make_treaty(office, parties, by="submit", parcels=[parcel])

    approve(treaty, *parties)

    moved = Event.objects.get(subject=parcel, name="follow_back")
    assert moved.cause == Event.objects.get(subject=treaty, name="adopt")


def test_what_cannot_follow_takes_the_decision_back(
    office: Office, van: Van, parties: list[Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered = make_parcel(office, van, "delivered")
    treaty = make_treaty(office, parties, by="submit")
    move = PlannedMove(delivered.pk, "follow_back")
    monkeypatch.setattr(TreatyMachine.approval, "decision_moves", lambda _facts, _said: [move])

    with pytest.raises(TransitionRefusedError, match=delivered.reference):
        approve(treaty, parties[0])

    assert not Decision.objects.filter(seat__round__subject=treaty).exists()


def test_the_lead_holds_the_first_seat_and_the_silence_of_others_is_stood_down(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    approve(treaty, parties[0])

    for party in parties[1:]:
        stand_down(seat_of(treaty, party), actor=office.dora, reason="Away.", by=MASTER)

    assert state_of(treaty) == "adopted"


def test_leaving_the_state_cancels_the_round(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    fire(treaty, "take_back", actor=office.boris)

    assert round_of(treaty).outcome == str(RoundOutcome.CANCELLED)
    assert not WorkItem.objects.filter(round__subject=treaty, closed_at=None).exists()
    with pytest.raises(TransitionRefusedError, match="over"):
        approve(treaty, parties[0])


def test_one_after_the_other_is_asked_until_one_accepts(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")
    first, second, _third = parties

    def list_asked() -> list[int | None]:
        asked = WorkItem.objects.filter(round__subject=treaty, closed_at=None)
        return list(asked.values_list("institution_id", flat=True))

    assert list_asked() == [first.institution.pk]
    with pytest.raises(TransitionRefusedError, match="turn"):
        approve(treaty, second)

    decline_seat(seat_of(treaty, first), actor=first.person, comment="Too far.")
    assert list_asked() == [second.institution.pk]

    approve(treaty, second)
    assert state_of(treaty) == "draft"
    assert Event.objects.filter(subject=treaty, name="entrust").exists()


def test_when_nobody_accepts_the_reasons_go_with_the_end(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")

    for number, party in enumerate(parties):
        decline_seat(seat_of(treaty, party), actor=party.person, comment=f"Reason {number}.")

    assert state_of(treaty) == "dropped"
    body = Event.objects.get(subject=treaty, name="drop").body.json
    assert all(f"Reason {number}." in body for number in range(3))


def test_the_term_of_the_next_seat_counts_from_the_day_it_is_asked(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")

    item = WorkItem.objects.get(round__subject=treaty, closed_at=None)

    assert item.due_on == date(2026, 6, 3)
    assert item.desk == f"toy_party:{parties[0].institution.pk}"


def test_an_abstention_in_the_name_of_the_clock_is_refused(
    treaty: Treaty, parties: list[Party]
) -> None:
    with pytest.raises(InputError, match="clock"):
        decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=Verdict.LAPSE)
