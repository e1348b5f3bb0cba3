"""The pages on which whoever is awaited is named and their answers are recorded."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan, AwaitedParty
from lifecycle.services.awaited import await_party
from lifecycle.vocabulary import AwaitedTask
from lifecycle.vocabulary.roles import FOCAL_POINT, OBSERVER, OWNER
from tests.cast import make_person
from tests.lifecycle.api.clients import client_of
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.models import Institution, User, WorkItem
from workflow.permissions import grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_first_plan")]


@pytest.fixture
def party(first_plan: ActionPlan) -> AwaitedParty:
    """Return the departments of the first commitment that nobody named."""
    found = AwaitedParty.objects.filter(named=False, count=4).first()
    assert found is not None
    return found


@pytest.fixture
def owner(party: AwaitedParty) -> User:
    """Return the owner on whose desk the errand lies."""
    item = WorkItem.objects.get(subject=party.subject_id, kind=AwaitedTask.NAME)
    assert item.institution is not None
    person = make_person("Nadia")
    grant(OWNER, person, on=item.institution)
    return person


@pytest.fixture
def observer(party: AwaitedParty) -> User:
    """Return somebody who reads everything and says nothing."""
    person = make_person("Karim")
    grant(OBSERVER, person)
    return person


def page_of(party: AwaitedParty) -> str:
    return reverse("awaited", args=["MA-1", party.subject_id])


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(
    party: AwaitedParty, owner: User, language: str, direction: str
) -> None:
    page = read(owner, page_of(party), language)

    assert f'dir="{direction}">' in page
    assert reverse("awaited_answer", args=["MA-1", party.pk]) in page


def test_the_inbox_of_the_owner_leads_there(party: AwaitedParty, owner: User) -> None:
    page = read(owner, reverse("inbox"))

    assert f'href="{page_of(party)}"' in page
    assert "Name them" in page


def test_the_owner_names_one_and_records_the_answer_of_another(
    party: AwaitedParty, owner: User
) -> None:
    client = browse(owner)
    name, answer = (
        reverse(url, args=["MA-1", party.pk]) for url in ("awaited_name", "awaited_answer")
    )

    for address, typed in ((name, {"who": "Intérieur"}), (answer, {"count": "2"})):
        expect = client.get(address).context["form"]["expect"].value()
        assert client.post(address, {"expect": expect, **typed}).status_code == 302

    party.refresh_from_db()
    assert party.count == 1
    assert WorkItem.objects.filter(subject=party.subject_id, kind=AwaitedTask.ASK).exists()


def test_the_owner_says_that_others_are_awaited_and_that_some_no_longer_are(
    party: AwaitedParty, owner: User
) -> None:
    client = browse(owner)
    add = reverse("awaited_add", args=["MA-1", party.subject_id])
    withdraw = reverse("awaited_withdraw", args=["MA-1", party.pk])
    said = {"who": "régions", "count": "12", "what": "leurs avis", "since": "2020-07-10"}

    for address, typed in ((add, said), (withdraw, {"reason": "Plus utile."})):
        expect = client.get(address).context["form"]["expect"].value()
        assert client.post(address, {"expect": expect, **typed}).status_code == 302

    added = AwaitedParty.objects.latest("pk")
    party.refresh_from_db()
    assert (added.count, added.who_en, added.what_en) == (12, "régions", "leurs avis")
    assert party.withdrawn_because == "Plus utile."


def test_whoever_is_awaited_says_on_its_page_that_it_answered(
    party: AwaitedParty, owner: User
) -> None:
    focal_point = make_person("Salma")
    body = Institution.objects.get(code="finance")
    grant(FOCAL_POINT, focal_point, on=body)
    added = await_party(party.subject_id, actor=owner, institution=body)
    address = reverse("awaited_answer", args=["MA-1", added.pk])

    inbox, page = (read(focal_point, each) for each in (reverse("inbox"), page_of(party)))
    client = browse(focal_point)
    expect = client.get(address).context["form"]["expect"].value()
    answer = client.post(address, {"expect": expect, "count": "1"}, follow=True)

    assert address in page
    assert reverse("awaited_answer", args=["MA-1", party.pk]) not in page
    assert "Say that you answered" in inbox
    assert answer.status_code == 200
    added.refresh_from_db()
    assert added.answered_on is not None


def test_what_is_wrong_is_said_near_its_field_and_kept(party: AwaitedParty, owner: User) -> None:
    client, address = browse(owner), reverse("awaited_answer", args=["MA-1", party.pk])
    expect = client.get(address).context["form"]["expect"].value()

    answer = client.post(address, {"expect": expect, "count": "9"})

    assert answer.status_code == 422
    assert "Write a number from 1 to 4." in answer.content.decode()
    assert 'value="9"' in answer.content.decode()


@pytest.mark.parametrize("count", ["0", "-1", "-7", "1.5", "sept"])
def test_a_count_that_is_none_is_refused_on_the_page_and_to_programs(
    party: AwaitedParty, owner: User, count: str
) -> None:
    page, said = browse(owner), {"who": "régions", "count": count}
    add = reverse("awaited_add", args=["MA-1", party.subject_id])
    answer = reverse("awaited_answer", args=["MA-1", party.pk])
    expect = page.get(add).context["form"]["expect"].value()
    programs = client_of(owner)

    refused = [
        page.post(add, {"expect": expect, **said}),
        page.post(answer, {"expect": expect, "count": count}),
        programs.post(f"/api/v1/activities/{party.subject_id}/awaited/", said, format="json"),
        programs.post(f"/api/v1/awaited/{party.pk}/answer/", {"count": count}, format="json"),
    ]

    assert [each.status_code for each in refused] == [422] * 4
    party.refresh_from_db()
    assert (party.count, AwaitedParty.objects.filter(subject=party.subject_id).count()) == (4, 1)


@pytest.mark.parametrize(
    "url", ["awaited", "awaited_add", "awaited_name", "awaited_answer", "awaited_withdraw"]
)
def test_others_are_not_let_in(
    party: AwaitedParty, observer: User, client: Client, url: str
) -> None:
    pk = party.subject_id if url in {"awaited", "awaited_add"} else party.pk
    address = reverse(url, args=["MA-1", pk])

    assert browse(observer).get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_a_party_of_another_plan_is_not_found(party: AwaitedParty, owner: User) -> None:
    for url in ("awaited_name", "awaited_answer"):
        assert browse(owner).get(reverse(url, args=["MA-9", party.pk])).status_code == 404
        assert browse(owner).get(reverse(url, args=["MA-1", 999_999])).status_code == 404


def test_the_commitment_offers_it_to_who_may_alone(
    party: AwaitedParty, owner: User, observer: User
) -> None:
    activity = party.subject.activity
    address = reverse("commitment", args=["MA-1", activity.commitment.number])

    assert page_of(party) in read(owner, address)
    assert page_of(party) not in read(observer, address)
    assert page_of(party) not in read(None, address)


def test_programs_do_the_same_under_the_same_rule(
    party: AwaitedParty, owner: User, observer: User
) -> None:
    address = f"/api/v1/awaited/{party.pk}"

    refused = client_of(observer).post(f"{address}/answer/", {}, format="json")
    named = client_of(owner).post(f"{address}/name/", {"who": "Intérieur"}, format="json")
    wrong = client_of(owner).post(f"{address}/answer/", {"count": 9}, format="json")
    answered = client_of(owner).post(f"{address}/answer/", {"count": 2}, format="json")
    more = client_of(owner).post(
        f"/api/v1/activities/{party.subject_id}/awaited/",
        {"who": "régions", "count": 12},
        format="json",
    )
    fewer = client_of(owner).post(
        f"/api/v1/awaited/{more.json()['id']}/withdraw/", {"reason": "Plus utile."}, format="json"
    )

    assert [each.status_code for each in (refused, named, wrong, answered)] == [403, 200, 422, 200]
    assert (more.status_code, fewer.status_code) == (201, 200)
    assert (more.json()["count"], more.json()["is_named"]) == (12, False)
    assert fewer.json()["withdrawn_because"] == "Plus utile."
    assert named.json()["is_named"]
    assert answered.json()["count"] == 2
    party.refresh_from_db()
    assert party.count == 1
