"""The pages of new dates: asked for, looked at beforehand, read by everybody once decided."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lifecycle.models import Replanning
from lifecycle.vocabulary import PeriodRole, ReplanningState
from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
    get,
    make_committee,
    read_periods,
    write_period,
)
from tests.lifecycle.web.replanning.pages import TODAY, asked_for, post, read
from workflow.engine import fire
from workflow.models import User, WorkItem
from workflow.periods import read_period

pytestmark = pytest.mark.django_db


def test_a_focal_point_sees_what_moves_and_then_asks(client: Client, scene: Scene) -> None:
    client.force_login(scene.farid)
    asking = ("replanning_ask", scene.activity.pk)

    form = read(client, *asking)
    shown = post(client, *asking, status=200, **asked_for(scene, preview="1"))
    nothing_yet = Replanning.objects.exists()
    post(client, *asking, **asked_for(scene))

    assert "30 juin 2027" in form
    assert "92 days later" in shown
    assert not nothing_yet
    assert Replanning.objects.get().state == ReplanningState.ASKED


@pytest.mark.parametrize(("who", "reads"), [("driss", False), ("farid", True), ("amina", True)])
def test_what_was_asked_is_no_reason_that_strangers_read_of_the_pause(
    who: str, reads: bool, client: Client, scene: Scene, request: pytest.FixtureRequest
) -> None:
    client.force_login(scene.farid)
    post(client, "replanning_ask", scene.activity.pk, **asked_for(scene))
    paused = WorkItem.objects.get(subject=scene.activity.pk, paused_at__isnull=False)
    client.force_login(request.getfixturevalue(who))

    page = read(client, "work_item", paused.pk)
    told = client.get(f"/api/v1/activities/{scene.activity.pk}/transitions/").json()["waiting"]

    assert "Nothing escalates." in page
    assert (REASON["reason"] in html.unescape(page)) is reads
    assert any(REASON["reason"] in each["pause_reason"] for each in told) is reads


def test_words_that_cannot_be_read_stay_in_the_form_with_the_reason(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.farid)

    extra: list[dict[str, Any]] = [{}, {"preview": "1"}]
    for more in extra:
        given = asked_for(scene, words="one of these days", **more)
        page = post(client, "replanning_ask", scene.activity.pk, status=422, **given)
        assert 'value="one of these days"' in page
        assert "error-summary" in page


@pytest.mark.parametrize("who", ["driss", "amina", "emna"])
def test_nobody_else_is_shown_the_form(
    who: str, client: Client, scene: Scene, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    read(client, "replanning_ask", scene.activity.pk, status=403)


def test_a_request_is_read_in_three_languages_with_what_can_be_done(
    client: Client, scene: Scene, amina: User
) -> None:
    request = scene.submitted()
    client.force_login(amina)

    pages = {
        code: read(client, "replanning", request.pk, language=code) for code in ("fr", "ar", "en")
    }

    assert 'dir="rtl"' in pages["ar"]
    assert all("Le marché est infructueux." in page for page in pages.values())
    assert reverse("plan_act", args=["MA-9", request.pk, "accept"]) in pages["en"]


def test_the_ministry_accepts_on_the_page(client: Client, scene: Scene, amina: User) -> None:
    request = scene.submitted()
    client.force_login(amina)
    given: dict[str, Any] = {"expect": get(request).version, "key": "one"}

    asked = read(client, "plan_act", "MA-9", request.pk, "accept")
    post(client, "plan_act", "MA-9", request.pk, "accept", **given)

    assert "Accept the new date" in asked
    assert read_periods(scene.activity.pk)["current"] == ["fin septembre 2027"]


def test_a_decided_request_does_not_say_that_the_old_date_is_planned_now(
    client: Client, scene: Scene, amina: User
) -> None:
    request = scene.submitted()
    client.force_login(amina)
    before = read(client, "replanning", request.pk)

    fire(request, "accept", actor=amina)

    after = read(client, "replanning", request.pk)
    assert "<dt>Planned now</dt>" in before
    assert "<dt>Planned now</dt>" not in after
    assert "<dt>Planned when it was asked</dt>" in after


def test_everybody_reads_what_was_decided_and_nothing_before(
    client: Client, scene: Scene, amina: User
) -> None:
    request = scene.submitted()
    commitment = ("commitment", "MA-9", scene.commitment.number)
    read(client, "replanning", request.pk, status=404)
    before = read(client, *commitment)

    fire(request, "accept", actor=amina)

    assert "infructueux" not in before
    assert "new date was asked for" not in before
    assert "infructueux" in read(client, "replanning", request.pk)
    after = read(client, *commitment)
    assert "Accept the new date: Accepted" in after
    assert after.count("Former") > before.count("Former")


def test_a_member_of_the_committee_reads_what_they_decide_on(
    client: Client, scene: Scene, amina: User
) -> None:
    (member,) = make_committee(1, scene.institutions.rivage)
    scene.escalated(by=amina)
    client.force_login(member)

    inbox = read(client, "inbox")
    item = WorkItem.objects.get(person=member, closed_at=None)
    page = read(client, "round", item.round_id)

    assert "Say whether the new date is accepted" in inbox
    assert "Le marché est infructueux." in page
    assert "mars 2029" in page


def test_a_document_comes_with_the_request_while_it_is_open(
    client: Client, scene: Scene, amina: User, emna: User
) -> None:
    request = scene.submitted()
    adding = ("replanning_document", request.pk)
    upload = SimpleUploadedFile("avis.txt", b"Appel d'offres infructueux\n")
    client.force_login(emna)
    read(client, "replanning", request.pk)
    forbidden: dict[str, Any] = {"expect": get(request).version, "file": upload}
    post(client, *adding, status=403, **forbidden)

    client.force_login(scene.farid)
    upload.seek(0)
    post(client, *adding, expect=get(request).version, file=upload)
    page = read(client, "replanning", request.pk)
    fire(request, "accept", actor=amina)

    assert "avis.txt" in page
    read(client, *adding, status=409)


def test_the_page_of_a_commitment_shows_its_requests_to_who_may_read_them(
    client: Client, scene: Scene, amina: User, driss: User
) -> None:
    request = scene.submitted()
    write_period(scene.commitment.pk, read_period("juin 2027", today=TODAY), PeriodRole.CURRENT)
    address = reverse("replanning", args=[request.pk])
    asking = reverse("replanning_ask", args=[scene.commitment.pk])
    commitment = ("commitment", "MA-9", scene.commitment.number)

    pages = {}
    for person in (scene.farid, amina, driss):
        client.force_login(person)
        pages[person.pk] = read(client, *commitment)

    assert address in pages[amina.pk]
    assert asking in pages[scene.farid.pk]
    assert asking not in pages[amina.pk]
    assert address not in pages[driss.pk]
