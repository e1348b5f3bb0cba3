"""The page of the plan that was being made, as everybody reads it."""

from datetime import date

import pytest
from django.test import Client

from lifecycle.models import ActionPlan
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import make_person
from tests.lifecycle.web.plans.reading import read
from workflow.engine import fire
from workflow.permissions import grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_second_plan")]


def test_stages_overlap_and_ambiguous_steps_offer_their_readings(
    client: Client, second_plan: ActionPlan
) -> None:
    page = read(client, "/plans/MA-2/")

    assert page.count("span-bar is-current") == second_plan.stages.count()
    assert page.count("Reads more than one way") == 2
    assert "Renamed “2021-2023”" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "<bdi>décembre 2020</bdi>"), ("ar", "<bdi>دجنبر 2020</bdi>"), ("en", "December 2020")],
)
def test_the_window_of_a_stage_is_told_in_each_language(
    client: Client, second_plan: ActionPlan, language: str, words: str
) -> None:
    page = read(client, "/plans/MA-2/", language=language)

    assert words in page
    assert "décembre 2020" in page


def test_a_plan_that_is_late_shows_by_how_much_its_publication_slipped(
    client: Client, second_plan: ActionPlan
) -> None:
    lead = make_person("Claire")
    grant(MINISTRY_LEAD, lead)
    stage = second_plan.stages.get(code="publication")
    moved = {"opens_on": date(2021, 7, 1), "closes_on": date(2021, 7, 31)}
    reason = {"words": "juillet 2021", "cause": "pandemic", "reason": "Le calendrier a glissé."}
    assert "months later" not in read(client, "/plans/MA-2/")

    fire(stage, "move_window", actor=lead, inputs={**moved, **reason})

    page = read(client, "/plans/MA-2/")
    told = client.get(f"/api/v1/plans/{second_plan.pk}/").json()["publication_slip"]
    assert "Publication planned for December 2020, now July 2021" in page
    assert page.count("7 months later") == 3
    assert told == {"planned_on": "2020-12-31", "now_on": "2021-07-31", "days": 212, "months": 7}
