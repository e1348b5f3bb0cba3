"""The page of a commitment: labels, periods, who is awaited, what was cancelled and why."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ActionPlan, Activity
from lifecycle.vocabulary import ActivityState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import make_person
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.permissions import grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_first_plan")]


def read(client: Client, number: int, *, language: str = "en") -> str:
    answer = client.get(f"/plans/MA-1/commitments/{number}/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_commitment_is_read_in_each_language(
    client: Client, first_plan: ActionPlan, language: str, direction: str
) -> None:
    page = read(client, 3, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "MO0003" in page


def test_labels_are_names_and_no_ranks(client: Client, first_plan: ActionPlan) -> None:
    page = read(client, 14)

    places = [page.index(f'activity-label">{label}<') for label in ("2", "6", "3", "4", "5")]
    assert places == sorted(places)
    assert 'activity-label">1<' not in page


def test_who_is_awaited_ages(client: Client, first_plan: ActionPlan) -> None:
    with use_clock(FixedClock.on(date(2020, 7, 25))):
        page = read(client, 3)

    assert "7 departments (answers)" in page
    assert "awaited for 10 days" in page
    assert "state-blocked" in page


def test_what_was_cancelled_says_why_and_who_did_it(client: Client, first_plan: ActionPlan) -> None:
    assert "The moment has passed" in read(client, 11)
    assert "Done by another body: Ministry of the Interior" in read(client, 14)


def test_more_may_be_delivered_than_planned(client: Client, first_plan: ActionPlan) -> None:
    page = read(client, 5)

    assert "12 delivered of 3 planned" in page
    assert "Remains after completion" in page


def test_declared_and_computed_progress_stand_side_by_side(
    client: Client, first_plan: ActionPlan
) -> None:
    page = read(client, 17)

    assert "Declared by the porter" in page
    assert "<bdi>83%</bdi>" in page
    assert "<bdi>25%</bdi>" in page


def test_all_done_is_not_complete_until_somebody_says_so(
    client: Client, first_plan: ActionPlan
) -> None:
    page = read(client, 16)

    assert "nobody has declared the commitment complete" in page
    assert "state-done" not in page


def test_indicators_show_their_latest_value(client: Client, first_plan: ActionPlan) -> None:
    page = read(client, 6)

    assert "<bdi>98</bdi>" in page
    assert "<bdi>1200</bdi>" in page


def test_a_holiday_is_late_only_after_the_working_day_that_follows(
    client: Client, first_plan: ActionPlan
) -> None:
    with use_clock(FixedClock.on(date(2020, 8, 3))):
        assert "late" not in read(client, 7).split("state-due")[0].split("<main")[1]
    with use_clock(FixedClock.on(date(2020, 8, 4))):
        assert "1 day late" in read(client, 7)


def test_only_those_who_hold_a_role_are_shown_what_can_be_done(
    client: Client, first_plan: ActionPlan
) -> None:
    citizen, team = make_person("Nadia"), make_person("Omar")
    grant(MINISTRY_TEAM, team)

    for person, offered in ((None, False), (citizen, False), (team, True)):
        if person is not None:
            client.force_login(person)
        page = read(client, 1)
        assert "Load a commitment" in page
        assert ("/moves/" in page) is offered


def test_the_public_reads_what_happened_and_not_who_did_it(
    client: Client, first_plan: ActionPlan
) -> None:
    team = make_person("Omar Team")
    grant(MINISTRY_TEAM, team)
    activity = Activity.objects.get(commitment__number=4, key="action-plan")
    fire(activity, "cancel", actor=team, inputs={"code": "no_means", "reason": "Rien."})

    public = read(client, 4)
    client.force_login(team)

    assert "No means" in public
    assert "Rien." in public
    assert "Omar Team" not in public
    assert "Omar Team" in read(client, 4)


def test_the_number_of_statements_does_not_depend_on_the_activities(
    client: Client, first_plan: ActionPlan
) -> None:
    def count(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, number)
        return len(queries)

    few = count(4)
    activity = Activity.objects.get(commitment__number=4, key="action-plan")
    for rank in range(20):
        Activity.objects.create(
            commitment=activity.commitment,
            parent_id=activity.commitment_id,
            kind="activity",
            state=ActivityState.PLANNED.value,
            entered_at=activity.entered_at,
            key=f"more-{rank}",
            title_fr="Une de plus",
        )

    assert count(4) == few


def test_a_commitment_that_does_not_exist_is_not_found(
    client: Client, first_plan: ActionPlan
) -> None:
    assert client.get("/plans/MA-1/commitments/99/").status_code == 404
    assert client.get("/plans/XX/commitments/1/").status_code == 404
