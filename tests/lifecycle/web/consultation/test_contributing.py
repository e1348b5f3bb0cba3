"""Everybody contributes without an account; what programs and floods send is refused in words."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Consultation, Contribution
from lifecycle.services.contribution_limits import AT_MOST_AN_HOUR
from lifecycle.services.contributions import (
    answer_contribution,
    publish_contribution,
    withhold_contribution,
)
from tests.consultation import CLOSES_ON, OPENS_ON, consultation_in, on, say
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db
GIVEN = {"text": "Publier aussi les annexes.", "language": "fr", "about": "plan", "key": ""}


def send(client: Client, consultation: Consultation, day: date = OPENS_ON, **changes: Any) -> Any:
    with on(day):
        return client.post(
            reverse("consultation_contribute", args=[consultation.pk]),
            {**GIVEN, **changes},
            headers={"accept-language": "en"},
        )


def test_a_citizen_without_an_account_gets_a_receipt_with_a_secret_link(client: Client) -> None:
    consultation = consultation_in("open")

    answer = send(client, consultation, name="Zineb", shows_name="on", email="z@example.org")
    page = client.get(answer.headers["Location"], headers={"accept-language": "en"})

    row = consultation.contributions.get()
    assert (row.text, row.name, row.person) == (GIVEN["text"], "Zineb", None)
    assert row.receipt_token in answer.headers["Location"]
    assert "Your contribution is received" in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "z@example.org" not in page.content.decode()


def test_the_link_of_a_cancelled_consultation_promises_no_common_publication(
    client: Client, amina: User, claire: User
) -> None:
    consultation = consultation_in("open")
    row = say(consultation)
    link = reverse("contribution_follow", args=[row.receipt_token])
    fire(consultation, "cancel", actor=claire, inputs={"reason": "Texte à revoir."})

    before = client.get(link, headers={"accept-language": "en"}).content.decode()
    answer_contribution(row.pk, effect="accepted", answer="Repris.", actor=amina)
    after = client.get(link, headers={"accept-language": "en"}).content.decode()

    assert "its answer is shown here as soon as it is given" in before
    assert "published together" not in before
    assert "Repris." in after


def test_it_is_about_a_line_and_written_in_arabic(client: Client) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal

    send(client, consultation, about=str(line.pk), language="ar", text="نشر الملاحق أيضا")

    row = consultation.contributions.get()
    assert (row.proposal, row.language) == (line, "ar")


@pytest.mark.parametrize(("day", "status"), [(CLOSES_ON, 302), (date(2026, 9, 26), 409)])
def test_the_last_day_is_the_last_day(client: Client, day: date, status: int) -> None:
    assert send(client, consultation_in("open"), day).status_code == status


@pytest.mark.parametrize("state", ["scheduled", "closed"])
def test_outside_its_days_it_receives_nothing(client: Client, state: str) -> None:
    consultation = consultation_in(state)

    answer = send(client, consultation)
    asked = client.get(reverse("consultation_contribute", args=[consultation.pk]))

    assert (answer.status_code, asked.status_code) == (409, 409)
    assert "receives no contributions now" in answer.content.decode()
    assert GIVEN["text"] in answer.content.decode()
    assert not consultation.contributions.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Write your contribution."),
        ({"text": "   "}, "Write your contribution."),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"about": "999999"}, "Select a valid choice"),
        ({"email": "nobody"}, "valid email"),
        ({"text": "a\0b"}, "Null characters"),
        ({"website": "http://spam.example"}, "A program filled in this form."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    answer = send(client, consultation_in("open"), **{"name": "Zineb", **changes})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Zineb" in answer.content.decode()
    assert not Contribution.objects.exists()


def test_a_script_of_a_hundred_kilobytes_is_refused_in_words_and_never_run(client: Client) -> None:
    script = "<script>alert(1)</script>" * 4_000

    answer = send(client, consultation_in("open"), text=script)

    assert answer.status_code == 422
    assert "at most 10000 characters" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_browser_does_not_cut_what_is_pasted(client: Client) -> None:
    consultation = consultation_in("open")

    page = client.get(reverse("consultation_contribute", args=[consultation.pk]))

    (field,) = re.findall(r"<textarea[^>]*>", page.content.decode())
    assert "maxlength" not in field


def test_a_short_script_is_kept_as_the_text_it_is(client: Client, amina: User) -> None:
    consultation = consultation_in("open")
    send(
        client, consultation, text="<script>alert(1)</script>", name="<b>Zineb</b>", shows_name="1"
    )
    publish_contribution(consultation.contributions.get().pk, actor=amina)

    page = client.get(reverse("consultation", args=[consultation.pk])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>Zineb" not in page


def test_a_form_sent_twice_is_kept_once(client: Client) -> None:
    consultation = consultation_in("open")

    first = send(client, consultation, key="one")
    second = send(client, consultation, key="one")

    assert first.headers["Location"] == second.headers["Location"]
    assert consultation.contributions.count() == 1


def test_a_flood_from_one_connection_is_slowed_down(client: Client) -> None:
    consultation = consultation_in("open")
    for number in range(AT_MOST_AN_HOUR):
        assert send(client, consultation, text=f"Idée {number}").status_code == 302

    answer = send(client, consultation, text="Une de trop")

    assert answer.status_code == 429
    assert "Une de trop" in answer.content.decode()
    assert consultation.contributions.count() == AT_MOST_AN_HOUR


def test_a_secret_link_that_nobody_has_leads_nowhere(client: Client) -> None:
    assert client.get(reverse("contribution_follow", args=["guessed"])).status_code == 404


def test_its_author_reads_why_it_is_withheld(client: Client, amina: User) -> None:
    consultation = consultation_in("open")
    location = send(client, consultation).headers["Location"]
    withhold_contribution(
        consultation.contributions.get().pk, reason="Nomme une personne.", actor=amina
    )

    page = client.get(location, headers={"accept-language": "en"}).content.decode()

    assert "Nomme une personne." in page


def test_a_signed_in_citizen_is_kept_with_it(client: Client, driss: User) -> None:
    consultation = consultation_in("open")
    client.force_login(driss)

    send(client, consultation)

    assert consultation.contributions.get().person == driss
