"""The page of an activity, and what is added on it: evidence, progress, values of indicators."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Attachment, Indicator, IndicatorReading
from lifecycle.vocabulary.roles import MODERATOR
from tests.cast import make_person
from tests.implementation import Scene, add_evidence
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.engine import fire
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


def page_of(scene: Scene, key: str = "train") -> str:
    return reverse("activity", args=[scene.activity(key).pk])


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_everybody_reads_it_in_their_language(scene: Scene, language: str, direction: str) -> None:
    page = read(None, page_of(scene), language)

    assert f'dir="{direction}">' in page
    assert "1. =Former" in page


def test_the_public_is_offered_nothing_and_shown_no_evidence(scene: Scene) -> None:
    add_evidence(scene.activity("train"), scene.focal_point)

    for person in (None, make_person("Tarik")):
        page = read(person, page_of(scene))
        assert "rapport.txt" not in page
        assert "What can be done" not in page
        assert "report_done" not in page


def test_the_moves_stand_there_with_every_reason_against_them(scene: Scene, amina: User) -> None:
    scene.report_done("train")

    own, other = read(scene.focal_point, page_of(scene)), read(amina, page_of(scene))

    verify = reverse("plan_act", args=["T-1", scene.activity("train").pk, "verify"])
    assert verify not in own
    assert "Only this role can do this: ministry team." in own
    assert verify in other
    assert "rapport.txt" in other


def test_what_is_over_is_no_longer_without_a_date(scene: Scene, amina: User) -> None:
    before = read(None, page_of(scene, "link"))
    scene.report_done("link")
    fire(scene.activity("link"), "verify", actor=amina, inputs={"evidence_read": True})

    after = read(None, page_of(scene, "link"))

    assert re.search(r"No date\s*<", before)
    assert "Completed" in after
    assert not re.search(r"No date\s*<", after)


def test_evidence_is_added_and_read_by_who_may(scene: Scene, amina: User) -> None:
    client, address = (
        browse(scene.focal_point),
        reverse("activity_evidence", args=[scene.activity("train").pk]),
    )
    expect = client.get(address).context["form"]["expect"].value()
    file = SimpleUploadedFile("photo.txt", b"Fait.")

    posted = client.post(address, {"expect": expect, "file": file})

    assert posted.headers["Location"] == page_of(scene)
    kept = Attachment.objects.get()
    assert kept.purpose == "evidence"
    url = reverse("attachment", args=[kept.pk])
    assert url in read(amina, page_of(scene))
    assert browse(amina).get(url).status_code == 200
    assert browse(make_person("Tarik")).get(url).status_code == 404


def test_evidence_is_refused_near_its_field_and_to_others(scene: Scene) -> None:
    address = reverse("activity_evidence", args=[scene.activity("train").pk])
    version = scene.activity("train").version
    harmful = SimpleUploadedFile("photo.exe", b"MZ")

    assert browse(scene.superior).get(address).status_code == 403
    assert browse().get(address).status_code == 302
    refused = browse(scene.focal_point).post(address, {"expect": version, "file": harmful})
    assert refused.status_code == 422
    assert "photo.exe" in refused.content.decode()
    stale = browse(scene.focal_point).post(
        address, {"expect": 99, "file": SimpleUploadedFile("a.txt", b"a")}
    )
    assert stale.status_code == 409
    assert not Attachment.objects.exists()


def test_progress_and_values_are_reported_from_the_commitment(scene: Scene) -> None:
    indicator = Indicator.objects.create(commitment=scene.commitment, name_fr="Pièces")
    client, back = browse(scene.owner), reverse("commitment", args=["T-1", 3])
    progress = reverse("progress_report", args=["T-1", scene.commitment.pk])
    value = reverse("reading_add", args=[indicator.pk])
    page = read(scene.owner, back)
    assert progress in page
    assert value in page

    for address, typed in ((progress, {"percent": "80"}), (value, {"value": "12"})):
        expect = client.get(address).context["form"]["expect"].value()
        answer = client.post(address, {"expect": expect, **typed})
        assert answer.headers["Location"] == back

    assert scene.commitment.declared_progress == 80
    assert IndicatorReading.objects.get().value == 12
    assert "Its progress was reported" in read(None, back)


def test_what_cannot_be_reported_comes_back_with_the_reason(scene: Scene) -> None:
    address = reverse("progress_report", args=["T-1", scene.commitment.pk])
    expect = {"expect": scene.commitment.version}

    back = browse(scene.owner).post(address, {**expect, "percent": "10"})
    beyond = browse(scene.owner).post(address, {**expect, "percent": "101"})

    assert back.status_code == beyond.status_code == 422
    assert "say why it goes back" in back.content.decode()
    assert browse(scene.superior).get(address).status_code == 403
    assert scene.commitment.declared_progress == 70


def test_the_commitment_draws_what_has_no_date_and_says_so(scene: Scene) -> None:
    page = read(None, reverse("commitment", args=["T-1", 3]))

    assert "span-bar is-undated" in page
    assert "span-bar is-late" in page
    assert page.count("36 days late") > 1


def test_the_evidence_of_activities_stands_on_the_commitment(scene: Scene, amina: User) -> None:
    add_evidence(scene.activity("train"), scene.focal_point)
    address = reverse("commitment", args=["T-1", 3])

    moderator = make_person("Tarik")
    grant(MODERATOR, moderator)

    assert "rapport.txt" in read(amina, address)
    for person in (None, moderator):
        assert "rapport.txt" not in read(person, address)
        assert "rapport.txt" not in read(person, page_of(scene))


def test_the_page_costs_the_same_whatever_was_added(scene: Scene, amina: User) -> None:
    address, client = page_of(scene), browse(amina)
    client.get(address)

    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
        for name in ("a.txt", "b.txt"):
            add_evidence(scene.activity("train"), scene.focal_point, name=name)

    assert counts[0] == counts[1]


def test_what_does_not_exist_is_not_found(scene: Scene) -> None:
    assert browse().get(reverse("activity", args=[scene.commitment.pk])).status_code == 404
