"""The public pages of a consultation, in every language, and who reads what is not public."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Consultation, Contribution
from lifecycle.services.consultations import publish_notice
from lifecycle.services.contributions import publish_contribution, withhold_contribution
from lifecycle.services.waivers import waive
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.consultation import (
    answer_all,
    consultation_in,
    frozen_version,
    make_consultation,
    on,
    say,
)
from tests.factories import someone
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import User
from workflow.tick import tick

pytestmark = pytest.mark.django_db
LANGUAGES = [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")]


def read(client: Client, name: str, *args: object, language: str = "en") -> Any:
    return client.get(reverse(name, args=args), headers={"accept-language": language})


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_its_pages_are_read_in_each_language(
    client: Client, amina: User, language: str, direction: str, signed_in: bool
) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal
    say(consultation, line=line)
    if signed_in:
        client.force_login(amina)

    pages = [
        read(client, "consultation_list", language=language),
        read(client, "consultation", consultation.pk, language=language),
        read(client, "consultation_line", consultation.pk, line.plan_number, language=language),
        read(client, "consultation_contribute", consultation.pk, language=language),
    ]
    if signed_in:
        row = consultation.contributions.get()
        pages += [
            read(client, "contribution_list", consultation.pk, language=language),
            read(client, "contribution", row.pk, language=language),
        ]

    for page in pages:
        assert page.status_code == 200
        assert f'<html lang="{language}" dir="{direction}">' in page.content.decode()


def test_a_consultation_that_is_not_announced_does_not_exist_for_the_public(
    client: Client, amina: User, driss: User
) -> None:
    consultation = make_consultation()

    assert read(client, "consultation", consultation.pk).status_code == 404
    client.force_login(driss)
    assert read(client, "consultation", consultation.pk).status_code == 404
    client.force_login(amina)
    assert read(client, "consultation", consultation.pk).status_code == 200


def test_everybody_reads_why_it_is_shorter_longer_or_cancelled(
    client: Client, claire: User
) -> None:
    consultation = make_consultation(closes_on=date(2026, 9, 9))
    waive(consultation.pk, guard="lasts_long_enough", reason="Le budget presse.", actor=claire)
    publish_notice(consultation, actor=someone(MINISTRY_TEAM))
    fire(consultation, "schedule", actor=someone(MINISTRY_TEAM))
    with on(date(2026, 9, 7)):
        tick()
        longer = {"closes_on": "2026-09-11", "reason": "Le site a été en panne."}
        fire(consultation, "extend", actor=claire, inputs=longer)
        said = say(consultation)
        withhold_contribution(said.pk, reason="Insultes.", actor=someone(MINISTRY_TEAM))
        fire(consultation, "cancel", actor=claire, inputs={"reason": "Le texte est à revoir."})

    page = read(client, "consultation", consultation.pk).content.decode()

    for reason in ("Le budget presse.", "Le site a été en panne.", "Le texte est à revoir."):
        assert reason in page
    assert "A contribution was withheld" not in page
    assert "Claire" not in page


def test_only_published_contributions_are_shown_and_no_answer_before_its_day(
    client: Client, amina: User
) -> None:
    consultation = consultation_in("open")
    shown, hidden, _waiting = (
        say(consultation, text) for text in ("Visible", "Insultes", "Attend")
    )
    publish_contribution(shown.pk, actor=amina)
    withhold_contribution(hidden.pk, reason="Insultes.", actor=amina)

    page = read(client, "consultation", consultation.pk).content.decode()

    assert "Visible" in page
    assert "Insultes" not in page
    assert "Attend" not in page


def test_once_published_everybody_reads_the_answers(client: Client, amina: User) -> None:
    consultation = consultation_in("open")
    publish_contribution(say(consultation, "Une idée.").pk, actor=amina)
    before = read(client, "consultation", consultation.pk).content.decode()
    consultation = _published(consultation)

    page = read(client, "consultation", consultation.pk).content.decode()

    assert "Le texte le dit désormais." not in before
    assert "Le texte le dit désormais." in page
    assert "Accepted" in page


@pytest.mark.parametrize("name", ["consultation", "contribution_list"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_the_statements_do_not_grow_with_lines_and_contributions(
    client: Client, amina: User, name: str, signed_in: bool
) -> None:
    few = make_consultation()
    version = frozen_version([dossier_in("ready", plan=few.plan) for _number in range(6)])
    many = make_consultation(version)
    for each in (few, many):
        publish_notice(each, actor=amina)
    for number in range(7):
        row = many if number else few
        Contribution.objects.create(
            consultation=row,
            proposal=row.plan_version.lines.all()[0].proposal,
            text=f"Idée {number}",
            received_at=current_clock().now(),
            moderation="published",
        )
    if signed_in:
        client.force_login(amina)
        read(client, name, few.pk)

    counts = [count_statements(client, name, each.pk) for each in (few, many)]

    assert abs(counts[0] - counts[1]) <= 1
    assert max(counts) <= (45 if signed_in else 16)


def test_the_page_of_the_ministry_says_what_holds_the_next_act_back(
    client: Client, amina: User, claire: User
) -> None:
    consultation = consultation_in("scheduled")
    line = consultation.plan_version.lines.all()[0].proposal
    fire(line, "drop", actor=claire, inputs={"reason": "Sans moyens."})
    client.force_login(amina)

    page = read(client, "consultation", consultation.pk).content.decode()

    assert "Holds the act back" in page
    assert "next: In consultation" in page


def count_statements(client: Client, name: str, pk: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client, name, pk)
    return len(captured)


def _published(consultation: Consultation) -> Consultation:
    with on(date(2026, 9, 28)):
        tick()
        answer_all(consultation)
        fire(consultation, "settle", actor=someone(MINISTRY_TEAM))
        fire(consultation, "publish", actor=someone(MINISTRY_LEAD))
    consultation.refresh_from_db()
    return consultation


@pytest.mark.parametrize(("language", "title"), [("fr", "title_fr"), ("ar", "title_ar")])
def test_the_text_that_is_consulted_on_begins_in_the_language_of_the_page(
    client: Client, language: str, title: str
) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0]
    number = line.proposal.plan_number

    pages = [
        read(client, "consultation_line", consultation.pk, number, language=language),
        read(client, "version_line", consultation.plan.code, 1, number, language=language),
    ]

    for page in pages:
        first = page.context["sections"][0]
        assert first.texts[0] == (language, getattr(line.sheet_version.read(), title))
