"""What is to be done moves with the day it is counted from, and errands end with their own task."""

from datetime import date

import pytest

from tests.workflow.toy.making import CLOSES_ON, MONDAY, Office, leave, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import CLERK, MASTER
from workflow.deadlines import working_days
from workflow.engine import fire
from workflow.engine.desks import name_desk
from workflow.engine.errands import close_errands, open_errand
from workflow.engine.rescheduling import reschedule
from workflow.models import Event, Verdict, WorkItem
from workflow.rounds.settlement import Ballot, settle_collecting


def item_of(parcel: Parcel) -> WorkItem:
    return WorkItem.objects.get(subject=parcel, closed_at=None)


def move_closing(van: Van, day: date | None) -> None:
    Van.objects.filter(pk=van.pk).update(closes_on=day)


def test_what_is_due_moves_with_its_day_and_begins_anew(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    assert (item_of(parcel).due_on, item_of(parcel).generation) == (CLOSES_ON, 1)
    move_closing(van, date(2026, 6, 20))

    assert reschedule([parcel.pk], today=MONDAY) == 1

    # The 20th is a Saturday.
    assert (item_of(parcel).due_on, item_of(parcel).generation) == (date(2026, 6, 22), 2)


def test_what_did_not_move_stays_as_it_is(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    assert reschedule([parcel.pk], today=MONDAY) == 0
    assert item_of(parcel).generation == 1


def test_what_loses_its_day_is_undated(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    move_closing(van, None)

    reschedule([parcel.pk], today=MONDAY)

    assert item_of(parcel).due_on is None


def test_a_number_of_days_counts_from_the_day_it_was_opened(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")

    assert reschedule([parcel.pk], today=date(2026, 6, 5)) == 0


def test_a_seat_keeps_the_term_it_was_promised(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    seat = WorkItem.objects.get(subject=parcel, seat__isnull=False)
    WorkItem.objects.filter(pk=seat.pk).update(due_on=date(2026, 12, 1))

    assert reschedule([parcel.pk], today=MONDAY) == 0


def test_a_day_that_is_given_with_the_transition_is_counted_from_at_once(
    office: Office, van: Van
) -> None:
    leave(office, van, {})

    fire(van, "turn_back", actor=office.dora, inputs={"departs_on": "2026-07-06"})

    assert WorkItem.objects.get(subject=van, closed_at=None).due_on == date(2026, 7, 6)


# ---- Errands.


@pytest.fixture
def event(office: Office, parcel: Parcel) -> Event:
    return Event.objects.get(subject=parcel)


def test_an_errand_lies_on_a_desk_until_it_is_done(
    office: Office, parcel: Parcel, event: Event
) -> None:
    errand = open_errand(event, "sweep", role=MASTER, today=MONDAY, term=working_days(5))
    assert (errand.desk, errand.due_on) == (MASTER.code, date(2026, 6, 8))

    fire(parcel, "post", actor=office.anna)
    errand.refresh_from_db()
    assert errand.closed_at is None

    assert close_errands(event, "sweep") == 1
    errand.refresh_from_db()
    assert errand.closed_by == event


def test_an_errand_that_lies_there_is_not_opened_again(office: Office, event: Event) -> None:
    first = open_errand(event, "sweep", role=MASTER, today=MONDAY)

    assert open_errand(event, "sweep", role=MASTER, today=MONDAY) == first
    assert open_errand(event, "sweep", role=CLERK, today=MONDAY) != first
    assert first.due_on is None


# ---- Desks and ballots.


@pytest.mark.once
@pytest.mark.parametrize(
    ("person", "institution", "desk"),
    [(None, None, "clerk"), (7, None, "person:7"), (None, 3, "clerk:3"), (7, 3, "person:7")],
)
def test_a_desk_is_that_of_a_person_of_an_institution_or_of_a_role(
    person: int | None, institution: int | None, desk: str
) -> None:
    assert name_desk("clerk", person, institution) == desk


@pytest.mark.once
@pytest.mark.parametrize("seats", range(1, 8))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_collecting_round_ends_with_its_last_seat_whatever_it_says(
    seats: int, verdict: Verdict
) -> None:
    for spoken in range(seats + 1):
        ballots = [
            Ballot(seat_id=number, verdict=verdict if number < spoken else None)
            for number in range(seats)
        ]
        assert settle_collecting(ballots) == (spoken == seats)


@pytest.mark.once
def test_a_round_without_seats_never_ends() -> None:
    assert not settle_collecting([])
