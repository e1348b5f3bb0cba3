"""Before a decision that binds, an old sign-in is not enough: the password is asked for again."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from lifecycle.services.delegations import create
from lifecycle.services.tokens import issue_token
from tests.cast import PASSWORD, Institutions
from tests.lifecycle.web.rounds.sheets import find_seat, send_decision, submit_sheet
from workflow.clock import current_clock
from workflow.models import Decision, Delegation, Seat, User

pytestmark = pytest.mark.django_db

PATIENCE = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _asked_for(settings: Settings) -> None:
    """Ask for it, as a real site does."""
    settings.LIFECYCLE_FRESH_PASSWORD_FOR = PATIENCE


@pytest.fixture
def seat(institutions: Institutions) -> Seat:
    """Return the seat of the archives, before whose owners a sheet is."""
    return find_seat(submit_sheet(institutions), institutions.archives)


def sign_in(person: User, *, ago: timedelta) -> Client:
    """Return a browser in which this person signed in that long ago."""
    client = Client(headers={"accept-language": "en"})
    with time_machine.travel(timezone.now() - ago, tick=False):
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.cookies["django_language"] = "en"
    return client


def test_who_has_just_signed_in_decides_at_once(seat: Seat, emna: User) -> None:
    browser = sign_in(emna, ago=PATIENCE - timedelta(minutes=1))

    answer = send_decision(browser, seat, choice="approve")

    assert answer.headers["Location"] == f"/rounds/{seat.round_id}/"
    assert Decision.objects.get().verdict == "approve"


def test_an_old_sign_in_is_asked_for_the_password_and_then_goes_on_by_itself(
    seat: Seat, emna: User
) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))

    asked = send_decision(browser, seat, choice="object", comment="Trop court.")
    nothing_yet = not Decision.objects.exists()
    page = browser.get(asked.headers["Location"]).content.decode()
    done = browser.post(asked.headers["Location"], {"password": PASSWORD})

    assert nothing_yet
    assert "write your password once more" in page
    assert done.headers["Location"] == f"/rounds/{seat.round_id}/"
    assert Decision.objects.get().comment == "Trop court."


def test_what_a_stand_in_decided_goes_on_for_whom_they_act(
    seat: Seat, emna: User, farid: User
) -> None:
    today = current_clock().today()
    create(actor=emna, delegate=farid, starts_on=today, ends_on=today)
    browser = sign_in(farid, ago=PATIENCE + timedelta(minutes=1))
    query = f"?for={emna.pk}"

    asked = send_decision(browser, seat, query, choice="object", comment="Trop court.")
    done = browser.post(asked.headers["Location"], {"password": PASSWORD})

    decision = Decision.objects.get()
    assert done.headers["Location"] == f"/rounds/{seat.round_id}/{query}"
    assert (decision.decided_by, decision.on_behalf_of) == (farid, emna)
    assert decision.comment == "Trop court."


def test_what_another_person_had_written_is_not_sent_for_who_signs_in_after_them(
    seat: Seat, emna: User, farid: User
) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))
    asked = send_decision(browser, seat, choice="approve")

    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": farid.email, "password": PASSWORD})
    browser.post(asked.headers["Location"], {"password": PASSWORD})

    assert not Decision.objects.exists()


def test_nobody_is_let_act_for_somebody_from_an_old_sign_in_without_the_password(
    emna: User, farid: User
) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))
    today = current_clock().today().isoformat()
    typed = {"delegate": farid.email, "starts_on": today, "ends_on": today}

    asked = browser.post("/profile/delegate/", typed)
    nothing_yet = not Delegation.objects.exists()
    browser.post(asked.headers["Location"], {"password": PASSWORD})

    assert nothing_yet
    assert Delegation.objects.get().delegate == farid


def test_the_address_that_a_new_password_is_sent_to_is_not_changed_without_the_present_one(
    emna: User,
) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))

    asked = browser.post("/accounts/email/", {"email": "new@example.org", "action_add": "1"})
    nothing_yet = not mail.outbox
    browser.post(asked.headers["Location"], {"password": PASSWORD})

    assert nothing_yet
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]


def test_a_password_that_is_sent_twice_decides_once_and_ends_on_the_round(
    seat: Seat, emna: User
) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))
    asked = send_decision(browser, seat, choice="approve")

    for _click in range(2):
        answer = browser.post(asked.headers["Location"], {"password": PASSWORD})
    page = browser.get(answer.headers["Location"])

    assert page.headers["Location"] == f"/rounds/{seat.round_id}/"
    assert Decision.objects.count() == 1


def test_a_wrong_password_decides_nothing(seat: Seat, emna: User) -> None:
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))
    asked = send_decision(browser, seat, choice="approve")

    again = browser.post(asked.headers["Location"], {"password": "guessed"})

    assert again.status_code == 200
    assert not Decision.objects.exists()


def test_a_program_in_an_old_session_is_refused_and_one_with_a_token_is_not(
    seat: Seat, emna: User
) -> None:
    address = f"/api/v1/rounds/{seat.round_id}/decide/"
    said = {"seat": seat.pk, "verdict": "approve", "content_hash": seat.content_hash}
    told = {"if-match": f'"{seat.round.subject.version}"', "idempotency-key": "once"}
    browser = sign_in(emna, ago=PATIENCE + timedelta(minutes=1))

    refused = browser.post(address, said, content_type="application/json", headers=told)
    token = {**told, "authorization": f"Token {issue_token(emna)}"}
    taken = Client().post(address, said, content_type="application/json", headers=token)

    assert (refused.status_code, refused.json()["code"]) == (403, "fresh_password")
    assert taken.status_code == 200, taken.json()
    assert Decision.objects.count() == 1
