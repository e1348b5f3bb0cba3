"""The pages of plans that are made for a test, and the list of all."""

from datetime import date

import pytest
from django.test import Client

from tests.council import TODAY, council_in, on, signed_dossiers
from tests.factories import make_plan
from tests.lifecycle.web.plans.reading import count_statements, read
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_a_moved_window_shows_the_one_promised_and_the_slip(client: Client) -> None:
    plan = make_plan()
    stage = plan.stages.get(code="drafting")
    assert stage.closes_on is not None
    stage.baseline_closes_on = date.fromordinal(stage.closes_on.toordinal() - 61)
    stage.baseline_opens_on = stage.baseline_closes_on
    stage.save()

    page = read(client, f"/plans/{plan.code}/")

    assert "61 days later" in page
    assert page.count("span-bar is-baseline") == 1


def test_the_public_is_called_to_submit_while_the_collection_is_open(client: Client) -> None:
    plan = make_plan()

    assert "Submit a proposal" in read(client, f"/plans/{plan.code}/")
    assert "Proposals are being received" in read(client, "/plans/")
    with use_clock(FixedClock.on(date(2000, 1, 1))):
        assert "Submit a proposal" not in read(client, f"/plans/{plan.code}/")


def test_a_plan_that_was_adopted_calls_nobody_to_submit(client: Client) -> None:
    plan = make_plan()
    with on(TODAY):
        council_in("adopted", signed_dossiers(1, plan=plan))

    assert "Submit a proposal" not in read(client, f"/plans/{plan.code}/")
    assert "Proposals are being received" not in read(client, "/plans/")


def test_only_a_ministry_lead_is_offered_the_set_up(
    client: Client, claire: User, amina: User
) -> None:
    plan = make_plan()

    for person, offered in ((claire, True), (amina, False)):
        client.force_login(person)
        assert ("/setup/" in read(client, f"/plans/{plan.code}/")) is offered


def test_the_list_takes_as_many_statements_for_any_number_of_plans(client: Client) -> None:
    make_plan("T-1")
    one = count_statements(client, "/plans/")
    for number in range(2, 6):
        make_plan(f"T-{number}")

    assert count_statements(client, "/plans/") == one


def test_a_plan_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/plans/NO-1/").status_code == 404


def test_an_empty_list_says_so(client: Client) -> None:
    assert "No plan yet" in read(client, "/plans/")
