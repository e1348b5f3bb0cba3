"""After slips too many: what the lead reads, answers and has still to do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
    make_committee,
)
from tests.lifecycle.web.replanning.pages import post, read
from workflow.engine import fire
from workflow.models import Event, User, WorkItem

pytestmark = pytest.mark.django_db


def test_the_lead_answers_after_slips_from_the_inbox(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    (member,) = make_committee(1, scene.institutions.rivage)
    request = scene.escalated(by=amina)
    WorkItem.objects.filter(subject=request.pk, closed_at=None).update(due_on="2026-01-05")
    fire(request, "settle_accept", actor=claire, inputs=REASON)
    client.force_login(claire)

    inbox = read(client, "inbox")
    page = ("replanning_after_slips", scene.activity.pk)
    scene.activity.refresh_from_db()
    given: dict[str, Any] = {
        "answer": "keep",
        "reason": "Presque fini.",
        "expect": scene.activity.version,
    }
    post(client, *page, **given)

    assert member.pk
    assert reverse(page[0], args=[page[1]]) in inbox
    assert Event.objects.filter(name="replanning.after_slips").count() == 1
    read(client, *page, status=409)


def test_the_lead_reads_what_to_decide_by(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    scene.accepted("fin septembre 2027", by=amina)
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)

    page = read(client, "replanning_after_slips", scene.activity.pk)

    assert "June 30, 2027" in page
    assert "2 slips" in page
    assert "92 days later" in page
    assert "90 days after the end of the plan" in page
    for words in ("30 juin 2027", "fin septembre 2027", "mars 2029"):
        assert words in page
    assert page.count("Procurement") == 2
    assert page.count("Le marché est infructueux.") == 2


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_what_is_to_be_decided_is_read_in_each_language(
    client: Client, scene: Scene, amina: User, claire: User, language: str, direction: str
) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)

    page = read(client, "replanning_after_slips", scene.activity.pk, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page


def test_an_amendment_that_was_said_stays_on_the_list_with_the_way_to_it(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)
    page = ("replanning_after_slips", scene.activity.pk)
    scene.activity.refresh_from_db()
    said = {"answer": "amend", "reason": "Trop tard.", "expect": scene.activity.version}

    answer = client.post(reverse(page[0], args=[page[1]]), said)

    steps = reverse("plan_moves", args=["MA-9", scene.commitment.pk])
    assert answer.headers["location"] == steps
    assert reverse(page[0], args=[page[1]]) in read(client, "inbox")
    assert steps in read(client, *page)
    assert "“Amend the commitment” was the answer" in read(client, *page)
