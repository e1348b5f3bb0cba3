"""Contributions are moderated, grouped and answered on their pages, each by who may."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Contribution
from lifecycle.services.contributions import answer_contribution, publish_contribution
from tests.consultation import answer_all, consultation_in, on, say
from workflow.engine import fire
from workflow.models import User
from workflow.tick import tick

pytestmark = pytest.mark.django_db
YES: dict[str, Any] = {"effect": "accepted", "answer": "Le texte le dit."}


def post(client: Client, name: str, *args: object, **values: Any) -> Any:
    """Post a form with the versions that its page has now, unless the test says others."""
    for row in Contribution.objects.all():
        values.setdefault(f"version_{row.pk}", row.version)
        if row.pk in args:
            values.setdefault("expect", row.version)
    return client.post(reverse(name, args=args), values, headers={"accept-language": "en"})


def read(client: Client, name: str, *args: object, query: str = "") -> Any:
    return client.get(reverse(name, args=args) + query, headers={"accept-language": "en"})


def again(row: Contribution) -> Contribution:
    return Contribution.objects.get(pk=row.pk)


def test_strangers_work_on_nothing(client: Client, driss: User, amina: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation)

    for name, key in (("contribution_list", consultation.pk), ("contribution", row.pk)):
        assert read(client, name, key).status_code == 302
    client.force_login(driss)
    assert read(client, "contribution_list", consultation.pk).status_code == 403
    assert read(client, "contribution", row.pk).status_code == 404
    publish_contribution(row.pk, actor=amina)
    assert read(client, "contribution", row.pk).status_code == 403


def test_settled_answers_are_offered_to_nobody_for_a_change(client: Client, amina: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation)
    with on(date(2026, 9, 28)):
        tick()
    client.force_login(amina)
    before = read(client, "contribution", row.pk).content.decode()

    answer_all(consultation)
    fire(consultation, "settle", actor=amina)
    page = read(client, "contribution", row.pk).content.decode()

    assert reverse("contribution_answer", args=[row.pk]) in before
    assert reverse("contribution_answer", args=[row.pk]) not in page
    assert "The answers are settled" in page
    assert (
        "Group the ticked ones"
        not in read(client, "contribution_list", consultation.pk).content.decode()
    )


def test_who_answers_a_cancelled_consultation_reads_that_it_is_told_at_once(
    client: Client, amina: User, claire: User
) -> None:
    row, _other = _two()
    client.force_login(amina)
    before = read(client, "contribution", row.pk).content.decode()
    fire(row.consultation, "cancel", actor=claire, inputs={"reason": "Texte à revoir."})

    after = read(client, "contribution", row.pk).content.decode()

    assert "Everybody reads it once the answers are published." in before
    assert "Everybody reads it once the answers are published." not in after
    assert "It is told as soon as it is kept." in after


def test_the_team_publishes_withholds_and_answers(client: Client, amina: User) -> None:
    one, two = _two()
    client.force_login(amina)

    post(client, "contribution_publish", one.pk)
    silent = post(client, "contribution_withhold", two.pk, reason="")
    post(client, "contribution_withhold", two.pk, reason="Insultes.")
    unsaid = post(client, "contribution_answer", one.pk, effect="", answer="Gardé")
    post(client, "contribution_answer", one.pk, **YES)

    assert (silent.status_code, unsaid.status_code) == (422, 422)
    assert "Gardé" in unsaid.content.decode()
    assert again(one).moderation == "published"
    assert again(two).moderation == "withheld"
    assert again(one).answer == YES["answer"]


def test_an_answer_that_crosses_another_is_shown_again_and_overwrites_nothing(
    client: Client, amina: User, bilal: User
) -> None:
    row, _other = _two()
    answer_contribution(row.pk, effect="not_accepted", answer="Hors du plan.", actor=bilal)
    client.force_login(amina)

    crossed = post(client, "contribution_answer", row.pk, expect=row.version, **YES)
    kept = again(row).answer
    form = crossed.context["answer_form"]
    sent = post(client, "contribution_answer", row.pk, **YES, expect=form["expect"].value())

    assert crossed.status_code == 409
    assert "has changed since you opened it" in crossed.content.decode()
    assert "Hors du plan." in crossed.content.decode()
    assert form["answer"].value() == YES["answer"]
    assert kept == "Hors du plan."
    assert (sent.status_code, again(row).answer) == (302, YES["answer"])


def test_a_group_of_what_changed_since_is_refused(client: Client, amina: User, bilal: User) -> None:
    one, two = _two()
    answer_contribution(two.pk, actor=bilal, **YES)
    client.force_login(amina)

    given = {"members": [one.pk, two.pk], f"version_{two.pk}": two.version}
    answer = post(client, "contribution_group", one.consultation_id, **given)

    assert answer.status_code == 409
    assert again(two).leader_id is None


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_next_contributions_that_wait_are_one_click_away(
    language: str, client: Client, amina: User
) -> None:
    one, two = _two()
    third = say(one.consultation, "Encore une.")
    publish_contribution(two.pk, actor=amina)
    client.force_login(amina)

    address = reverse("contribution", args=[one.pk])
    page = client.get(address, headers={"accept-language": language})

    links = [each["url"] for each in page.context["next"]]
    assert links == [reverse("contribution", args=[each.pk]) for each in (third, two)]
    assert all(link in page.content.decode() for link in links)


def test_ticked_ones_are_grouped_behind_the_first(client: Client, amina: User) -> None:
    one, two = _two()
    client.force_login(amina)

    alone = post(client, "contribution_group", one.consultation_id, members=[one.pk])
    post(client, "contribution_group", one.consultation_id, members=[two.pk, one.pk, "x"])
    grouped = again(two).leader_id
    post(client, "contribution_ungroup", two.pk)

    assert alone.status_code == 422
    assert grouped == one.pk
    assert again(two).leader is None


def test_a_porter_proposes_and_the_ministry_finds_it_in_its_form(
    client: Client, farid: User, amina: User
) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal
    own, other = say(consultation, line=line), say(consultation, "Autre")
    client.force_login(farid)

    page = read(client, "contribution_list", consultation.pk).content.decode()
    hidden = read(client, "contribution", other.pk)
    answered = post(client, "contribution_answer", own.pk, **YES)
    post(client, "contribution_propose", own.pk, **YES)
    client.force_login(amina)
    form = read(client, "contribution", own.pk).content.decode()

    assert "Autre" not in page
    assert hidden.status_code == 404
    assert answered.status_code == 403
    assert form.count(YES["answer"]) == 2
    assert not again(own).is_answered


def test_the_committee_reads_and_does_nothing(client: Client, jalila: User) -> None:
    one, _other = _two()
    client.force_login(jalila)

    page = read(client, "contribution", one.pk)

    assert page.status_code == 200
    assert "Keep the answer" not in page.content.decode()
    assert post(client, "contribution_publish", one.pk).status_code == 403


def test_the_list_is_filtered_and_paged(client: Client, amina: User) -> None:
    consultation = consultation_in("open")
    for number in range(27):
        say(consultation, f"Idée {number:02d}")
    client.force_login(amina)
    post(client, "contribution_answer", consultation.contributions.all()[0].pk, **YES)

    first = read(client, "contribution_list", consultation.pk, query="?only=answer")
    second = read(client, "contribution_list", consultation.pk, query="?only=answer&page=2")

    assert "Idée 00" not in first.content.decode()
    assert "Idée 25" in first.content.decode()
    assert "Idée 26" in second.content.decode()


def _two() -> tuple[Contribution, Contribution]:
    consultation = consultation_in("open")
    return say(consultation, "Une idée."), say(consultation, "La même.")
