"""The plan of 2018-2020 is lived day by day: every rung speaks on the day that the rule says."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override
from pytest_django.fixtures import Settings

from lifecycle.management.replaying.running import TOLD_ON, live_through, load_world
from lifecycle.management.replaying.telling import Day
from workflow.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: The replay is lived once for all the tests of this module; what it told is plain values.
_DAYS: list[Day] = []


@pytest.fixture
def days() -> list[Day]:
    """Return the first 135 days of the plan, as the sweep alone lives them."""
    if not _DAYS:
        load_world(TOLD_ON)
        with override("fr"):
            _DAYS.extend(live_through(TOLD_ON, 135, do_night=sweep, do_morning=lambda: None))
    return _DAYS


def list_rungs(days: list[Day], number: int, subject: str, task: str = "") -> Mapping[str, date]:
    """Return the day on which each rung of one item spoke."""
    found = [
        (rung.rung, day.day)
        for day in days
        for rung in day.rungs
        if (rung.commitment, rung.subject) == (number, subject)
        and rung.standing == "spoken"
        and task in rung.task
    ]
    assert len(found) == len(dict(found)), "a rung spoke twice"
    return dict(found)


def test_what_is_due_on_a_holiday_climbs_from_the_next_working_day(days: list[Day]) -> None:
    rungs = list_rungs(days, 7, "Actualiser les termes de référence")

    assert rungs == {
        "R0-10": date(2020, 7, 16),
        "R0-3": date(2020, 7, 27),
        "R1": date(2020, 8, 3),
        "R2": date(2020, 8, 10),
        "R3": date(2020, 8, 18),
        "R4": date(2020, 8, 27),
    }


def test_what_is_due_in_a_month_climbs_from_its_last_working_day(days: list[Day]) -> None:
    rungs = list_rungs(days, 7, "Tests et guides d'utilisation")

    assert [rungs[each] for each in ("R1", "R2", "R3", "R4")] == [
        date(2020, 10, 28),
        date(2020, 11, 9),
        date(2020, 11, 16),
        date(2020, 11, 24),
    ]


def test_what_has_no_date_climbs_from_the_day_it_was_recorded(days: list[Day]) -> None:
    rungs = list_rungs(days, 13, "Activités restantes")

    assert rungs == {
        "U1-20": date(2020, 8, 17),
        "U1-30": date(2020, 9, 2),
        "U1-40": date(2020, 9, 16),
    }


def test_what_only_begins_on_a_day_climbs_from_that_day(days: list[Day]) -> None:
    assert list_rungs(days, 15, "Activités restantes") == {
        "U1-20": date(2020, 11, 2),
        "U1-30": date(2020, 11, 17),
    }


@pytest.mark.parametrize(
    ("number", "subject", "task"),
    [
        (3, "Structurer la gestion des archives", "Nommer"),
        (10, "Publier le rapport", "Redemander"),
    ],
)
def test_whoever_is_awaited_ages(days: list[Day], number: int, subject: str, task: str) -> None:
    assert list_rungs(days, number, subject, task) == {
        "W1-5": date(2020, 7, 22),
        "W1-10": date(2020, 7, 29),
        "W1-20": date(2020, 8, 17),
    }


@pytest.mark.parametrize("number", [1, 2, 5, 8, 11, 12, 16])
def test_what_is_complete_or_has_nothing_left_to_do_stays_silent(
    days: list[Day], number: int
) -> None:
    assert [rung for day in days for rung in day.rungs if rung.commitment == number] == []


def test_an_activity_without_a_title_is_called_by_its_label(days: list[Day]) -> None:
    assert "R1" in list_rungs(days, 14, "Activité 2")


def test_nothing_is_passed_over_while_every_day_is_lived(days: list[Day]) -> None:
    assert {rung.standing for day in days for rung in day.rungs} == {"spoken"}


def test_a_day_is_told_to_programs_as_plain_values(days: list[Day]) -> None:
    told = json.loads(json.dumps(asdict(days[19]), cls=DjangoJSONEncoder))

    assert told["day"] == "2020-08-03"
    assert told["letters"] == []
    assert told["rungs"][0]["rung"] == "R1"
    assert told["rungs"][0]["institution"].startswith("Instance Nationale de la Probité")


def test_whoever_is_concerned_gets_one_letter_a_day() -> None:
    load_world(TOLD_ON)

    told = {day.day: day for day in live_through(date(2020, 7, 22), 1)}

    letters = told[date(2020, 7, 22)].letters
    readers = [each.to for each in letters]
    assert sorted(readers) == sorted(set(readers))
    assert "owner-archives@replay.example" in readers
    assert all(each.subject for each in letters)


def test_each_rung_of_a_dated_activity_is_told_on_its_day_to_those_it_is_for() -> None:
    load_world(TOLD_ON)
    with override("fr"):
        lived = {day.day: day.letters for day in live_through(TOLD_ON, 44)}

    about = "Actualiser les termes de référence : "
    told = {
        day: {(letter.to.partition("@")[0], letter.subject.removeprefix(about)) for letter in some}
        for day, letters in lived.items()
        if (some := [each for each in letters if each.subject.startswith(about)])
    }
    due, late = "échéance aujourd’hui", "7 jours de retard"
    # On 18 August it is put on the desk of the ministry instead.
    assert {day: readers for day, readers in told.items() if day >= date(2020, 8, 1)} == {
        date(2020, 8, 3): {("project-lead-inpplc", due), ("focal-point-inpplc", due)},
        date(2020, 8, 10): {("focal-point-inpplc", late), ("superior-inpplc", late)},
        date(2020, 8, 27): {("committee", "24 jours de retard")},
    }
    readers = [letter.to for letters in lived.values() for letter in letters]
    assert len(readers) == sum(len({each.to for each in letters}) for letters in lived.values())


def test_it_is_refused_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="refused"):
        call_command("replay")


def test_it_begins_no_earlier_than_the_plan_is_told() -> None:
    with pytest.raises(CommandError, match="2020-07-15"):
        call_command("replay", "--from", "2020-07-14")


@pytest.mark.parametrize("given", [("--from", "demain"), ("--days", "0"), ("--days", "x")])
def test_what_is_no_day_and_no_number_is_refused(given: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("replay", *given)
