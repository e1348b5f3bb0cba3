"""Answers on paper: one person records them with the scan, a second one confirms."""

from datetime import date
from typing import Any

import pytest

from tests.workflow.toy.making import Office
from tests.workflow.toy.models import Treaty, TreatyLetter
from tests.workflow.toy.roles import CLERK, MASTER
from tests.workflow.toy.treaty_making import Party, make_treaty, seat_of, state_of
from workflow.engine import confirm, decide, decline, record_decision
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import (
    Decision,
    Event,
    Round,
    RoundKind,
    RoundOutcome,
    User,
    Verdict,
    WorkItem,
)
from workflow.permissions import revoke

APPROVE, OBJECT = Verdict.APPROVE, Verdict.OBJECT


@pytest.fixture
def treaty(office: Office, parties: list[Party]) -> Treaty:
    return make_treaty(office, parties, by="submit")


def write_paper(treaty: Treaty) -> dict[str, Any]:
    letter = TreatyLetter.objects.create(treaty=treaty, name="Letter")
    return {
        "paper_number": "12/2026",
        "paper_on": "2026-05-29",
        "paper_capacity": "Secretary general",
        "paper_scan": letter.pk,
    }


def record(
    office: Office,
    treaty: Treaty,
    party: Party,
    verdict: Verdict = APPROVE,
    *,
    comment: str = "",
) -> Round:
    record_decision(
        seat_of(treaty, party),
        paper=write_paper(treaty),
        verdict=verdict,
        comment=comment,
        actor=office.boris,
        by=CLERK,
    )
    return Round.objects.get(proposed_seat__institution=party.institution, outcome="")


def test_what_is_recorded_counts_once_a_second_person_has_confirmed_it(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])
    assert not Decision.objects.filter(seat__round__subject=treaty).exists()
    assert WorkItem.objects.get(round=waiting).desk == "toy_clerk"

    event = confirm(waiting.pk, actor=office.carla)

    decision = Decision.objects.get(event=event)
    assert (decision.verdict, decision.decided_by) == ("approve", office.boris)
    assert (event.name, event.confirmed_by) == ("approval.approve", office.carla)
    assert event.occurred_on == date(2026, 5, 29)
    assert "12/2026" in event.body.json
    assert not WorkItem.objects.filter(round=waiting, closed_at=None).exists()


def test_a_record_that_settles_the_round_moves_the_treaty(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1], OBJECT, comment="Not like this.")

    confirm(waiting.pk, actor=office.carla)

    assert state_of(treaty) == "draft"
    waiting.refresh_from_db()
    assert waiting.outcome == str(RoundOutcome.PASSED)


def test_records_of_several_seats_wait_beside_one_another(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = [record(office, treaty, party) for party in parties]

    for each in waiting:
        confirm(each.pk, actor=office.carla)

    assert state_of(treaty) == "adopted"


def test_nobody_confirms_what_they_recorded(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])

    with pytest.raises(TransitionForbiddenError, match="yourself"):
        confirm(waiting.pk, actor=office.boris)
    with pytest.raises(TransitionForbiddenError, match="clerk"):
        confirm(waiting.pk, actor=office.dora)
    with pytest.raises(SubjectNotFoundError):
        confirm(waiting.pk + 99, actor=office.carla)


@pytest.mark.parametrize("loses", ["role", "account"])
def test_what_somebody_recorded_who_lost_the_right_since_is_not_confirmed(
    loses: str, office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])
    if loses == "role":
        revoke(CLERK, office.boris)
    else:
        User.objects.filter(pk=office.boris.pk).update(is_active=False)

    with pytest.raises(TransitionRefusedError, match="is no longer"):
        confirm(waiting.pk, actor=office.carla)

    assert not Decision.objects.filter(seat__round__subject=treaty).exists()
    decline(waiting.pk, actor=office.carla, comment="It is recorded anew.")
    decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=APPROVE)


def test_what_is_not_confirmed_leaves_the_seat_as_it_was(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])

    event = decline(waiting.pk, actor=office.carla, comment="The stamp is missing.")

    assert event.name == "approval.not_confirmed"
    decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=APPROVE)


def test_a_seat_that_answers_itself_lets_the_record_fall(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])

    decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=APPROVE)

    waiting.refresh_from_db()
    assert waiting.outcome == str(RoundOutcome.CANCELLED)
    with pytest.raises(TransitionRefusedError, match="over"):
        confirm(waiting.pk, actor=office.carla)


def test_a_record_falls_with_its_round(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])

    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=OBJECT, comment="No.")

    waiting.refresh_from_db()
    assert waiting.outcome == str(RoundOutcome.CANCELLED)
    assert not WorkItem.objects.filter(round=waiting, closed_at=None).exists()


def test_a_record_about_a_text_that_changed_is_stale(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    waiting = record(office, treaty, parties[1])
    Treaty.objects.filter(pk=treaty.pk).update(text="War.")

    with pytest.raises(StaleSubjectError, match="text"):
        confirm(waiting.pk, actor=office.carla)


def test_a_record_is_made_once_by_the_role_that_may_and_in_full(
    office: Office, treaty: Treaty, parties: list[Party]
) -> None:
    seat, paper = seat_of(treaty, parties[1]), write_paper(treaty)

    def try_to(**changes: Any) -> None:
        usual: dict[str, Any] = {"paper": paper, "verdict": APPROVE, "actor": office.boris}
        record_decision(seat, **{**usual, "by": CLERK, **changes})

    with pytest.raises(TransitionForbiddenError):
        try_to(by=MASTER)
    with pytest.raises(InputError) as refused:
        try_to(paper={**paper, "paper_scan": None})
    assert list(refused.value.errors) == ["paper_scan"]
    with pytest.raises(InputError):
        try_to(verdict=OBJECT)
    with pytest.raises(InputError):
        try_to(verdict=Verdict.LAPSE)
    try_to()
    with pytest.raises(TransitionRefusedError, match="recorded"):
        try_to()

    assert Round.objects.filter(kind=str(RoundKind.RECORD)).count() == 1
    assert Event.objects.filter(name="approval.recorded").count() == 1
