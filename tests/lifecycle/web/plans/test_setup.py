"""Setting a plan up on its pages: what is refused keeps what was written and says what to do."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan, Criterion, PlanStage, Theme
from tests.factories import make_plan
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        yield


def post(client: Client, name: str, *args: object, language: str = "fr", **values: Any) -> Any:
    return client.post(reverse(name, args=args), values, headers={"accept-language": language})


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_set_up_is_read_in_each_language(
    client: Client, claire: User, language: str, direction: str
) -> None:
    plan = make_plan()
    client.force_login(claire)

    answer = client.get(
        reverse("plan_setup", args=[plan.code]), headers={"accept-language": language}
    )

    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["plan_setup", "plan_describe", "label_add", "stage_add", "theme_add", "criterion_add"]
)
def test_only_a_ministry_lead_sets_a_plan_up(
    client: Client, amina: User, driss: User, name: str
) -> None:
    address = reverse(name, args=[make_plan().code])

    assert client.get(address).status_code == 302
    for person in (amina, driss):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_a_plan_is_started_and_set_up_next(client: Client, claire: User) -> None:
    client.force_login(claire)

    answer = post(client, "plan_new", expect=0, code="MA-3", title_fr="Troisième plan")

    assert answer.headers["Location"] == "/plans/MA-3/setup/"
    assert ActionPlan.objects.get(code="MA-3").title_fr == "Troisième plan"


def test_a_taken_code_is_said_beside_its_field(client: Client, claire: User) -> None:
    make_plan("MA-2")
    client.force_login(claire)

    answer = post(client, "plan_new", language="en", expect=0, code="MA-2", title_fr="Titre gardé")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another plan has the code MA-2." in page
    assert "Titre gardé" in page


def test_a_circle_of_plans_is_named(client: Client, claire: User) -> None:
    first = make_plan("MA-1")
    second = make_plan("MA-2", previous=first)
    client.force_login(claire)

    answer = post(
        client,
        "plan_describe",
        "MA-1",
        language="en",
        expect=0,
        title_fr="Plan",
        previous=second.pk,
    )

    assert answer.status_code == 422
    assert "MA-1 → MA-2 → MA-1" in answer.content.decode()


def test_a_stale_form_changes_nothing(client: Client, claire: User) -> None:
    plan = make_plan()
    client.force_login(claire)
    post(client, "plan_describe", plan.code, expect=0, title_fr="Premier")

    answer = post(client, "plan_describe", plan.code, expect=0, title_fr="Second")

    plan.refresh_from_db()
    assert answer.status_code == 409
    assert plan.title_fr == "Premier"


def test_words_that_read_two_ways_offer_their_readings_and_then_settle(
    client: Client, claire: User
) -> None:
    plan = make_plan()
    client.force_login(claire)
    words: dict[str, Any] = {
        "expect": 0,
        "code": "publication",
        "words": "2ème semaine de septembre 2020",
    }

    asked = post(client, "stage_add", plan.code, **words)
    settled = post(client, "stage_add", plan.code, **words, reading="2020-09-14/2020-09-20")

    stage = PlanStage.objects.get(plan=plan, code="publication")
    assert asked.status_code == 422
    assert asked.content.decode().count('name="reading"') == 3
    assert settled.status_code == 302
    assert (stage.opens_on, stage.closes_on) == (date(2020, 9, 14), date(2020, 9, 20))


def test_a_reading_nobody_offered_is_not_taken(client: Client, claire: User) -> None:
    plan = make_plan()
    client.force_login(claire)

    for reading in ("2020-01-01/2020-12-31", "x", "/"):
        answer = post(
            client,
            "stage_add",
            plan.code,
            expect=0,
            code="publication",
            words="2ème semaine de septembre 2020",
            reading=reading,
        )
        assert answer.status_code == 422


def test_a_window_moves_with_its_cause(client: Client, claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    client.force_login(claire)

    refused = post(client, "stage_window", stage.plan.code, stage.pk, expect=0, words="mars 2021")
    moved = post(
        client,
        "stage_window",
        stage.plan.code,
        stage.pk,
        expect=0,
        words="mars 2021",
        cause="pandemic",
        reason="Confinement.",
    )

    stage.refresh_from_db()
    assert (refused.status_code, moved.status_code) == (422, 302)
    assert stage.closes_on == date(2021, 3, 31)


def test_all_that_is_wrong_with_a_window_is_told_at_once(client: Client, claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="collection")
    client.force_login(claire)

    answer = post(
        client, "stage_window", "MA-2", stage.pk, language="en", expect=0, words="mars 2021"
    )

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert set(errors) == {"words", "cause", "reason"}
    assert "is open already" in errors["words"][0]


def test_words_that_read_two_ways_and_a_missing_cause_are_told_together(
    client: Client, claire: User
) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    client.force_login(claire)

    answer = post(
        client,
        "stage_window",
        "MA-2",
        stage.pk,
        expect=0,
        words="2ème semaine de septembre 2020",
    )

    assert answer.content.decode().count('name="reading"') == 3
    assert {"words", "cause"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("name", ["stage_window", "stage_add"])
def test_no_choice_is_made_before_somebody_makes_it(
    client: Client, claire: User, name: str
) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    args = [stage.plan.code, *([stage.pk] if name == "stage_window" else [])]
    client.force_login(claire)

    page = client.get(reverse(name, args=args)).content.decode()

    assert '<option value="" selected>' in page


def test_a_window_in_arabic_words_is_read_in_arabic(client: Client, claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    client.force_login(claire)

    post(
        client,
        "stage_window",
        stage.plan.code,
        stage.pk,
        language="ar",
        expect=0,
        words="أكتوبر 2021",
        cause="other",
        reason="سبب",
    )

    stage.refresh_from_db()
    assert stage.opens_on == date(2021, 10, 1)


def test_themes_and_criteria_are_added_changed_and_removed(client: Client, claire: User) -> None:
    plan = make_plan()
    client.force_login(claire)

    post(client, "theme_add", plan.code, expect=0, code="equality", name_fr="Égalité")
    theme = Theme.objects.get(plan=plan, code="equality")
    post(client, "theme_edit", plan.code, theme.pk, expect=1, code="equality", name_fr="Parité")
    post(client, "theme_remove", plan.code, theme.pk, expect=2)
    post(
        client,
        "criterion_add",
        plan.code,
        expect=3,
        code="reach",
        name_fr="Portée",
        weight=2,
        max_points=4,
    )

    assert not Theme.objects.filter(pk=theme.pk).exists()
    assert Criterion.objects.get(plan=plan, code="reach").max_points == 4


def test_the_lists_name_themes_and_criteria_rather_than_their_codes(
    client: Client, claire: User
) -> None:
    plan = make_plan()
    client.force_login(claire)

    page = client.get(reverse("plan_setup", args=[plan.code])).content.decode()

    assert "Accès à l&#x27;information" in page
    assert ">access<" not in page
    assert ">feasibility<" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "دجنبر 2020"), ("fr", "novembre-décembre 2020")],
)
def test_the_window_planned_now_is_told_in_the_language_of_the_reader(
    client: Client, claire: User, language: str, words: str
) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    days = {"opens_on": date(2020, 11, 1), "closes_on": date(2020, 12, 31)}
    PlanStage.objects.filter(pk=stage.pk).update(window_words="novembre-décembre 2020", **days)
    client.force_login(claire)

    page = client.get(
        reverse("stage_window", args=["MA-2", stage.pk]), headers={"accept-language": language}
    )

    assert words in page.content.decode()


def test_what_assessors_look_at_is_written_where_the_criterion_is(
    client: Client, claire: User
) -> None:
    plan = make_plan()
    client.force_login(claire)

    post(
        client,
        "criterion_add",
        plan.code,
        expect=0,
        code="reach",
        name_fr="Portée",
        description_fr="Combien de personnes y gagnent.",
        weight=2,
        max_points=4,
    )

    assert "Combien de personnes" in client.get(_setup_of(plan)).content.decode()


def _setup_of(plan: ActionPlan) -> str:
    return reverse("plan_setup", args=[plan.code])


def test_a_row_of_another_plan_is_not_found(client: Client, claire: User) -> None:
    make_plan("MA-1")
    theme = Theme.objects.filter(plan=make_plan("MA-2")).first()
    assert theme is not None
    client.force_login(claire)

    assert client.get(reverse("theme_edit", args=["MA-1", theme.pk])).status_code == 404


def test_every_step_is_in_the_history_that_everybody_reads(client: Client, claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code="drafting")
    client.force_login(claire)
    post(
        client,
        "stage_window",
        stage.plan.code,
        stage.pk,
        expect=0,
        words="mars 2021",
        cause="pandemic",
        reason="Confinement général.",
    )
    post(client, "theme_add", stage.plan.code, expect=0, code="equality", name_fr="Égalité")
    told = client.get("/plans/MA-2/setup/", headers={"accept-language": "en"}).content.decode()
    client.logout()

    page = client.get("/plans/MA-2/", headers={"accept-language": "en"}).content.decode()

    assert f", by <bdi>{claire}</bdi>" in told
    assert str(claire) not in page
    for words in (
        "Move the window",
        "Pandemic",
        "Confinement général.",
        "A theme was added",
        "Égalité",
    ):
        assert words in page
    assert "Claire" not in page
