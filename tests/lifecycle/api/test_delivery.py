"""By a program: notices, preferences, following, and what operators do."""

import pytest

from lifecycle.models import Follower
from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from notifications.models import Message, MessageState, WebhookEndpoint
from notifications.pausing import pause
from notifications.refusals import record_refusal
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(claire: User) -> Message:
    """Return a letter that was given up."""
    proposal_in(ProposalState.SUBMITTED)
    dispatch()
    letter = Message.objects.filter(channel="email").latest("pk")
    Message.objects.filter(pk=letter.pk).update(state=MessageState.DEAD.value)
    return letter


def test_notices_are_read_and_marked() -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    dispatch()
    author = proposal.authors.get().person
    program = client_of(author)

    listed = program.get("/api/v1/notices/").json()["results"]
    marked = program.post("/api/v1/notices/read/", {}, format="json").json()["marked"]

    assert marked == len(listed) > 0
    assert all(each["read_at"] for each in program.get("/api/v1/notices/").json()["results"])


def test_the_notices_of_others_are_not_marked(farid: User) -> None:
    proposal_in(ProposalState.SUBMITTED)
    dispatch()
    notice = Message.objects.filter(channel="in_app").latest("pk")

    answer = client_of(farid).post("/api/v1/notices/read/", {"notices": [notice.pk]}, format="json")

    notice.refresh_from_db()
    assert answer.json() == {"marked": 0}
    assert notice.read_at is None


def test_operators_read_why_nothing_leaves_and_let_it_go_on(claire: User, farid: User) -> None:
    leaving = client_of(claire).get("/api/v1/letters/pause/").json()
    pause("Restored from a backup.")

    read = client_of(claire).get("/api/v1/letters/pause/").json()
    refused = client_of(farid).post("/api/v1/letters/resume/", {}, format="json")
    answer = client_of(claire).post("/api/v1/letters/resume/", {}, format="json")
    again = client_of(claire).post("/api/v1/letters/resume/", {}, format="json")

    assert leaving == {"reason": None, "paused_at": None, "resumed_at": None}
    assert read["reason"] == "Restored from a backup."
    assert (refused.status_code, answer.status_code, again.status_code) == (403, 200, 409)
    assert answer.json()["resumed_at"] is not None


def test_a_refused_address_is_seen_and_trusted_again(
    claire: User, farid: User, letter: Message
) -> None:
    refusal = record_refusal(letter, "nobody@example.org", "550", now=current_clock().now())
    Message.objects.filter(pk=letter.pk).update(state=MessageState.REFUSED, refusal=refusal)
    address = f"/api/v1/letters/addresses/{refusal.pk}/trust/"

    (shown,) = client_of(claire).get("/api/v1/letters/addresses/").json()["results"]
    refused = client_of(farid).post(address, {}, format="json")
    trusted = client_of(claire).post(address, {}, format="json")
    unknown = client_of(claire).post("/api/v1/letters/addresses/0/trust/", {}, format="json")

    assert (shown["id"], shown["recipient"]) == (refusal.pk, letter.recipient_id)
    assert "nobody@example.org" not in str(shown)
    assert (refused.status_code, unknown.status_code) == (403, 404)
    assert trusted.json() == {"letters": [letter.pk]}
    letter.refresh_from_db()
    assert letter.state == MessageState.PENDING


def test_preferences_are_changed_whole_or_not_at_all(farid: User) -> None:
    program = client_of(farid)
    good = {"digest_hour": 17, "groups": [{"group": "news", "email": "off"}]}
    bad = {"digest_hour": 9, "groups": [{"group": "tasks", "email": "off"}]}

    kept = program.put("/api/v1/preferences/", good, format="json")
    refused = program.put("/api/v1/preferences/", bad, format="json")

    assert (kept.status_code, refused.status_code) == (200, 422)
    now = program.get("/api/v1/preferences/").json()
    assert now["digest_hour"] == 17
    assert {"group": "news", "email": "off", "in_app": ""} in now["groups"]


def test_letters_are_not_stopped_for_ever(farid: User) -> None:
    endless = {"digest_hour": 8, "quiet_from": "2026-12-01", "quiet_until": "9999-12-31"}

    refused = client_of(farid).put("/api/v1/preferences/", {**endless, "groups": []}, format="json")

    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["quiet_until"]


def test_what_is_public_is_followed_and_left(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE)
    hidden = proposal_in(ProposalState.SUBMITTED)
    program = client_of(driss)

    statuses = [
        program.put(f"/api/v1/follow/{each.pk}/").status_code for each in (proposal, hidden)
    ]

    assert statuses == [204, 404]
    assert Follower.objects.get().person == driss
    program.delete(f"/api/v1/follow/{proposal.pk}/")
    assert Follower.objects.get().ended_at is not None


def test_operators_retry_and_drop(claire: User, letter: Message) -> None:
    program = client_of(claire)

    listed = program.get("/api/v1/letters/").json()["results"]
    tried = program.post("/api/v1/letters/retry/", {"letters": [letter.pk]}, format="json")
    dropped = program.post(
        "/api/v1/letters/drop/", {"letters": [letter.pk], "reason": "Doublon."}, format="json"
    )

    assert [each["id"] for each in listed] == [letter.pk]
    assert "body" not in listed[0]
    assert tried.json() == dropped.json() == {"letters": [letter.pk]}


def test_nobody_else_operates(amina: User, letter: Message) -> None:
    program = client_of(amina)

    statuses = {
        program.get("/api/v1/letters/").status_code,
        program.get("/api/v1/programs/").status_code,
        program.post("/api/v1/letters/retry/", {"letters": [1]}, format="json").status_code,
        program.post("/api/v1/programs/1/stop/").status_code,
    }

    assert statuses == {403}


def test_a_program_is_told_and_stopped(claire: User) -> None:
    program = client_of(claire)
    made = program.post("/api/v1/programs/", {"url": "http://127.0.0.1:9/hook"}, format="json")
    private = program.post("/api/v1/programs/", {"url": "https://10.0.0.1/"}, format="json")

    pk = made.json()["id"]
    renewed = program.post(f"/api/v1/programs/{pk}/secret/").json()["secret"]
    program.post(f"/api/v1/programs/{pk}/stop/")

    assert (made.status_code, private.status_code) == (201, 422)
    assert renewed != made.json()["secret"]
    assert "secret" not in program.get("/api/v1/programs/").json()["results"][0]
    assert not WebhookEndpoint.objects.get().is_active


@pytest.mark.parametrize("host", ["a..b", "a" * 64 + ".org", "\u200d.org"])
def test_a_program_at_a_host_that_can_be_no_name_is_refused(claire: User, host: str) -> None:
    refused = client_of(claire).post(
        "/api/v1/programs/", {"url": f"https://{host}/"}, format="json"
    )

    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["url"]
    assert not WebhookEndpoint.objects.exists()
