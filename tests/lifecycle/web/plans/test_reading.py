"""The pages of plans, as everybody reads them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ActionPlan, Commitment
from lifecycle.vocabulary import CommitmentState
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import make_person
from tests.factories import make_plan
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def count_statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    return len(queries)


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_plan_is_read_in_each_language_without_an_account(
    client: Client, first_plan: ActionPlan, language: str, direction: str
) -> None:
    page = read(client, "/plans/MA-1/", language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert getattr(first_plan, f"title_{language}").replace("'", "&#x27;") in page


def test_the_head_tells_the_figures_of_the_minutes(client: Client, first_plan: ActionPlan) -> None:
    page = read(client, "/plans/MA-1/")

    assert "<bdi>76%</bdi>" in page
    for figure in ("<dd>18</dd>", "<dd>6</dd>", "<dd>0</dd>"):
        assert figure in page
    assert "July 15, 2020" in page


def test_each_commitment_shows_the_words_people_used(
    client: Client, first_plan: ActionPlan
) -> None:
    page = read(client, "/plans/MA-1/", language="fr")

    for words in ("19-27 octobre 2020", "planning non encore communiqué", "MO0018", "93"):
        assert words in page


def test_who_reads_another_language_gets_the_days_of_those_words(
    client: Client, first_plan: ActionPlan
) -> None:
    page = read(client, "/plans/MA-1/", language="ar")

    assert "من 19 أكتوبر إلى 27 أكتوبر 2020" in page
    for words in ("octobre", "non encore", "visibilité"):
        assert words not in page


def test_a_year_later_what_was_dated_is_late_and_what_was_not_is_undated(
    client: Client, first_plan: ActionPlan
) -> None:
    with use_clock(FixedClock.on(date(2021, 7, 15))):
        page = read(client, "/plans/MA-1/")

    assert page.count("state-late") == 8
    assert "Completed with cancellations" in page
    assert page.count("calendar-off") >= 3


def test_a_theme_and_an_order_are_kept_in_the_address(
    client: Client, first_plan: ActionPlan
) -> None:
    page = read(client, "/plans/MA-1/?theme=integrity&order=progress")

    assert page.index("MO0007") < page.index("MO0009") < page.index("MO0010")
    assert "MO0001" not in page
    assert "?theme=integrity&amp;order=urgency" in page


def test_the_most_urgent_comes_first_when_asked(client: Client, first_plan: ActionPlan) -> None:
    page = read(client, "/plans/MA-1/?order=urgency")

    assert page.index("MO0003") < page.index("MO0004") < page.index("MO0001")


def test_stages_overlap_and_ambiguous_steps_offer_their_readings(
    client: Client, second_plan: ActionPlan
) -> None:
    page = read(client, "/plans/MA-2/")

    assert page.count("span-bar is-current") == second_plan.stages.count()
    assert page.count("Reads more than one way") == 2
    assert "Renamed “2021-2023”" in page


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


def test_the_public_is_called_to_submit_while_the_collection_is_open(client: Client) -> None:
    plan = make_plan()

    assert "Submit a proposal" in read(client, f"/plans/{plan.code}/")
    assert "Proposals are being received" in read(client, "/plans/")
    with use_clock(FixedClock.on(date(2000, 1, 1))):
        assert "Submit a proposal" not in read(client, f"/plans/{plan.code}/")


def test_only_a_ministry_lead_is_offered_the_set_up(
    client: Client, claire: User, amina: User
) -> None:
    plan = make_plan()

    for person, offered in ((claire, True), (amina, False)):
        client.force_login(person)
        assert ("/setup/" in read(client, f"/plans/{plan.code}/")) is offered


def test_a_page_takes_as_many_statements_for_one_commitment_as_for_many(
    client: Client, first_plan: ActionPlan
) -> None:
    few = make_plan("T-1")
    Commitment.objects.create(
        plan=few,
        parent=few,
        kind="commitment",
        state=CommitmentState.IN_PROGRESS.value,
        entered_at=few.entered_at,
        number=1,
        title_fr="Un engagement",
    )

    many = count_statements(client, "/plans/MA-1/")

    assert many <= 21
    assert abs(many - count_statements(client, "/plans/T-1/")) <= 4


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
