"""New dates through the API: the same rules, the same refusals as on the pages."""

from typing import Any

import pytest

from lifecycle.models import Replanning
from tests.cast import Institutions
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.lifecycle.machines.replanning_scene import REASON, Scene, get, make_committee
from workflow.engine import fire
from workflow.models import Event, User, WorkItem

pytestmark = pytest.mark.django_db

ASKED = {"words": "fin septembre 2027", "cause": "procurement", **REASON}


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


def send(person: User | None, address: str, body: dict[str, Any], **headers: str) -> Any:
    return client_of(person).post(f"/api/v1/{address}", body, format="json", headers=headers)


def test_a_program_asks_and_another_decides(scene: Scene, emna: User, amina: User) -> None:
    asked = send(scene.farid, f"activities/{scene.activity.pk}/replannings/", ASKED)
    key = asked.json()["id"]
    read = client_of(emna).get(f"/api/v1/replannings/{key}/")
    forwarded = fire_by_api(client_of(emna), key, "forward", version=1, kind="replannings")
    accepted = fire_by_api(client_of(amina), key, "accept", version=2, kind="replannings")

    assert (asked.status_code, read.status_code) == (201, 200)
    assert (forwarded.status_code, accepted.status_code) == (200, 200)
    assert read.headers["etag"] == '"1"'
    assert read.json()["new"]["latest"] == "2027-09-30"
    assert get(Replanning.objects.get()).slip_days == 92


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("05/06/2027", "more than one way"),
        ("octobre 2020", "is over since"),
        ("du 20 juin 2027 au 10 juin 2027", "before it starts"),
    ],
)
def test_words_are_refused_with_the_reason(words: str, said: str, scene: Scene) -> None:
    body = {**ASKED, "words": words, "language": "en"}

    answer = send(scene.farid, f"activities/{scene.activity.pk}/replannings/", body)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_ends_after_the_plan_is_refused_with_the_way_that_is_left(
    scene: Scene, emna: User, amina: User
) -> None:
    body = {**ASKED, "words": "mars 2030"}
    key = send(scene.farid, f"activities/{scene.activity.pk}/replannings/", body).json()["id"]
    fire_by_api(client_of(emna), key, "forward", version=1, kind="replannings")

    refused = fire_by_api(client_of(amina), key, "accept", version=2, kind="replannings")

    assert refused.status_code == 409
    assert "send it to the committee" in refused.content.decode()
    assert get(Replanning.objects.get()).state == "submitted"


def test_a_stale_version_and_a_stranger_are_refused(scene: Scene, driss: User) -> None:
    address = f"activities/{scene.activity.pk}/replannings/"

    stale = send(scene.farid, address, ASKED, **{"if-match": '"9"'})
    stranger = send(driss, address, ASKED)
    nobody = send(None, address, ASKED)

    assert [stale.status_code, stranger.status_code, nobody.status_code] == [409, 403, 401]
    assert not Replanning.objects.exists()


def test_a_simulation_writes_nothing(scene: Scene, driss: User) -> None:
    address = f"activities/{scene.activity.pk}/replannings/simulate/"
    before = Event.objects.count()

    answer = send(scene.farid, address, {"words": "mars 2029"})
    stranger = send(driss, address, {"words": "mars 2029"})

    moved = answer.json()
    assert (answer.status_code, stranger.status_code) == (200, 403)
    assert moved["targets"][0]["is_beyond"]
    assert moved["commitments"][0]["new_on"] == "2029-03-31"
    assert Event.objects.count() == before


def test_the_public_reads_what_was_decided_alone(scene: Scene, amina: User) -> None:
    request = scene.submitted()
    public = client_of(None)
    address = f"/api/v1/replannings/{request.pk}/"
    before = public.get(address).status_code, public.get("/api/v1/replannings/").json()["results"]

    fire(request, "accept", actor=amina)

    assert before == (404, [])
    assert public.get(address).json()["reason"] == REASON["reason"]
    assert "asked_by" not in public.get(address).json()


def test_many_are_foreseen_asked_for_and_decided(scene: Scene, amina: User, bilal: User) -> None:
    other = scene.make_activity("décembre 2027")
    lines = [
        {"subject": scene.activity.pk, "words": "décembre 2027"},
        {"subject": other.pk, "words": "décembre 2027"},
    ]
    body: dict[str, Any] = {"lines": lines, "cause": "pandemic", "reason": "Confinement."}

    foreseen = send(amina, "replannings/together/foresee/", {"lines": lines})
    refused = send(amina, "replannings/together/", body)
    asked = send(amina, "replannings/together/", {**body, "lines": lines[:1]})
    keys = [each["id"] for each in asked.json()]
    own = send(amina, "replannings/decide/", {"requests": keys, "decision": "accept"})
    done = send(bilal, "replannings/decide/", {"requests": keys, "decision": "accept"})
    batch = {"batch": asked.json()[0]["batch"]}

    assert [bool(each["problem"]) for each in foreseen.json()["lines"]] == [False, True]
    assert (refused.status_code, asked.status_code) == (422, 201)
    assert f"line_{other.pk}" in refused.content.decode()
    assert "person who asked" in own.json()[0]["problems"][0]
    assert done.json() == [{"request": keys[0], "is_done": True, "problems": []}]
    assert len(client_of(amina).get("/api/v1/replannings/", batch).json()["results"]) == 1


@pytest.mark.parametrize("who", ["claire", "farid"])
def test_only_the_team_handles_many(who: str, scene: Scene, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    lines = [{"subject": scene.activity.pk, "words": "décembre 2027"}]
    given = {"lines": lines, "cause": "pandemic", "reason": "Confinement."}
    deciding = {"requests": [1], "decision": "accept"}

    answers = [
        send(person, "replannings/together/foresee/", {"lines": lines}),
        send(person, "replannings/together/", given),
        send(person, "replannings/decide/", deciding),
    ]

    assert {each.status_code for each in answers} == {403}


def test_a_refusal_of_several_has_a_reason(scene: Scene, amina: User) -> None:
    request = scene.submitted()
    body = {"requests": [request.pk], "decision": "refuse"}

    without = send(amina, "replannings/decide/", body)
    with_reason = send(amina, "replannings/decide/", {**body, **REASON})

    assert (without.status_code, with_reason.status_code) == (422, 200)
    assert get(request).state == "refused"


def test_the_lead_answers_after_slips(scene: Scene, amina: User, claire: User) -> None:
    make_committee(1, scene.institutions.rivage)
    request = scene.escalated(by=amina)
    WorkItem.objects.filter(subject=request.pk, closed_at=None).update(due_on="2026-01-05")
    fire(request, "settle_accept", actor=claire, inputs=REASON)
    address = f"activities/{scene.activity.pk}/after-slips/"
    body = {"answer": "keep", "reason": "Presque fini."}

    forbidden = send(amina, address, body)
    kept = send(claire, address, body)
    again = send(claire, address, body)

    assert [forbidden.status_code, kept.status_code, again.status_code] == [403, 204, 409]


def test_what_is_to_be_amended_is_still_asked(scene: Scene, amina: User, claire: User) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    address = f"activities/{scene.activity.pk}/after-slips/"

    said = send(claire, address, {"answer": "amend", "reason": "Trop tard."})
    otherwise = send(claire, address, {"answer": "keep", "reason": "Presque fini."})

    assert [said.status_code, otherwise.status_code] == [204, 204]


def test_the_history_says_in_words_what_becomes_of_it(
    scene: Scene, amina: User, claire: User
) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    answer = {"answer": "amend", "reason": "Trop tard."}
    send(claire, f"activities/{scene.activity.pk}/after-slips/", answer)

    events = client_of(claire).get(f"/api/v1/activities/{scene.activity.pk}/events/").json()

    said = next(e for e in events["results"] if e["name"] == "replanning.after_slips")
    assert "Amend the commitment" in str(said["given"])
    assert "amend" not in str(said["given"])


@pytest.mark.parametrize("query", [{"state": "perhaps"}, {"batch": "none"}])
def test_a_filter_that_means_nothing_is_no_fault_of_ours(
    query: dict[str, str], scene: Scene, amina: User
) -> None:
    answer = client_of(amina).get("/api/v1/replannings/", query)

    assert answer.status_code in {200, 422}
