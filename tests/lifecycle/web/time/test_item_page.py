"""The page of one work item: what each reader may do about its days, and what is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.services.pauses import pause
from lifecycle.services.work_items import claim
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.implementation import Scene
from workflow.clock import current_clock
from workflow.models import User, WorkItem

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


@pytest.fixture
def item(driss: User, amina: User) -> WorkItem:
    """Return what the team has to do about a submitted proposal."""
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    return WorkItem.objects.get(subject=proposal.pk, closed_at=None)


def read(client: Client, person: User, address: str, language: str = "en") -> str:
    """Return a page as this person reads it."""
    client.force_login(person)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, person: User, name: str, item: WorkItem, **given: str) -> tuple[int, str]:
    """Post to an address of the item; return the status and the page that follows."""
    client.force_login(person)
    address = reverse(name, args=[item.pk])
    answer = client.post(address, given, follow=True, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(
    client: Client, item: WorkItem, claire: User, language: str, direction: str
) -> None:
    page = read(client, claire, reverse("work_item", args=[item.pk]), language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert reverse("work_item_extend", args=[item.pk]) in page


def test_each_reader_is_offered_what_they_may_do(
    client: Client, item: WorkItem, amina: User, driss: User
) -> None:
    claim(item, actor=amina)
    address = reverse("work_item", args=[item.pk])

    of_the_team = read(client, amina, address)
    of_the_author = read(client, driss, address)

    assert reverse("work_item_pause", args=[item.pk]) in of_the_team
    assert reverse("work_item_snooze", args=[item.pk]) in of_the_team
    assert reverse("work_item_extend", args=[item.pk]) not in of_the_team
    assert '<form method="post" action="/inbox/items/' not in of_the_author


def test_a_stranger_finds_nothing(client: Client, item: WorkItem, emna: User) -> None:
    client.force_login(emna)

    assert client.get(reverse("work_item", args=[item.pk])).status_code == 404
    assert client.post(reverse("work_item_resume", args=[item.pk])).status_code == 404


def test_a_pause_is_said_on_the_page_in_the_inbox_and_on_the_dossier(
    client: Client, item: WorkItem, amina: User
) -> None:
    given = {"pause-reason": "Le Budget relit."}

    status, page = post(client, amina, "work_item_pause", item, **given)

    assert status == 200
    assert "It is paused: nothing escalates." in page
    assert "Paused, nothing escalates: Le Budget relit." in read(client, amina, "/inbox/")
    dossier = read(client, amina, reverse("proposal", args=[item.subject_id]))
    assert "Le Budget relit." in dossier
    assert post(client, amina, "work_item_resume", item)[0] == 200
    item.refresh_from_db()
    assert item.paused_at is None


def test_what_is_missing_is_said_beside_its_field(
    client: Client, item: WorkItem, claire: User
) -> None:
    given = {"extend-due_on": current_clock().today().isoformat(), "extend-reason": "Attente."}

    status, page = post(client, claire, "work_item_extend", item, **given)

    assert status == 422
    assert "Choose a day after today." in page
    item.refresh_from_db()
    assert not item.is_extended


def test_the_lead_gives_another_day(client: Client, item: WorkItem, claire: User) -> None:
    day = current_clock().today() + 90 * ONE_DAY
    given = {"extend-due_on": day.isoformat(), "extend-reason": "Attente du décret."}

    status, page = post(client, claire, "work_item_extend", item, **given)

    assert status == 200
    assert "This day was given by hand." in page
    item.refresh_from_db()
    assert item.due_on == day


def test_what_is_set_aside_has_a_chip_of_its_own(
    client: Client, item: WorkItem, amina: User
) -> None:
    claim(item, actor=amina)
    until = current_clock().today() + ONE_DAY

    post(client, amina, "work_item_snooze", item, **{"snooze-until": until.isoformat()})

    reference = item.subject.reference
    assert reference not in read(client, amina, "/inbox/")
    assert reference in read(client, amina, "/inbox/?of=aside")
    assert "?of=aside" in read(client, amina, "/inbox/")
    post(client, amina, "work_item_wake", item)
    assert reference in read(client, amina, "/inbox/")


def test_what_is_refused_has_a_page_that_says_why(
    client: Client, item: WorkItem, amina: User, driss: User
) -> None:
    pause(item, reason="Le Budget relit.", actor=amina)

    again, words = post(client, amina, "work_item_pause", item, **{"pause-reason": "Encore."})
    forbidden, _page = post(client, driss, "work_item_resume", item)

    assert again == 409
    assert "This task is paused already." in words
    assert forbidden == 403


def test_what_has_a_period_tells_it_in_words_with_its_last_day(
    client: Client, scene: Scene, amina: User
) -> None:
    about = WorkItem.objects.get(subject=scene.activity("train").pk, closed_at=None)

    page = read(client, amina, reverse("work_item", args=[about.pk]))

    assert "<bdi>June 2020</bdi>" in page
    assert "Last day: June 30, 2020" in page
