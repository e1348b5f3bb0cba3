"""Plans, stages, commitments and activities as programs read them."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ActionPlan, Activity, Commitment
from lifecycle.vocabulary import StageCode
from tests.factories import make_plan
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.lifecycle.api.small_plan import TODAY, load_small_plan
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Iterator[ActionPlan]:
    """Return a plan of two commitments, on the day its file tells of."""
    with use_clock(FixedClock.on(TODAY)):
        yield load_small_plan()


def test_the_plans_are_public(db: None) -> None:
    make_plan("MA-1")
    make_plan("MA-2")

    rows = client_of(None).get("/api/v1/plans/").json()["results"]

    assert [(row["code"], row["title"]) for row in rows] == [
        ("MA-2", "Second plan"),
        ("MA-1", "Second plan"),
    ]


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Deuxième plan"), ("ar", "الخطة الثانية"), ("en", "Second plan")]
)
def test_a_plan_is_titled_in_the_readers_language_and_in_all(language: str, title: str) -> None:
    made = make_plan()

    answer = client_of(None, language=language).get(f"/api/v1/plans/{made.pk}/")

    assert answer["ETag"] == '"0"'
    assert answer.json()["title"] == title
    assert set(answer.json()["titles"]) == {"fr", "ar", "en"}


def test_a_plan_lists_its_stages_themes_and_criteria() -> None:
    made = make_plan()
    client, address = client_of(None), f"/api/v1/plans/{made.pk}"

    stages = client.get(f"{address}/stages/").json()["results"]
    themes = client.get(f"{address}/themes/").json()["results"]
    criteria = client.get(f"{address}/criteria/").json()["results"]

    assert [row["code"] for row in stages][:2] == [StageCode.COLLECTION, StageCode.PRIORITIZATION]
    assert [row["code"] for row in themes] == ["access", "justice"]
    assert [(row["code"], row["weight"]) for row in criteria] == [("feasibility", 1), ("impact", 3)]


def test_a_stage_is_read_with_both_its_windows() -> None:
    stage = make_plan().stages.get(code=StageCode.DRAFTING.value)

    content = client_of(None).get(f"/api/v1/stages/{stage.pk}/").json()

    assert content["opens_on"] == content["baseline_opens_on"] == str(stage.opens_on)
    assert (content["state"], content["state_label"]) == ("not_started", "Not started")


def test_a_plan_lists_its_commitments_as_they_stand(plan: ActionPlan) -> None:
    rows = client_of(None).get(f"/api/v1/plans/{plan.pk}/commitments/").json()["results"]

    archives, audiences = rows
    assert (archives["number"], archives["situation"]) == (3, "late")
    assert archives["lead"]["name"] == "Archives"
    assert (archives["declared_progress"], archives["computed_progress"]) == (70, 0)
    assert audiences["situation"] == "settled"


def test_a_list_of_commitments_costs_the_same_however_long_it_is(plan: ActionPlan) -> None:
    client, address = client_of(None), f"/api/v1/plans/{plan.pk}/commitments/"
    client.get(address)
    with CaptureQueriesContext(connection) as both:
        client.get(address)
    Activity.objects.filter(commitment__number=7).update(commitment=_get(plan, 3).pk)

    with CaptureQueriesContext(connection) as after:
        client.get(address)

    assert len(after) == len(both)


def test_a_commitment_is_read_with_its_activities_and_periods(plan: ActionPlan) -> None:
    commitment = _get(plan, 3)

    answer = client_of(None).get(f"/api/v1/commitments/{commitment.pk}/")

    train, assess = answer.json()["activities"]
    assert answer["ETag"] == f'"{commitment.version}"'
    assert train["planning"]["current"]["words"] == "juin 2020"
    assert (train["situation"], assess["situation"]) == ("late", "planned")
    assert assess["planning"]["current"]["latest"] == "2020-11-30"


def test_an_activity_is_read_alone(plan: ActionPlan) -> None:
    activity = Activity.objects.get(commitment=_get(plan, 3), key="train")

    content = client_of(None).get(f"/api/v1/activities/{activity.pk}/").json()

    assert (content["title"], content["days_late"] > 0) == ("Former", True)


def test_an_activity_moves_by_the_same_door(plan: ActionPlan, claire: User, driss: User) -> None:
    activity = Activity.objects.get(commitment=_get(plan, 3), key="train")

    refused = fire_by_api(
        client_of(driss), activity.pk, "start", version=activity.version, kind="activities"
    )
    told = client_of(claire).get(f"/api/v1/activities/{activity.pk}/transitions/").json()

    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (403, "role")
    assert (told["state"], told["version"]) == ("planned", activity.version)


@pytest.mark.parametrize("address", ["plans", "stages", "commitments", "activities"])
def test_what_is_not_there_is_unknown(address: str) -> None:
    answers = [
        client_of(None).get(f"/api/v1/{address}/{number}/{part}")
        for number in (99, 10**17)
        for part in ("", "events/", "attachments/")
    ]

    assert {answer.status_code for answer in answers} == {404}


def _get(plan: ActionPlan, number: int) -> Commitment:
    return Commitment.objects.get(plan=plan, number=number)
