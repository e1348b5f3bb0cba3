"""Programs elsewhere are told: signed, on the public internet only, and of no person."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from notifications import breakers, endpoints
from notifications.channels import webhook
from notifications.channels.webhook import ForbiddenAddressError, check_url, is_allowed, resolve
from notifications.delivery import deliver_due
from notifications.models import Channel, ChannelBreaker, Message, MessageState, WebhookEndpoint
from notifications.relay import relay_announcements
from tests.notifications.telling import PAGE, Telling, announce, make_person
from workflow.exceptions import InputError
from workflow.models import User

pytestmark = pytest.mark.django_db

#: Addresses that a server must not be made to talk to, in every disguise we know of.
FORBIDDEN = [
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
]


class Listener:
    """A program that listens: what it answers, how late, and what it was told."""

    def __init__(self) -> None:
        self.status = 200
        self.seconds = 0.0
        self.headers: dict[str, str] = {}
        self.told: list[tuple[Any, bytes]] = []
        self.paths: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?site=1"


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Start a program on this machine."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            listener.paths.append(self.path)
            listener.told.append((self.headers, self.rfile.read(length)))
            time.sleep(listener.seconds)
            self.send_response(listener.status)
            for name, value in listener.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    listener.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()


@pytest.fixture
def amina(told: Telling, db: None) -> User:
    """Return who makes the endpoint, and is told besides."""
    person = make_person("Amina")
    told.recipients = [person]
    return person


@pytest.fixture
def endpoint(listener: Listener, amina: User) -> WebhookEndpoint:
    """Return the endpoint of the listener."""
    return endpoints.create_endpoint(url=listener.url, actor=amina)


def tell(now: datetime) -> Message:
    """Announce something, relay it, and return the message to the endpoint."""
    announcement = announce(now)
    relay_announcements(now=now)
    return Message.objects.get(announcement=announcement, channel=Channel.WEBHOOK.value)


def send(now: datetime) -> None:
    """Send what is due."""
    deliver_due(get_now=lambda: now)


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


@pytest.mark.once
@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_private_address_is_talked_to(address: str, settings: Any) -> None:
    settings.NOTIFICATIONS_WEBHOOK_LOOPBACK = False

    assert not is_allowed(ipaddress.ip_address(address))


@pytest.mark.once
@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses_are(address: str, settings: Any) -> None:
    settings.NOTIFICATIONS_WEBHOOK_LOOPBACK = False

    assert is_allowed(ipaddress.ip_address(address))


@pytest.mark.once
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "0177.0.0.1", "[::1]"]
)
def test_this_machine_is_found_in_every_spelling(host: str, settings: Any) -> None:
    settings.NOTIFICATIONS_WEBHOOK_LOOPBACK = False

    with pytest.raises(ForbiddenAddressError):
        resolve(host.strip("[]"), 443)


@pytest.mark.once
@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\r\nX-Header: 1",
    ],
)
def test_an_address_that_is_none_is_refused(url: str, settings: Any) -> None:
    settings.NOTIFICATIONS_WEBHOOK_LOOPBACK = False

    with pytest.raises(ForbiddenAddressError):
        check_url(url)


def test_an_address_with_accents_is_asked_for_as_it_travels(
    endpoint: WebhookEndpoint, listener: Listener, now: datetime
) -> None:
    WebhookEndpoint.objects.update(url=f"http://127.0.0.1:{listener.port}/é?à=1%20")
    message = tell(now)

    send(now)

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert listener.paths == ["/%C3%A9?%C3%A0=1%20"]


def test_a_name_that_changes_meanwhile_is_asked_once(
    endpoint: WebhookEndpoint,
    listener: Listener,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: str, *args: Any, **kwargs: Any) -> Any:
        if host == "rebind.example":
            asked.append(host)
            return real("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *args, **kwargs)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    WebhookEndpoint.objects.update(url=f"http://rebind.example:{listener.port}/hook")
    tell(now)

    send(now)

    assert asked == ["rebind.example"]
    assert listener.told[0][0]["Host"] == f"rebind.example:{listener.port}"


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(*_args: Any, **_kwargs: Any) -> Any:
        return [(2, 1, 6, "", (each, 443)) for each in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)

    with pytest.raises(ForbiddenAddressError):
        resolve("both.example", 443)


#: Hosts that no name can be: a label is empty, too long, or of what no name is written with.
NAMELESS = ["a..b", ".example.org", "a" * 64 + ".org", "\u200d.org", "é" * 60 + ".org"]


@pytest.mark.parametrize("host", NAMELESS)
def test_a_host_that_can_be_no_name_is_none_that_we_talk_to(host: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        resolve(host, 443)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://10.1.2.3/",
        "https://a b/",
        *(f"https://{x}/" for x in NAMELESS),
    ],
)
def test_an_endpoint_that_may_not_be_talked_to_is_not_made(
    amina: User, settings: Any, url: str
) -> None:
    settings.NOTIFICATIONS_WEBHOOK_LOOPBACK = False

    with pytest.raises(InputError) as refused:
        endpoints.create_endpoint(url=url, actor=amina)

    assert "url" in refused.value.errors
    assert not WebhookEndpoint.objects.exists()


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
