"""The page of the first plan, as everybody reads it."""

from datetime import date

import pytest
from django.test import Client

from lifecycle.models import ActionPlan, Commitment
from lifecycle.vocabulary import CommitmentState
from tests.factories import make_plan
from tests.lifecycle.web.plans.reading import count_statements, read
from workflow.clock import FixedClock, use_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_first_plan")]


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
