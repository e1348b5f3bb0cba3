"""The calendar, the ladders and what they let escalate, for programs: rules, refusals, versions."""

from datetime import date
from typing import Any

import pytest

from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import FixedClock, use_clock
from workflow.models import Escalation, Holiday, HolidayChange, Ladder, LadderChange, User, WorkItem
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db

CALENDAR = "/api/v1/calendar/"
LADDERS = "/api/v1/ladders/"
DECREE: dict[str, Any] = {"action": "decreed", "day": "2026-03-04", "name_fr": "Deuil national"}


# ---- Ladders.


def test_staff_reads_the_ladders_and_counts_an_example(farid: User, driss: User) -> None:
    client = client_of(farid)

    listed = client.get(LADDERS).json()["results"]
    read = client.get(f"{LADDERS}activity/")
    counted = client.get(f"{LADDERS}activity/example/?day=2020-07-30").json()

    assert {each["code"] for each in listed} >= {"activity", "undated", "standard"}
    assert read.headers["ETag"] == '"1"'
    assert {use["kind"] for use in read.json()["uses"]} == {"activity", "commitment"}
    assert counted["counted_from"] == "2020-08-03"
    assert counted["rungs"][-1] == {"code": "R4", "fires_on": "2020-08-27"}
    assert client.get(f"{LADDERS}nowhere/").status_code == 404
    assert client.get(f"{LADDERS}activity/example/?day=x").status_code == 422
    assert client_of(driss).get(LADDERS).status_code == 403
    assert client_of(None).get(LADDERS).status_code == 401


def test_the_lead_rules_a_ladder_at_the_version_they_read(
    claire: User, amina: User, farid: User
) -> None:
    rungs = [
        {"code": "R1", "offset": 0, "roles": ["ministry_team"], "form": "digest"},
        {"offset": 7, "roles": ["ministry_lead"], "form": "at_once"},
    ]
    given = {"rungs": rungs, "is_proposed": True, "reason": "Essai d'un mois."}
    address, read = f"{LADDERS}standard/", {"if-match": '"1"'}

    unread = client_of(claire).put(address, given, format="json")
    forbidden = client_of(amina).put(address, given, format="json", headers=read)
    written = client_of(claire).put(address, given, format="json", headers=read)
    stale = client_of(claire).put(address, given, format="json", headers=read)
    changes = client_of(farid).get(f"{address}changes/").json()["results"]

    assert unread.status_code == 428
    assert forbidden.status_code == 403
    assert (written.status_code, written.json()["version"]) == (200, 2)
    assert [each["code"] for each in written.json()["rungs"]] == ["R1", "V2-2"]
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert changes[0]["changed_by"] == "Claire"
    assert [each["offset"] for each in changes[0]["before"]["rungs"]] == [0, 5]


def test_what_is_wrong_of_a_rung_is_told_by_its_number(claire: User) -> None:
    rungs = [
        {"offset": 5, "roles": ["ministry_lead"]},
        {"offset": 5, "roles": ["assessor"]},
        # Out of order, and to a role that nobody holds.
        {"offset": 4, "roles": ["superior"]},
    ]
    given = {"rungs": rungs, "is_proposed": False, "reason": "Essai."}

    answer = client_of(claire).put(
        f"{LADDERS}standard/", given, format="json", headers={"if-match": '"1"'}
    )

    assert answer.status_code == 422
    said = answer.json()["errors"]
    assert {number: len(messages) for number, messages in said.items()} == {
        "rungs.1": 2,
        "rungs.2": 2,
    }
    assert not LadderChange.objects.exists()


# ---- What waits to be let go.


@pytest.fixture
def proposed(claire: User, amina: User, driss: User) -> list[Escalation]:
    """Return two escalations of one item that wait for the ministry team."""
    rungs = [RungDraft(0, ("ministry_team",), code="R1"), RungDraft(5, ("ministry_lead",))]
    rewrite_ladder("standard", rungs=rungs, is_proposed=True, reason="Essai.", actor=claire)
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    assert item.due_on is not None
    for day in (item.due_on, date(2026, 4, 20)):
        with use_clock(FixedClock.on(day)):
            sweep()
    return list(Escalation.objects.filter(standing="proposed").order_by("pk"))


def test_escalations_are_let_go_and_held_back_one_by_one(
    proposed: list[Escalation], amina: User, farid: User
) -> None:
    client = client_of(amina)
    first, second = (each.pk for each in proposed)

    waiting = client.get("/api/v1/escalations/").json()["results"]
    dropped = client.post("/api/v1/escalations/drop/", {"escalations": [first]}, format="json")
    both = {"escalations": [first, second]}
    released = client.post("/api/v1/escalations/release/", both, format="json").json()["results"]

    assert [each["id"] for each in waiting] == [first, second]
    assert waiting[1]["roles"] == ["ministry_lead"]
    assert dropped.json()["results"] == [{"id": first, "is_done": True, "problem": ""}]
    assert [each["is_done"] for each in released] == [False, True]
    assert released[0]["problem"]
    refused = client_of(farid).post("/api/v1/escalations/drop/", both, format="json")
    assert refused.status_code == 403
    assert client_of(farid).get("/api/v1/escalations/").status_code == 403


# ---- The calendar.


def test_everybody_reads_a_year_and_no_work_item(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    assert item.due_on is not None
    address = f"{CALENDAR}{item.due_on.year}/"

    public = client_of(None).get(address)
    of_the_team = client_of(amina).get(address)

    assert public.status_code == 200
    assert public.json()["items"] == []
    assert [each["id"] for each in of_the_team.json()["items"]] == [item.pk]
    assert 240 < public.json()["working_days"] < 262
    unknown = client_of(None).get(f"{CALENDAR}2199/")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "empty_calendar")
    assert client_of(None).get(f"{CALENDAR}99999999999/changes/").json()["results"] == []


def test_a_decision_is_foreseen_taken_and_kept(claire: User, driss: User) -> None:
    client = client_of(claire)
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

        foreseen = client.post(f"{CALENDAR}preview/", DECREE, format="json")
        kept = HolidayChange.objects.count()
        given = {**DECREE, "reason": "Décret."}
        decided = client.post(f"{CALENDAR}decisions/", given, format="json")

    (move,) = foreseen.json()["moves"]
    assert (foreseen.status_code, kept) == (200, 0)
    assert (move["name"], move["due_before"], move["due_after"]) == (
        proposal.reference,
        "2026-03-09",
        "2026-03-10",
    )
    assert decided.status_code == 201
    assert decided.json()["moved_items"] == foreseen.json()["moved_items"] == 1
    assert Holiday.objects.get(code="deuil-national").day == date(2026, 3, 4)
    changes = client_of(None).get(f"{CALENDAR}2026/changes/").json()["results"]
    assert (changes[0]["changed_by"], changes[0]["reason"]) == ("Claire", "Décret.")


@pytest.mark.parametrize(
    ("given", "status", "errors"),
    [
        ({"action": "decreed", "name_fr": "Deuil"}, 422, {"day"}),
        ({"action": "decreed", "day": "2026-03-04"}, 422, {"name_fr"}),
        ({"action": "moved", "day": "2026-03-04"}, 422, {"code", "year"}),
        ({"action": "moved", "code": "nowhere", "year": 2026, "day": "2026-03-04"}, 404, set()),
        ({"action": "confirmed", "code": "youth-day", "year": 2026}, 409, set()),
        ({"action": "removed", "code": "youth-day", "year": 2026}, 409, set()),
        ({"action": "decreed", "day": "2199-03-04", "name_fr": "Deuil"}, 409, set()),
        ({"action": "forgotten"}, 422, {"action"}),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    claire: User, given: dict[str, Any], status: int, errors: set[str]
) -> None:
    answer = client_of(claire).post(
        f"{CALENDAR}decisions/", {**given, "reason": "Décret."}, format="json"
    )

    assert answer.status_code == status
    assert set(answer.json().get("errors", {})) == errors
    assert not HolidayChange.objects.exists()


def test_only_the_lead_decides_and_on_the_calendar_they_read(claire: User, amina: User) -> None:
    given = {**DECREE, "reason": "Décret."}

    forbidden = client_of(amina).post(f"{CALENDAR}decisions/", given, format="json")
    unforeseen = client_of(amina).post(f"{CALENDAR}preview/", DECREE, format="json")
    public = client_of(None).post(f"{CALENDAR}decisions/", given, format="json")
    stale = client_of(claire).post(
        f"{CALENDAR}decisions/", given, format="json", headers={"if-match": '"999"'}
    )

    assert (forbidden.status_code, unforeseen.status_code, public.status_code) == (403, 403, 401)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert Ladder.objects.exists()
    assert not HolidayChange.objects.exists()
