"""Answering from a message: GET shows, POST acts, once, as who reads it, about what was asked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from lifecycle.models import Attachment, AwaitedParty, MailAnswer, Replanning
from lifecycle.services.mail_answers import make_token
from lifecycle.topics.escalations import list_answers
from lifecycle.vocabulary.roles import FOCAL_POINT
from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import Scene
from tests.lifecycle.services.test_attachments import count_files
from workflow.clock import current_clock
from workflow.models import Event, User, Via, WorkItem
from workflow.permissions import revoke

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return an activity of the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


@pytest.fixture
def item(scene: Scene) -> WorkItem:
    """Return what the activity asks of the focal point."""
    return WorkItem.objects.get(
        subject=scene.activity.pk, closed_at=None, kind=scene.activity.state
    )


def address(person: User, item: WorkItem, what: str) -> str:
    """Return the path of one answer."""
    return reverse("mail_answer", args=[make_token(person, item), what])


def done_today() -> dict[str, Any]:
    """Return what the form of something done is sent with."""
    evidence = SimpleUploadedFile("preuve.pdf", b"%PDF-1.7\n%%EOF\n")
    return {"done_on": current_clock().today().isoformat(), "upload": evidence}


def test_a_scanner_that_follows_the_link_does_nothing(
    client: Client, scene: Scene, farid: User, item: WorkItem
) -> None:
    for what in ("done", "new-date", "blocked"):
        assert client.get(address(farid, item, what)).status_code == 200

    scene.activity.refresh_from_db()
    assert scene.activity.state == item.kind
    assert not MailAnswer.objects.exists()


def test_it_is_reported_done_with_its_evidence_in_the_readers_name(
    client: Client, scene: Scene, farid: User, item: WorkItem
) -> None:
    answer = client.post(address(farid, item, "done"), done_today())

    event = Event.objects.get(subject=scene.activity.pk, name="report_done")
    assert answer.status_code == 200
    assert (event.actor, event.via) == (farid, str(Via.MAIL))


def test_a_new_date_is_asked_for(client: Client, scene: Scene, farid: User, item: WorkItem) -> None:
    given = {"date_words": "fin mars 2028", "cause": "budget", "reason": "Crédits reportés."}

    client.post(address(farid, item, "new-date"), given)

    assert Replanning.objects.get().target_id == scene.activity.pk


def test_somebody_is_said_to_be_awaited(
    client: Client, scene: Scene, farid: User, item: WorkItem
) -> None:
    client.post(address(farid, item, "blocked"), {"who": "Sept départements", "what": "Avis"})

    assert AwaitedParty.objects.get(subject=scene.activity.pk).what_fr == "Avis"


@pytest.mark.parametrize("count", ["0", "-3", "10001"])
def test_several_are_counted_from_a_message_too_and_never_below_one(
    client: Client, scene: Scene, farid: User, item: WorkItem, count: str
) -> None:
    path, given = address(farid, item, "blocked"), {"who": "Départements"}

    refused = client.post(path, {**given, "count": count})
    kept = client.post(path, {**given, "count": "7"})

    assert (refused.status_code, kept.status_code) == (422, 200)
    assert AwaitedParty.objects.get(subject=scene.activity.pk).count == 7


def test_a_link_is_good_once(client: Client, farid: User, item: WorkItem) -> None:
    path = address(farid, item, "blocked")
    client.post(path, {"who": "Sept départements"})

    again = client.post(path, {"who": "Six départements"})

    assert again.status_code == 409
    assert AwaitedParty.objects.count() == 1


def test_a_link_that_was_used_is_refused_in_the_language_of_its_reader(
    client: Client, farid: User, item: WorkItem
) -> None:
    User.objects.filter(pk=farid.pk).update(language="ar")
    path = address(farid, item, "blocked")
    client.post(path, {"who": "Sept départements"})

    again = client.get(path, headers={"accept-language": "fr"})

    assert again.status_code == 409
    assert '<html lang="ar" dir="rtl">' in again.content.decode()


def test_a_link_is_about_the_dates_it_was_sent_for(
    client: Client, farid: User, item: WorkItem
) -> None:
    path = address(farid, item, "done")
    WorkItem.objects.filter(pk=item.pk).update(generation=item.generation + 1)

    assert client.post(path, done_today()).status_code == 409


def test_what_is_refused_can_be_typed_again(client: Client, farid: User, item: WorkItem) -> None:
    path = address(farid, item, "new-date")

    refused = client.post(path, {"date_words": "bientôt", "cause": "budget", "reason": "Non."})

    assert refused.status_code == 422
    assert "bientôt" in refused.content.decode()
    assert not MailAnswer.objects.exists()


def test_a_refused_report_leaves_no_file_behind(
    client: Client, scene: Scene, farid: User, item: WorkItem
) -> None:
    before = count_files()
    tomorrow = current_clock().today() + timedelta(days=1)
    path = address(farid, item, "done")

    refused = client.post(path, {**done_today(), "done_on": tomorrow.isoformat()})
    left = count_files()
    client.post(path, done_today())

    assert refused.status_code == 422
    assert left == before
    assert count_files() == before + 1
    assert Attachment.objects.get(subject=scene.activity.pk).file.read()


def test_a_right_lost_is_lost_at_once(
    client: Client, scene: Scene, institutions: Institutions, farid: User, item: WorkItem
) -> None:
    path = address(farid, item, "done")
    revoke(FOCAL_POINT, farid, on=institutions.archives)

    assert client.post(path, done_today()).status_code in {302, 403}

    scene.activity.refresh_from_db()
    assert scene.activity.state == item.kind
    assert not MailAnswer.objects.exists()


@pytest.mark.parametrize("spoil", [lambda token: token[:-2] + "xx", lambda _token: "x"])
def test_a_forged_link_leads_nowhere(
    client: Client, farid: User, item: WorkItem, spoil: Any
) -> None:
    path = reverse("mail_answer", args=[spoil(make_token(farid, item)), "done"])

    assert client.get(path).status_code == 404


def test_the_message_offers_it_to_who_may_answer_alone(
    item: WorkItem, farid: User, mounir: User
) -> None:
    offered = list_answers(item, farid)

    assert [label for label, _url in offered] == [
        "It is done",
        "It needs a new date",
        "It is blocked by somebody",
    ]
    assert list_answers(item, mounir) == []


def test_the_page_speaks_the_language_of_who_reads_the_message(
    client: Client, farid: User, item: WorkItem
) -> None:
    User.objects.filter(pk=farid.pk).update(language="ar")

    page = client.get(address(farid, item, "done"), headers={"accept-language": "fr"})

    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert page["Content-Language"] == "ar"
    # Without a referrer the browser would name no origin, and the form would be refused.
    assert page["Referrer-Policy"] == "same-origin"
