"""Periods that read more than one way are settled on a page, by the ministry team."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan, Activity, NextStep
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.vocabulary import PeriodRole
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db

TEXT = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
next_steps:
  - {what: Communication, period: "2ème semaine de septembre 2020"}
commitments:
  - number: 1
    title: Archives
    activities:
      - {key: train, title: Former, period: "3ème semaine de septembre 2020"}
"""
PAGE = "/plans/T-1/periods/"


@pytest.fixture(autouse=True)
def plan() -> ActionPlan:
    """Return a plan with two periods to settle."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        load_plan(yaml_source(TEXT))
    return ActionPlan.objects.get()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_each_period_is_shown_with_a_button_for_each_reading(
    language: str, direction: str, client: Client, amina: User
) -> None:
    client.force_login(amina)

    page = client.get(PAGE, headers={"accept-language": language}).content.decode()

    assert f'lang="{language}" dir="{direction}"' in page
    assert page.count('name="reading"') == 6
    assert page.count("<h2") >= 2


def test_a_reading_is_kept_and_the_reader_is_told(
    client: Client, amina: User, plan: ActionPlan
) -> None:
    client.force_login(amina)
    step = NextStep.objects.get()
    address = reverse("period_settle_one", args=["T-1", "step", step.pk])

    answer = client.post(address, {"reading": 1, "expect": plan.version}, follow=True)

    step.refresh_from_db()
    assert answer.redirect_chain == [(PAGE, 302)]
    assert (step.earliest, step.latest) == (date(2020, 9, 8), date(2020, 9, 14))
    assert answer.content.decode().count('name="reading"') == 3


def test_the_period_of_an_activity_is_settled_too(client: Client, amina: User) -> None:
    client.force_login(amina)
    activity = Activity.objects.get()
    record = activity.periods.get(role=PeriodRole.CURRENT.value)
    address = reverse("period_settle_one", args=["T-1", "period", record.pk])

    client.post(address, {"reading": 0, "expect": activity.version})

    assert not activity.periods.get(role=PeriodRole.CURRENT.value).ambiguous


@pytest.mark.parametrize(
    ("posted", "status"),
    [({"expect": 1}, 422), ({"reading": 9, "expect": 1}, 422), ({"reading": 0, "expect": 9}, 409)],
)
def test_what_is_posted_wrong_is_answered_and_settles_nothing(
    posted: dict[str, int], status: int, client: Client, amina: User
) -> None:
    client.force_login(amina)
    step = NextStep.objects.get()

    answer = client.post(reverse("period_settle_one", args=["T-1", "step", step.pk]), posted)

    step.refresh_from_db()
    assert answer.status_code == status
    assert step.ambiguous


def test_nobody_else_settles_or_sees_the_page(client: Client, claire: User) -> None:
    step = NextStep.objects.get()
    address = reverse("period_settle_one", args=["T-1", "step", step.pk])
    anonymous = client.get(PAGE)
    client.force_login(claire)

    assert anonymous.headers["Location"].startswith("/accounts/login/")
    assert client.get(PAGE).status_code == 403
    assert client.post(address, {"reading": 0, "expect": 1}).status_code == 403


def test_a_period_of_another_plan_is_not_found(client: Client, amina: User) -> None:
    client.force_login(amina)

    for of, pk in (("step", 999), ("period", 999)):
        address = reverse("period_settle_one", args=["T-1", of, pk])
        assert client.post(address, {"reading": 0, "expect": 1}).status_code == 404


def test_the_page_of_the_plan_leads_there_while_there_is_something_to_settle(
    client: Client, amina: User, claire: User
) -> None:
    pages = []
    for person in (amina, claire):
        client.force_login(person)
        pages.append(client.get("/plans/T-1/").content.decode())

    assert PAGE in pages[0]
    assert PAGE not in pages[1]


def test_the_inbox_leads_to_the_periods_to_settle(client: Client, amina: User) -> None:
    client.force_login(amina)

    page = client.get(reverse("inbox")).content.decode()

    assert f'href="{PAGE}"' in page
