"""Operators: what could not be delivered, and the programs that are told."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from notifications.models import Intervention, Message, MessageState, WebhookEndpoint
from notifications.pausing import pause
from tests.factories import proposal_in
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(claire: User) -> Message:
    """Return a letter that was given up."""
    proposal_in(ProposalState.SUBMITTED)
    dispatch()
    letter = Message.objects.filter(state=MessageState.SENT.value, channel="email").latest("pk")
    Message.objects.filter(pk=letter.pk).update(
        state=MessageState.DEAD.value, last_error="SMTPServerDisconnected", attempts=5
    )
    return letter


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_lead_sees_what_failed_and_not_what_it_says(
    client: Client, claire: User, dead: Message, language: str, direction: str
) -> None:
    client.force_login(claire)

    page = client.get("/delivery/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "SMTPServerDisconnected" in page
    assert dead.subject not in page


def test_a_letter_is_tried_anew_in_the_name_of_who_asked(
    client: Client, claire: User, dead: Message
) -> None:
    client.force_login(claire)

    client.post(reverse("letters_retry"), {"letter": [dead.pk]})

    dead.refresh_from_db()
    assert dead.state == MessageState.PENDING.value
    assert Intervention.objects.get(message=dead).actor == claire


def test_a_letter_is_dropped_with_a_reason_alone(
    client: Client, claire: User, dead: Message
) -> None:
    client.force_login(claire)

    refused = client.post(reverse("letters_drop"), {"letter": [dead.pk], "reason": " "})
    dropped = client.post(reverse("letters_drop"), {"letter": [dead.pk], "reason": "Doublon."})

    dead.refresh_from_db()
    assert (refused.status_code, dropped.status_code) == (422, 302)
    assert dead.state == MessageState.DROPPED.value


def test_a_technical_administrator_operates_too(client: Client, lamia: User, dead: Message) -> None:
    client.force_login(lamia)

    assert client.get("/delivery/").status_code == 200


def test_the_lead_reads_why_nothing_leaves_and_lets_it_go_on(
    client: Client, claire: User, dead: Message
) -> None:
    client.force_login(claire)
    started = pause("Restored from a backup.")

    page = client.get("/delivery/", headers={"accept-language": "en"}).content.decode()
    answer = client.post(reverse("delivery_resume"))
    again = client.post(reverse("delivery_resume"))

    started.refresh_from_db()
    assert "Restored from a backup." in page
    assert (answer.status_code, again.status_code) == (302, 409)
    assert started.resumed_by == claire
    assert "Restored from a backup." not in client.get("/delivery/").content.decode()


DELIVERED = "Everything that was to be said was delivered, or is on its way."
GATHERING = "Messages gather until somebody lets them leave again."


@pytest.mark.parametrize(
    ("is_paused", "state", "said"),
    [
        (False, "", {DELIVERED}),
        (True, "", {GATHERING}),
        (True, "dropped", {GATHERING}),
        (False, "dropped", set()),
    ],
)
def test_an_empty_list_says_what_is_true(
    client: Client, claire: User, is_paused: bool, state: str, said: set[str]
) -> None:
    client.force_login(claire)
    if is_paused:
        pause("Restored from a backup.")

    answer = client.get("/delivery/", {"state": state}, headers={"accept-language": "en"})

    page = answer.content.decode()
    assert "Nothing here" in page
    assert {words for words in (DELIVERED, GATHERING) if words in page} == said


@pytest.mark.parametrize(("is_urgent", "name"), [(True, "Letter"), (False, "Daily letter")])
def test_a_letter_that_tells_several_things_is_called_what_it_is(
    client: Client, claire: User, is_urgent: bool, name: str
) -> None:
    client.force_login(claire)
    Message.objects.create(
        recipient=claire,
        dedupe_key="several",
        is_urgent=is_urgent,
        state=MessageState.DEAD.value,
        available_at=current_clock().now(),
    )

    page = client.get("/delivery/", headers={"accept-language": "en"}).content.decode()

    assert f'<bdi dir="ltr">{name}</bdi>' in page


@pytest.mark.parametrize("who", ["amina", "farid", "jalila", "driss"])
def test_nobody_else_sees_or_acts(
    client: Client, dead: Message, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    statuses = {
        client.get("/delivery/").status_code,
        client.get("/delivery/programs/").status_code,
        client.post(reverse("delivery_resume")).status_code,
        client.post(reverse("letters_retry"), {"letter": [dead.pk]}).status_code,
        client.post(reverse("letters_drop"), {"letter": [dead.pk], "reason": "x"}).status_code,
    }

    dead.refresh_from_db()
    assert statuses == {403}
    assert dead.state == MessageState.DEAD.value


def test_numbers_that_are_none_are_left_out(client: Client, claire: User, dead: Message) -> None:
    client.force_login(claire)

    answer = client.post(reverse("letters_retry"), {"letter": ["x", "9" * 30, "²"]})

    assert answer.status_code == 302


def test_a_program_is_told_stopped_and_given_a_new_secret(client: Client, claire: User) -> None:
    client.force_login(claire)

    page = client.post(
        "/delivery/programs/", {"url": "http://127.0.0.1:9/hook", "groups": ["news"]}
    )

    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in page.content.decode()
    assert endpoint.secret not in client.get("/delivery/programs/").content.decode()
    renewed = client.post(reverse("endpoint_secret", args=[endpoint.pk]))
    assert endpoint.secret not in renewed.content.decode()
    client.post(reverse("endpoint_stop", args=[endpoint.pk]))
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_a_private_address_is_refused_and_stays_in_the_form(client: Client, claire: User) -> None:
    client.force_login(claire)

    answer = client.post("/delivery/programs/", {"url": "https://169.254.169.254/latest"})

    assert answer.status_code == 422
    assert "https://169.254.169.254/latest" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("host", ["a..b", "a" * 64 + ".org"])
def test_a_host_that_can_be_no_name_is_refused_near_its_field(
    client: Client, claire: User, host: str
) -> None:
    client.force_login(claire)

    answer = client.post("/delivery/programs/", {"url": f"https://{host}/"})

    assert answer.status_code == 422
    assert f"https://{host}/" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()
