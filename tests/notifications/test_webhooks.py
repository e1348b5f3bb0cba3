"""Programs elsewhere are told: signed, and of no person."""

import base64
import hashlib
import hmac
import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifications import breakers, endpoints
from notifications.channels import webhook
from notifications.models import Channel, ChannelBreaker, Message, MessageState, WebhookEndpoint
from notifications.relay import relay_announcements
from tests.notifications.listening import Listener, amina, endpoint, listener, send, tell
from tests.notifications.telling import PAGE, Telling, announce
from workflow.exceptions import InputError
from workflow.models import User

__all__ = ["amina", "endpoint", "listener"]

pytestmark = pytest.mark.django_db


def test_a_program_is_told_with_a_signature_it_can_verify(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime
) -> None:
    message = tell(now)

    send(now)

    message.refresh_from_db()
    ((headers, body),) = listener.told
    key = base64.b64decode(endpoint.secret.removeprefix("whsec_"))
    signed = f"msg_{message.pk}.{int(now.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert message.state == MessageState.SENT
    assert headers["webhook-id"] == f"msg_{message.pk}"
    assert headers["webhook-timestamp"] == str(int(now.timestamp()))
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.once
def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the specification of Standard Webhooks."""
    signed = webhook.sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        now=datetime.fromisoformat("2021-02-25T07:22:10+00:00"),
    )

    assert signed["webhook-timestamp"] == "1614237730"
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    text = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614237730.{"test": 2432232314}'
    digest = hmac.new(key, text, hashlib.sha256).digest()
    assert signed["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


def test_what_it_is_told_names_the_subject_and_no_person(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime
) -> None:
    tell(now)

    send(now)

    content = json.loads(listener.told[0][1])
    assert content["type"] == "toy.told"
    assert content["data"] == {"kind": "plan", "reference": "", "url": PAGE, "seq": None}
    assert "amina" not in listener.told[0][1].decode().lower()


def test_another_try_bears_the_same_id(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime
) -> None:
    listener.status = 503
    tell(now)
    send(now)
    listener.status = 204

    send(now + timedelta(minutes=2))

    ids = {headers["webhook-id"] for headers, _body in listener.told}
    assert (len(listener.told), len(ids)) == (2, 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirection_is_followed(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime, status: int
) -> None:
    listener.status, listener.headers = status, {"Location": listener.url}
    message = tell(now)

    send(now)

    message.refresh_from_db()
    assert len(listener.told) == 1
    assert message.state == MessageState.PENDING
    assert str(status) in message.last_error


def test_a_program_that_is_slow_is_left(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WHOLE_SECONDS", 0.2)
    listener.seconds = 0.6
    message = tell(now)

    started = time.monotonic()
    send(now)

    message.refresh_from_db()
    assert time.monotonic() - started < 0.6
    assert message.state == MessageState.PENDING


def test_an_endpoint_is_told_of_its_groups_alone(
    told: Telling, listener: Listener, amina: User, now: datetime
) -> None:
    endpoints.create_endpoint(url=listener.url, actor=amina, groups=["news"])
    announce(now)

    relay_announcements(now=now)

    assert not Message.objects.filter(channel=Channel.WEBHOOK.value).exists()
    with pytest.raises(InputError):
        endpoints.create_endpoint(url=listener.url, actor=amina, groups=["no such"])


def test_a_group_that_is_named_often_is_kept_once(listener: Listener, amina: User) -> None:
    made = endpoints.create_endpoint(url=listener.url, actor=amina, groups=["news"] * 60)

    assert made.groups == "news"


def test_an_endpoint_that_is_away_holds_up_nobody_else(
    endpoint: WebhookEndpoint, listener: Listener, amina: User, now: datetime, settings: Any
) -> None:
    settings.NOTIFICATIONS_BREAKER_FAILURES = 2
    gone = endpoints.create_endpoint(url=listener.url, actor=amina)
    WebhookEndpoint.objects.filter(pk=gone.pk).update(url="http://127.0.0.1:1/")
    for _number in range(3):
        announce(now)
    relay_announcements(now=now)

    send(now)

    assert breakers.list_open() == {gone.route}
    assert len(listener.told) == 3
    held = Message.objects.filter(endpoint=gone)
    assert {each.state for each in held} == {MessageState.PENDING}
    assert sorted(each.attempts for each in held) == [0, 1, 1]


def test_an_endpoint_silent_for_days_is_switched_off_with_an_incident(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    listener.status = 500
    ChannelBreaker.objects.create(
        route=endpoint.route, opened_at=now - timedelta(days=6), retry_at=now
    )
    message = tell(now)

    send(now)

    endpoint.refresh_from_db()
    message.refresh_from_db()
    assert not endpoint.is_active
    assert "endpoint_silent" in caplog.text
    assert message.state == MessageState.PENDING
    send(now + timedelta(hours=2))
    message.refresh_from_db()
    assert message.state == MessageState.WITHHELD


def test_a_stopped_endpoint_drops_what_waits_and_starts_anew(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime
) -> None:
    message = tell(now)

    dropped = endpoints.stop_endpoint(endpoint, reason="moved")
    send(now)

    message.refresh_from_db()
    assert (dropped, message.state, listener.told) == (1, MessageState.DROPPED, [])
    endpoints.start_endpoint(endpoint)
    assert tell(now).state == MessageState.PENDING


def test_a_new_secret_is_another(endpoint: WebhookEndpoint) -> None:
    before = endpoint.secret

    endpoints.renew_secret(endpoint)

    assert endpoint.secret != before
    assert len(base64.b64decode(endpoint.secret.removeprefix("whsec_"))) == 24
