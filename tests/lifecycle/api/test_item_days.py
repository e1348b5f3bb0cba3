"""Items that are paused, set aside and given another day by a program."""

from datetime import timedelta

import pytest

from lifecycle.services.work_items import claim
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import current_clock
from workflow.models import Event, User, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(driss: User, amina: User) -> WorkItem:
    """Return what the team has to do about a submitted proposal."""
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    return WorkItem.objects.get(subject=proposal.pk, closed_at=None)


def test_an_item_is_paused_and_goes_on(item: WorkItem, amina: User, driss: User) -> None:
    address = f"/api/v1/inbox/{item.pk}/pause/"
    client = client_of(amina)

    paused = client.post(address, {"reason": "Le Budget relit."}, format="json")
    refused = client.post(address, {"reason": "Encore."}, format="json")
    resumed = client.delete(address)

    assert (paused.status_code, paused.json()["pause_reason"]) == (200, "Le Budget relit.")
    assert paused.json()["next_rung_on"] is None
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert (resumed.status_code, resumed.json()["paused_at"]) == (200, None)
    assert resumed.json()["next_role"] == "ministry_lead"
    assert client_of(driss).delete(address).status_code == 403
    assert set(
        Event.objects.filter(name__startswith="work_item").values_list("via", flat=True)
    ) == {"api"}


def test_an_item_is_set_aside_and_found_again(item: WorkItem, amina: User) -> None:
    claim(item, actor=amina)
    client, address = client_of(amina), f"/api/v1/inbox/{item.pk}/snooze/"
    today = current_clock().today()

    far = client.post(address, {"until": "2199-01-01"}, format="json")
    aside = client.post(address, {"until": str(today + timedelta(days=1))}, format="json")

    assert far.status_code == 422
    assert aside.status_code == 200
    assert client.get("/api/v1/inbox/").json()["results"] == []
    (found,) = client.get("/api/v1/inbox/?whose=aside").json()["results"]
    assert found["id"] == item.pk
    assert client.delete(address).json()["snoozed_until"] is None


def test_an_item_is_given_another_day(item: WorkItem, amina: User, claire: User) -> None:
    address = f"/api/v1/inbox/{item.pk}/extend/"
    given = {"due_on": "2031-01-06", "reason": "Attente du décret."}

    forbidden = client_of(amina).post(address, given, format="json")
    stale = client_of(claire).post(address, given, format="json", headers={"if-match": '"99"'})
    wrong = client_of(claire).post(address, {**given, "due_on": "2020-01-01"}, format="json")
    extended = client_of(claire).post(address, given, format="json")

    assert forbidden.status_code == 403
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"due_on"})
    assert extended.status_code == 200
    assert (extended.json()["due_on"], extended.json()["is_extended"]) == ("2031-01-06", True)
