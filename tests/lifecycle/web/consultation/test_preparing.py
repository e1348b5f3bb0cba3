"""The ministry prepares a consultation on its pages; everything it lacks is said there."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Consultation
from lifecycle.services.consultations import publish_notice
from lifecycle.vocabulary.roles import MODERATOR
from tests.cast import make_person
from tests.consultation import (
    CLOSES_ON,
    OPENS_ON,
    consultation_in,
    frozen_version,
    make_consultation,
)
from tests.road import dossier_in
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db
WORDS = {"title_fr": "Consultation", "notice_fr": "Avis", "notice_ar": "إعلان"}
DAYS = {"opens_on": OPENS_ON.isoformat(), "closes_on": CLOSES_ON.isoformat()}


def post(client: Client, name: str, *args: object, **values: Any) -> Any:
    return client.post(reverse(name, args=args), values, headers={"accept-language": "en"})


def read(client: Client, name: str, *args: object, language: str = "en") -> Any:
    return client.get(reverse(name, args=args), headers={"accept-language": language})


def again(consultation: Consultation) -> Consultation:
    return Consultation.objects.get(pk=consultation.pk)


def test_it_is_prepared_on_a_version_and_announced(client: Client, amina: User) -> None:
    version = frozen_version([dossier_in("ready")])
    client.force_login(amina)

    made = post(client, "consultation_new", version.plan.code, 1, expect=0, **WORDS, **DAYS)
    consultation = Consultation.objects.get()
    post(client, "consultation_notice", consultation.pk)
    post(client, "plan_act", version.plan.code, consultation.pk, "schedule", **_form(consultation))

    assert made.headers["Location"] == f"/consultations/{consultation.pk}/"
    assert again(consultation).state == "scheduled"
    assert again(consultation).opens_on == OPENS_ON


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_fr": ""}, "This field is required"),
        ({"closes_on": "2026-09-01"}, "It cannot close before it opens."),
        ({"opens_on": "2026-09-06"}, "is not worked"),
        ({"opens_on": "tomorrow"}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, amina: User, changes: dict[str, str], words: str
) -> None:
    consultation = make_consultation()
    client.force_login(amina)
    given = {"expect": consultation.version, **WORDS, **DAYS, **changes}

    answer = post(client, "consultation_words", consultation.pk, **given)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_notice_that_was_published_is_published_anew_after_a_change(
    client: Client, amina: User
) -> None:
    consultation = make_consultation()
    publish_notice(consultation, actor=amina)
    client.force_login(amina)

    given = {"expect": again(consultation).version, **WORDS, **DAYS}
    post(client, "consultation_words", consultation.pk, **given)

    assert again(consultation).notice_published_at is None


def test_three_days_are_refused_and_the_lead_waives_it_publicly(
    client: Client, amina: User, claire: User
) -> None:
    consultation = make_consultation(closes_on=date(2026, 9, 9))
    client.force_login(claire)

    page = read(client, "consultation", consultation.pk).content.decode()
    silent = post(
        client,
        "consultation_waive",
        consultation.pk,
        "lasts_long_enough",
        expect=consultation.version,
        reason="",
    )
    post(
        client,
        "consultation_waive",
        consultation.pk,
        "lasts_long_enough",
        expect=consultation.version,
        reason="Seconde lecture.",
    )

    assert "It would last 3 days and must last 15" in page
    assert silent.status_code == 422
    assert again(consultation).waivers.get().reason == "Seconde lecture."


def test_nothing_is_asked_that_an_open_consultation_does_not_take(
    client: Client, amina: User
) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal_id
    client.force_login(amina)

    answers = [
        read(client, "consultation_leave_out", consultation.pk, line),
        read(client, "consultation_words", consultation.pk),
    ]

    assert [each.status_code for each in answers] == [409, 409]
    assert all("The state is now: Consultation open." in each.content.decode() for each in answers)


def test_a_consultation_without_any_line_says_so(client: Client, amina: User) -> None:
    consultation = make_consultation(frozen_version([dossier_in("ready")]))
    line = consultation.plan_version.lines.all()[0].proposal_id
    client.force_login(amina)
    given = {"expect": consultation.version, "reason": "Attend une loi."}
    post(client, "consultation_leave_out", consultation.pk, line, **given)

    page = read(client, "consultation", consultation.pk).content.decode()

    assert "No line takes part: let at least one take part." in page
    assert "1 line is not ready" not in page


def test_who_cannot_waive_is_not_asked_for_a_reason(client: Client, amina: User) -> None:
    consultation = make_consultation()
    client.force_login(amina)

    answer = read(client, "consultation_waive", consultation.pk, "lasts_long_enough")

    assert answer.status_code == 403


def test_a_condition_that_is_none_is_not_waived(client: Client, claire: User) -> None:
    consultation = make_consultation()
    client.force_login(claire)

    answers = [
        read(client, "consultation_waive", consultation.pk, "nothing").status_code,
        post(
            client,
            "consultation_waive",
            consultation.pk,
            "notice_published",
            expect=consultation.version,
            reason="Non.",
        ).status_code,
    ]

    assert answers == [404, 409]


def test_a_line_is_left_out_with_its_reason_and_taken_in(client: Client, amina: User) -> None:
    consultation = make_consultation()
    line = consultation.plan_version.lines.all()[0]
    number, address = f"E-{line.proposal.plan_number}", (consultation.pk, line.proposal_id)
    client.force_login(amina)

    asked = read(client, "consultation_leave_out", *address).content.decode()
    given = {"expect": consultation.version, "reason": "Attend une loi."}
    post(client, "consultation_leave_out", *address, **given)
    page = read(client, "consultation", consultation.pk).content.decode()
    post(client, "consultation_take_in", *address)
    after = read(client, "consultation", consultation.pk).content.decode()

    assert number in asked
    assert f"{number} is left out." in page
    assert "Attend une loi." in page
    assert f"{number} takes part." in after
    assert after.count(f'<blockquote class="prose" dir="auto">{number}</blockquote>') == 2
    assert not consultation.left_out.exists()


def test_what_was_written_of_a_consultation_is_not_lost_when_it_changed_meanwhile(
    client: Client, amina: User
) -> None:
    consultation = make_consultation()
    client.force_login(amina)
    typed = {"expect": consultation.version, **WORDS, **DAYS, "notice_fr": "Un avis très long."}
    publish_notice(consultation, actor=amina)

    answer = post(client, "consultation_words", consultation.pk, **typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened it" in page
    assert "Un avis très long." in page
    assert f'name="expect" value="{again(consultation).version}"' in page


def test_a_line_that_the_version_does_not_have_is_not_asked_about(
    client: Client, amina: User
) -> None:
    consultation, other = make_consultation(), dossier_in("ready")
    client.force_login(amina)

    answer = read(client, "consultation_leave_out", consultation.pk, other.pk)

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["consultation_words", "consultation_notice"])
def test_only_the_ministry_team_prepares(
    client: Client, claire: User, jalila: User, name: str
) -> None:
    consultation = make_consultation()

    assert post(client, name, consultation.pk).status_code == 302
    for person in (claire, jalila):
        client.force_login(person)
        assert post(client, name, consultation.pk).status_code == 403


def test_cancelling_shows_every_line_that_moves_along(client: Client, claire: User) -> None:
    consultation = consultation_in("open")
    client.force_login(claire)

    page = read(client, "plan_act", consultation.plan.code, consultation.pk, "cancel")

    words = page.content.decode()
    for line in consultation.plan_version.lines.all():
        assert line.proposal.reference in words
    assert "Ready for the plan draft" in words


def test_the_inbox_leads_to_what_is_to_be_answered(client: Client, amina: User) -> None:
    consultation = consultation_in("closed")
    client.force_login(amina)

    page = read(client, "inbox").content.decode()

    assert "Answer every contribution" in page
    assert f"/consultations/{consultation.pk}/contributions/?only=answer" in page


def test_a_moderator_finds_what_is_to_be_moderated(client: Client) -> None:
    moderator = make_person("Nora")
    grant(MODERATOR, moderator)
    consultation = consultation_in("open")
    client.force_login(moderator)

    page = read(client, "inbox").content.decode()

    assert "Moderate contributions" in page
    assert f"/consultations/{consultation.pk}/contributions/?only=moderate" in page


def _form(consultation: Consultation) -> dict[str, Any]:
    return {"expect": again(consultation).version, "key": "once"}
