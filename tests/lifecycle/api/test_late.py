"""Late activities, open ones of an institution, letters and reports, as programs ask for them."""

import pytest

from lifecycle.models import Indicator
from lifecycle.services.awaited import await_party
from tests.cast import make_person
from tests.implementation import Scene
from tests.lifecycle.api.clients import client_of
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_what_is_late_is_told_with_its_rungs_and_who_is_awaited(scene: Scene, amina: User) -> None:
    await_party(scene.activity("train"), actor=scene.owner, who="Deux services")

    answer = client_of(amina).get("/api/v1/late/", {"what": "blocked"})

    (line,) = answer.json()["results"]
    assert line["reasons"] == ["late", "blocked"]
    assert line["activity"]["days_late"] == 36
    assert line["activity"]["awaited"][0]["who"] == "Deux services"
    assert line["next_rung"]["code"] == "R4"
    assert (line["slips"], line["listed_on"], line["new_date_asked_on"]) == (0, None, None)
    assert [each["code"] for each in line["porters"]] == ["registry"]


def test_the_list_is_narrowed_and_refuses_what_it_does_not_know(scene: Scene, amina: User) -> None:
    client = client_of(amina)

    courts = client.get(f"/api/v1/late/?institution={scene.courts.pk}&plan=T-1")

    assert courts.json()["count"] == 1
    for wrong in ("what=x", "institution=x", "institution=0"):
        assert client.get(f"/api/v1/late/?{wrong}").status_code == 422


def test_the_list_has_the_readers_of_its_page(scene: Scene) -> None:
    assert client_of(None).get("/api/v1/late/").status_code == 401
    assert client_of(scene.focal_point).get("/api/v1/late/").status_code == 403


def test_each_reads_what_is_open_of_their_own(scene: Scene, amina: User) -> None:
    address, courts = "/api/v1/own-activities/", {"institution": scene.courts.pk}

    own = client_of(scene.superior).get(address).json()["results"]

    assert [line["activity"]["title"] for line in own] == ["=Former", "Relier", "Evaluer"]
    assert client_of(scene.superior).get(address, courts).status_code == 404
    assert client_of(make_person("Tarik")).get(address).status_code == 403
    assert client_of(amina).get(address, courts).json()["count"] == 1


def test_letters_are_documents_for_the_ministry_team(scene: Scene, amina: User) -> None:
    address = f"/api/v1/institutions/{scene.registry.pk}/letter/"

    letter = client_of(amina).get(address, {"language": "ar"})
    archive = client_of(amina).get("/api/v1/late/letters/")

    assert letter.content.startswith(b"PK")
    assert archive.content.startswith(b"PK")
    assert client_of(amina).get(address, {"language": "en"}).status_code == 422
    assert client_of(amina).get("/api/v1/institutions/999999/letter/").status_code == 404
    assert client_of(scene.owner).get(address).status_code == 403


def test_progress_is_reported_under_the_rules_of_the_page(scene: Scene) -> None:
    commitment, activity = scene.commitment, scene.activity("train")
    client = client_of(scene.focal_point)

    done = client.post(
        f"/api/v1/commitments/{commitment.pk}/progress/",
        {"percent": 80},
        format="json",
        headers={"if-match": f'"{commitment.version}"'},
    )
    back = client.post(
        f"/api/v1/commitments/{commitment.pk}/progress/", {"percent": 10}, format="json"
    )
    step = client.post(
        f"/api/v1/activities/{activity.pk}/progress/", {"percent": 50}, format="json"
    )
    other = client_of(scene.superior).post(
        f"/api/v1/commitments/{commitment.pk}/progress/", {"percent": 90}, format="json"
    )

    assert [each.status_code for each in (done, back, step, other)] == [204, 422, 204, 403]
    assert (scene.commitment.declared_progress, scene.activity("train").progress) == (80, 50)


def test_a_value_is_added_and_read(scene: Scene) -> None:
    indicator = Indicator.objects.create(commitment=scene.commitment, name_fr="Pièces")
    address, listed = (
        f"/api/v1/indicators/{indicator.pk}/values/",
        f"/api/v1/commitments/{scene.commitment.pk}/indicators/",
    )

    added = client_of(scene.owner).post(address, {"value": "12.5"}, format="json")

    assert added.status_code == 201
    assert client_of(None).get(listed).json()["results"][0]["value"] == "12.50"
    assert client_of(scene.superior).post(address, {"value": 1}, format="json").status_code == 403
    assert client_of(scene.owner).post(address, {"value": "x"}, format="json").status_code == 422
    unknown = client_of(scene.owner).post(
        "/api/v1/indicators/999999/values/", {"value": 1}, format="json"
    )
    assert unknown.status_code == 404
