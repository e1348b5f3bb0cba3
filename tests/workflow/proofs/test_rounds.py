"""Rounds under several people at once: one vote a seat, one end a round, whoever comes first."""

from collections.abc import Callable
from functools import partial
from random import Random
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from tests.databases import Clone
from tests.races import run_at_once
from tests.workflow.proofs.children import run_children, run_to_death
from tests.workflow.proofs.test_crashes import KILLED, CrashError, die, interrupted
from tests.workflow.toy.making import MONDAY, Office, make_office, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Treaty
from tests.workflow.toy.treaty_making import (
    Party,
    make_parties,
    make_treaty,
    round_of,
    seat_of,
    state_of,
)
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import decide, fire, record_fact
from workflow.exceptions import StaleSubjectError, TransitionRefusedError, WorkflowError
from workflow.history.verification import verify
from workflow.models import (
    Announcement,
    Decision,
    Event,
    Round,
    RoundOutcome,
    Seat,
    Subject,
    User,
    Verdict,
    WorkItem,
)

ROUNDS, DECIDERS = 20, 5
PROCESSES, SEATS = 8, 60
PAUSE_SECONDS = 0.001
#: Before and after each statement of a decision that settles a round.
FEWEST_POINTS = 120
#: Each alone has a right to come too late; nothing else may go wrong.
REFUSALS = (StaleSubjectError, TransitionRefusedError)


@pytest.fixture
def office(cloned_database: Clone) -> Office:
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        return make_office()


@pytest.fixture
def parties(office: Office) -> list[Party]:
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        return make_parties(DECIDERS)


@pytest.fixture
def treaties(office: Office, parties: list[Party]) -> list[Treaty]:
    """Return treaties whose parties are all asked at once."""
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        return [make_treaty(office, parties, by="submit") for _number in range(ROUNDS)]


def on_monday(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with use_clock(FixedClock.on(MONDAY)):
            return act()

    return run


def approve(treaty: Treaty, party: Party) -> Callable[[], Any]:
    return on_monday(
        lambda: decide(seat_of(treaty, party), actor=party.person, verdict=Verdict.APPROVE)
    )


def edit(treaty: Treaty) -> None:
    """Write a fact that changes the text, as only a service that ignores the lock would."""

    def write() -> None:
        Treaty.objects.filter(pk=treaty.pk).update(text="War.")

    record_fact(treaty, "edited", actor=None, write=write)


def check_all() -> None:
    assert check_consistency() == []
    assert verify().findings == ()


def test_five_who_decide_at_once_all_count_and_the_last_of_them_ends_the_round(
    treaties: list[Treaty], parties: list[Party]
) -> None:
    for treaty in treaties:
        outcomes = run_at_once([approve(treaty, party) for party in parties])

        assert [type(each) for each in outcomes] == [Decision] * DECIDERS
        assert state_of(treaty) == "adopted"
        assert Event.objects.filter(subject=treaty, name="adopt").count() == 1
    check_all()


def test_a_decision_against_a_withdrawal_leaves_one_story(
    office: Office, treaties: list[Treaty], parties: list[Party]
) -> None:
    for treaty in treaties:
        for party in parties[1:]:
            approve(treaty, party)()

        withdraw = on_monday(partial(fire, treaty, "take_back", actor=office.boris))
        decided, withdrawn = run_at_once([approve(treaty, parties[0]), withdraw])

        # Whoever came first moved it, and the other was told so.
        assert isinstance(decided, Decision) != isinstance(withdrawn, Event)
        refused = decided if isinstance(decided, WorkflowError) else withdrawn
        assert isinstance(refused, REFUSALS)
        adopted = isinstance(decided, Decision)
        assert state_of(treaty) == ("adopted" if adopted else "draft")
        outcome = RoundOutcome.PASSED if adopted else RoundOutcome.CANCELLED
        assert round_of(treaty).outcome == str(outcome)
    check_all()


def test_a_decision_against_an_edit_is_never_about_a_text_that_was_gone(
    treaties: list[Treaty], parties: list[Party]
) -> None:
    for treaty in treaties:
        party = parties[1]
        decided, _edited = run_at_once([approve(treaty, party), on_monday(partial(edit, treaty))])

        edited = Event.objects.get(subject=treaty, name="edited")
        said = Decision.objects.filter(seat__round__subject=treaty).select_related("event").first()
        if said is None:
            assert isinstance(decided, StaleSubjectError)
        else:
            assert said.event.seq < edited.seq
    check_all()


def race(seed: int, seats: list[int], people: dict[str, int]) -> int:
    """Decide in every seat one can, in an order of one's own; return how many one could."""
    own_order = Random(seed).sample(seats, len(seats))  # noqa: S311  # the same race every time
    won = 0
    with use_clock(FixedClock.on(MONDAY)):
        for key in own_order:
            # SQLite's lock is not fair: who never lets go for an instant starves the others.
            sleep(PAUSE_SECONDS)
            person = User.objects.get(pk=people[str(key)])
            try:
                decide(key, actor=person, verdict=Verdict.APPROVE)
            except REFUSALS:
                continue
            won += 1
    return won


def test_eight_processes_decide_in_each_seat_once(
    treaties: list[Treaty], parties: list[Party]
) -> None:
    own = treaties[: SEATS // DECIDERS]
    seats = list(Seat.objects.filter(round__subject__in=own).order_by("pk"))
    holders = {party.institution.pk: party.person.pk for party in parties}
    people = {str(seat.pk): holders[seat.institution_id or 0] for seat in seats}

    wins = run_children(
        [partial(race, seed, [seat.pk for seat in seats], people) for seed in range(PROCESSES)]
    )

    assert sum(wins) == len(seats) == SEATS
    assert Decision.objects.filter(seat__in=seats).count() == SEATS
    assert {state_of(treaty) for treaty in own} == {"adopted"}
    check_all()


@pytest.fixture
def settling(office: Office) -> tuple[Treaty, Party]:
    """Return a treaty with a parcel, of which one approval is missing."""
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        parties = make_parties(2)
        parcel = make_parcel(office, make_van(office), "posted")
        treaty = make_treaty(office, parties, by="submit", parcels=[parcel])
        decide(seat_of(treaty, parties[1]), actor=parties[1].person, verdict=Verdict.APPROVE)
    return treaty, parties[0]


def read_all() -> dict[str, object]:
    """Return all that a decision which settles a round writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM viewflow_task ORDER BY id")
        tasks = cursor.fetchall()
        cursor.execute("SELECT id, status FROM viewflow_process ORDER BY id")
        runs = cursor.fetchall()
    return {
        "subjects": list(Subject.objects.order_by("pk").values_list("pk", "state", "version")),
        "treaties": list(Treaty.objects.order_by("pk").values_list("pk", "text")),
        "parcels": list(Parcel.objects.order_by("pk").values_list("pk", "state")),
        "events": Event.objects.count(),
        "items": list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at")),
        "rounds": list(Round.objects.order_by("pk").values_list("pk", "outcome")),
        "decisions": Decision.objects.count(),
        "announcements": Announcement.objects.count(),
        "tasks": tasks,
        "runs": runs,
    }


def test_an_error_at_any_point_of_a_settling_decision_leaves_nothing_or_everything(
    settling: tuple[Treaty, Party],
) -> None:
    treaty, party = settling
    before, at = read_all(), 0

    def crash() -> None:
        raise CrashError

    while read_all() == before:
        at += 1
        try:
            with interrupted(at, crash):
                approve(treaty, party)()
        except CrashError:
            # What a request leaves behind when its thread dies: nobody ends the transaction.
            connection.close()

    assert at > FEWEST_POINTS
    assert state_of(treaty) == "adopted"
    assert set(Parcel.objects.values_list("state", flat=True)) == {"returned"}
    check_all()


def test_a_death_in_a_settling_decision_leaves_nothing(settling: tuple[Treaty, Party]) -> None:
    treaty, party = settling
    before = read_all()

    def settle(at: int) -> int:
        with interrupted(at, die) as passed:
            approve(treaty, party)()
        return passed[0]

    # Every point was tried with an error above; a few suffice for a process that dies there.
    for at in range(1, FEWEST_POINTS, FEWEST_POINTS // 12):
        assert run_to_death(partial(settle, at)) == KILLED
        assert read_all() == before

    settle(0)
    assert state_of(treaty) == "adopted"
    check_all()
