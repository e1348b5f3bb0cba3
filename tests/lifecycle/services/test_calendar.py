"""Days off that the ministry lead decides: what is due moves, by the rule of its words."""

from datetime import date

import pytest

from lifecycle.models import Activity, PeriodRecord, make_period_columns
from lifecycle.selectors.calendar_moves import list_moves
from lifecycle.selectors.calendar_year import list_holiday_changes, read_year
from lifecycle.services.calendar import decide, foresee, make_decree
from lifecycle.services.extensions import extend_item
from lifecycle.vocabulary import PeriodRole, ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from workflow.clock import FixedClock, use_clock
from workflow.engine.rescheduling import reschedule
from workflow.exceptions import EmptyCalendarError, InputError, TransitionForbiddenError
from workflow.holiday_decisions import HolidayDecision
from workflow.models import HolidayAction, HolidayChange, User, WorkItem
from workflow.periods import read_period
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

TODAY = date(2020, 7, 15)


@pytest.fixture
def activity(institutions: Institutions, farid: User) -> Activity:
    """Return an activity of the archives without any date."""
    with use_clock(FixedClock.on(TODAY)):
        return activity_in("planned", commitment_in("in_progress", lead=institutions.archives))


def plan(activity: Activity, words: str) -> WorkItem:
    """Give the activity a period in words; return its item."""
    periods = PeriodRecord.objects.filter(subject=activity, role=PeriodRole.CURRENT.value)
    periods.update(role=PeriodRole.SUPERSEDED.value)
    PeriodRecord.objects.create(
        subject=activity,
        role=PeriodRole.CURRENT.value,
        recorded_on=TODAY,
        **make_period_columns(read_period(words, today=TODAY, language="fr")),
    )
    reschedule([activity.pk, activity.commitment_id], today=TODAY)
    return WorkItem.objects.get(subject=activity, closed_at=None)


@pytest.mark.parametrize(
    ("words", "off", "before", "after"),
    [
        # Words that name a day move forward, those that name a longer span back.
        ("5 août 2020", date(2020, 8, 5), date(2020, 8, 5), date(2020, 8, 6)),
        ("octobre 2020", date(2020, 10, 28), date(2020, 10, 28), date(2020, 10, 27)),
        ("5 août 2020", date(2020, 8, 4), date(2020, 8, 5), date(2020, 8, 5)),
    ],
)
def test_a_decreed_day_moves_what_falls_on_it_by_the_rule_of_its_words(
    activity: Activity, claire: User, words: str, off: date, before: date, after: date
) -> None:
    with use_clock(FixedClock.on(TODAY)):
        item = plan(activity, words)
        decision = make_decree(off, {"fr": "Deuil"})
        outlook = foresee(decision, actor=claire)
        moves = list_moves(outlook, load_grants(claire), today=TODAY)
        decide(decision, reason="Décret.", actor=claire)

    moved = [each.moved for each in moves if each.item.id == item.pk and each.moved.is_due_moved]
    generation = item.generation
    item.refresh_from_db()
    assert [(each.due_before, each.due_after) for each in moved] == (
        [(before, after)] if before != after else []
    )
    assert (item.due_on, item.generation) == (after, generation)


def test_a_day_given_by_hand_stays_where_it_was_put(claire: User, driss: User) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
        item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
        extend_item(item, due_on=date(2026, 3, 18), reason="Attente.", actor=claire)

        decision = make_decree(date(2026, 3, 18), {"fr": "Deuil"})
        change = decide(decision, reason="Décret.", actor=claire)

    item.refresh_from_db()
    assert item.due_on == date(2026, 3, 18)
    assert change.moved_items == 0


def test_two_decrees_of_one_name_have_two_codes(claire: User) -> None:
    first = make_decree(date(2026, 3, 4), {"fr": "Deuil"})
    decide(first, reason="Décret.", actor=claire)

    second = make_decree(date(2026, 3, 5), {"fr": "Deuil", "ar": "حداد"})

    assert (first.code, second.code) == ("deuil", "deuil-2")


def test_what_is_refused_leaves_no_trace(claire: User, amina: User) -> None:
    decision = make_decree(date(2026, 3, 4), {"fr": "Deuil"})

    with pytest.raises(InputError):
        make_decree(date(2026, 3, 4), {"ar": "حداد"})
    with pytest.raises(InputError):
        decide(decision, reason=" ", actor=claire)
    with pytest.raises(TransitionForbiddenError):
        decide(decision, reason="Décret.", actor=amina)
    with pytest.raises(TransitionForbiddenError):
        foresee(decision, actor=amina)

    assert not HolidayChange.objects.exists()


def test_the_history_of_a_year_tells_what_left_it_and_what_came(claire: User) -> None:
    decide(make_decree(date(2026, 12, 31), {"fr": "Pont"}), reason="Décret.", actor=claire)
    moved = HolidayDecision(HolidayAction.MOVED, "pont", 2026, date(2027, 1, 4))
    decide(moved, reason="Erreur.", actor=claire)

    assert [each.action for each in list_holiday_changes(2026)] == ["moved", "decreed"]
    assert [each.action for each in list_holiday_changes(2027)] == ["moved"]


def test_a_focal_point_finds_what_waits_for_their_institution(
    activity: Activity, farid: User, emna: User, driss: User
) -> None:
    with use_clock(FixedClock.on(TODAY)):
        item = plan(activity, "octobre 2020")
        seen = {
            person: [each.id for each in read_year(2020, load_grants(person), today=TODAY).items]
            for person in (farid, emna, driss)
        }

    assert item.pk in seen[farid]
    assert seen[farid] == seen[emna]
    assert seen[driss] == []
    with pytest.raises(EmptyCalendarError):
        read_year(1999, load_grants(farid), today=TODAY)
