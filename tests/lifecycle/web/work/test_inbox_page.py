"""The inbox as a page: what a line says, what can be done to an item, what the address keeps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.many import make_many
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.models import Escalation, User, WorkItem

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


def read(client: Client, person: User, address: str = INBOX, *, language: str = "en") -> str:
    """Return the page as this person reads it in this language."""
    client.force_login(person)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, person: User, name: str, item: WorkItem) -> str:
    """Post to an address of the item and return the page that follows."""
    client.force_login(person)
    answer = client.post(
        reverse(name, args=[item.pk]), follow=True, headers={"accept-language": "en"}
    )
    return answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_inbox_is_read_in_each_language(
    client: Client, amina: User, language: str, direction: str
) -> None:
    make_many(make_plan(), 1)

    page = read(client, amina, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "P-0001" in page


def test_somebody_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(INBOX)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_line_says_what_to_do_and_never_a_code(client: Client, amina: User) -> None:
    proposal_in(ProposalState.SUBMITTED)

    page = read(client, amina)

    assert "Check whether it can be admitted" in page
    assert "ministry team" in page
    assert "submitted<" not in page
    assert "ministry_team" not in page


def test_what_is_ready_leads_to_the_versions_of_its_plan(client: Client, amina: User) -> None:
    plan = make_plan()
    dossier_in(ProposalState.READY, plan=plan)

    page = read(client, amina)

    assert "Put it in the draft of the plan" in page
    assert f'href="{reverse("version_list", args=[plan.code])}"' in page


def test_what_no_convention_annexes_leads_to_the_conventions_of_its_plan(
    client: Client, amina: User
) -> None:
    plan = make_plan()
    dossier_in(ProposalState.SIGNATURE, plan=plan)

    page = read(client, amina)

    assert "Annex its sheet to a convention" in page
    assert f'href="{reverse("convention_list")}?plan={plan.code}"' in page


def test_a_late_line_is_marked_in_words_as_well(client: Client, amina: User) -> None:
    today = current_clock().today()
    make_many(make_plan(), 1, due_on=today - timedelta(days=2))

    page = read(client, amina)

    assert "work-item is-late" in page
    assert "2 days late" in page


def test_a_line_says_to_whom_it_escalates_but_nobody_stands_above_the_lead(
    client: Client, amina: User, claire: User, ghita: User, hamid: User
) -> None:
    proposal_in(ProposalState.SUBMITTED)
    assessed = proposal_in(ProposalState.IN_ASSESSMENT)

    assert "to: ministry lead" in read(client, amina)
    page = read(client, claire)
    assert assessed.title in page
    assert "Escalates" not in page


def test_an_empty_inbox_says_so(client: Client, emna: User) -> None:
    assert "Nothing waits for you" in read(client, emna)


@pytest.mark.parametrize("person", ["amina", "claire", "emna", "farid", "ghita", "driss"])
def test_the_page_takes_the_same_statements_for_few_and_for_many(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    reader: User = request.getfixturevalue(person)
    desk = {"amina": "ministry_team", "claire": "ministry_lead"}.get(person, f"person:{reader.pk}")
    plan = make_plan()
    client.force_login(reader)
    counts = []
    for size in (5, 195):
        make_many(plan, size, desk=desk, due_on=current_clock().today())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(INBOX).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_an_item_is_taken_from_the_common_desk_and_handed_back(
    client: Client, amina: User, bilal: User
) -> None:
    (item,) = make_many(make_plan(), 1)

    assert "It is on your desk now." in act(client, amina, "work_item_claim", item)
    item.refresh_from_db()
    assert item.person == amina
    assert "Hand it back" in read(client, amina)
    assert "P-0001" not in read(client, bilal)

    assert "back on the common desk" in act(client, amina, "work_item_hand_back", item)
    item.refresh_from_db()
    assert item.person is None


def test_whoever_comes_second_is_told_who_took_it(client: Client, amina: User, bilal: User) -> None:
    (item,) = make_many(make_plan(), 1)
    act(client, amina, "work_item_claim", item)

    page = act(client, bilal, "work_item_claim", item)

    assert "Amina has already taken this task." in page


def test_nobody_takes_what_lies_on_the_desk_of_others(client: Client, emna: User) -> None:
    (item,) = make_many(make_plan(), 1)
    client.force_login(emna)

    answer = client.post(reverse("work_item_claim", args=[item.pk]))

    assert answer.status_code == 403


def test_a_reminder_is_sent_once_a_day(client: Client, amina: User, driss: User) -> None:
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    item = WorkItem.objects.get(subject=asked.pk, closed_at=None)
    assert "Remind" in read(client, amina, f"{INBOX}?of=others")

    first, second = (act(client, amina, "work_item_remind", item) for _time in range(2))

    assert "The reminder is on its way." in first
    assert "A reminder was already sent today." in second
    assert Escalation.objects.filter(work_item=item).count() == 1


def test_a_link_changes_nothing(client: Client, amina: User) -> None:
    (item,) = make_many(make_plan(), 1)
    client.force_login(amina)

    answer = client.get(reverse("work_item_claim", args=[item.pk]))

    assert answer.status_code == 405


def test_what_is_posted_never_leads_to_another_site(client: Client, amina: User) -> None:
    (item,) = make_many(make_plan(), 1)
    client.force_login(amina)

    answer = client.post(
        reverse("work_item_claim", args=[item.pk]), {"next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == INBOX


def test_the_ministry_alone_looks_at_the_desks_of_others(
    client: Client, emna: User, driss: User
) -> None:
    proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    page = read(client, emna, f"{INBOX}?of=others")

    assert "Waiting for others" not in page
    assert "Answer the question of the ministry" not in page


def test_a_filter_is_kept_in_the_address_of_the_others(client: Client, amina: User) -> None:
    make_many(make_plan(), 1)

    page = read(client, amina, f"{INBOX}?of=mine&late=1")

    assert 'href="?of=others&amp;late=1"' in page
    assert "Show everything" in page


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "page=99999999999", "institution=x", "kind=nonsense.x", "kind=x", "of=x"],
)
def test_an_address_somebody_made_up_shows_an_inbox_all_the_same(
    client: Client, amina: User, query: str
) -> None:
    make_many(make_plan(), 1)

    assert "Inbox" in read(client, amina, f"{INBOX}?{query}")


def test_an_assessor_goes_from_a_line_to_the_seat(client: Client, ghita: User, hamid: User) -> None:
    proposal_in(ProposalState.IN_ASSESSMENT)
    item = WorkItem.objects.get(person=ghita, closed_at=None)

    page = read(client, ghita)

    assert reverse("assessment_seat", args=[item.seat_id]) in page
    assert "Score" in page


def test_an_author_is_led_to_what_they_were_asked(client: Client, driss: User) -> None:
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    page = read(client, driss)

    assert "Answer the question of the ministry" in page
    assert reverse("proposal", args=[asked.pk]) in page


def test_a_second_person_is_asked_to_confirm(client: Client, amina: User, bilal: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    client.force_login(amina)
    client.post(
        reverse("bulk_fire"),
        {
            "subject": proposal.pk,
            "transition": "refuse",
            "code": "out_of_scope",
            "reason": "Hors sujet.",
            "key": "a-key",
        },
    )

    assert "Confirm or decline: Refuse" in read(client, bilal)
