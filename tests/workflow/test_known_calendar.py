"""The calendar that a process knows: it spares a read, and nothing is written by an old one."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflow.toy.making import MONDAY, Office
from tests.workflow.toy.models import Treaty
from tests.workflow.toy.treaty_making import make_parties, make_treaty
from workflow import holidays
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.engine.reading import read_rows
from workflow.history.append import Entry, append
from workflow.holidays import decree_holiday, ensure_calendar, load_calendar
from workflow.known_calendar import StaleCalendarError, forget_calendar, get_known_calendar
from workflow.models import CalendarEdition, Event, EventKind, Via, WorkItem

pytestmark = pytest.mark.django_db

#: Five working days after Monday, and with the Wednesday between decreed a day off.
DUE, DUE_LATER, WEDNESDAY = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 3)


@pytest.fixture
def treaty(office: Office) -> Treaty:
    """Return a treaty that can be taken back, to a clerk who has five days."""
    return make_treaty(office, make_parties(), by="submit")


def decree_wednesday() -> None:
    decree_holiday("mourning", WEDNESDAY, name_fr="Deuil", name_ar="حداد", name_en="Mourning")


def take_back(treaty: Treaty, office: Office) -> date | None:
    """Take it back on Monday, and return until when it waits for a clerk."""
    with use_clock(FixedClock.on(MONDAY)):
        fire(treaty.pk, "take_back", actor=office.boris)
    return WorkItem.objects.get(subject=treaty, closed_at=None).due_on


def test_what_is_known_is_not_read_again(
    treaty: Treaty, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_known_calendar()
    monkeypatch.setattr(holidays, "_read_days", lambda *_days: pytest.fail("it was known"))

    assert take_back(treaty, office) == DUE


def test_what_was_decreed_since_counts_at_once(treaty: Treaty, office: Office) -> None:
    get_known_calendar()
    decree_wednesday()

    assert take_back(treaty, office) == DUE_LATER
    assert Event.objects.filter(subject=treaty, name="take_back").count() == 1


def test_it_is_read_anew_once_it_was_found_to_be_old(treaty: Treaty, office: Office) -> None:
    known = get_known_calendar()
    decree_wednesday()
    take_back(treaty, office)

    anew = get_known_calendar()

    assert known is not None
    assert anew is not None
    assert known.calendar.is_working_day(WEDNESDAY)
    assert not anew.calendar.is_working_day(WEDNESDAY)


def test_what_was_decreed_and_taken_back_counts_no_more(treaty: Treaty, office: Office) -> None:
    with transaction.atomic():
        decree_wednesday()
        forget_calendar()
        get_known_calendar()
        transaction.set_rollback(True)

    assert take_back(treaty, office) == DUE


def test_nothing_is_written_by_an_edition_that_does_not_count(
    treaty: Treaty, office: Office
) -> None:
    (row,) = read_rows([treaty.pk])
    entry = Entry(
        kind=EventKind.FACT,
        name="weighed",
        target=row.state,
        machine_version="1",
        actor=office.anna,
        via=Via.CODE,
        now=timezone.now(),
    )

    with pytest.raises(StaleCalendarError):
        append(row, entry, edition="of last year")

    assert not Event.objects.filter(name="weighed").exists()
    assert read_rows([treaty.pk]) == [row]


def test_the_whole_calendar_is_what_is_known() -> None:
    forget_calendar()

    with CaptureQueriesContext(connection) as captured:
        known = get_known_calendar()

    assert len(captured) == 2
    assert known is not None
    assert known.calendar == load_calendar()
    assert (known.calendar.start, known.calendar.end.month) == (date(2018, 1, 1), 12)


def test_a_calendar_of_before_has_an_edition_after_the_next_migration(
    treaty: Treaty, office: Office
) -> None:
    CalendarEdition.objects.all().delete()
    forget_calendar()
    assert get_known_calendar() is None
    assert take_back(treaty, office) == DUE

    ensure_calendar()

    assert CalendarEdition.objects.count() == 1
    assert get_known_calendar() is not None
