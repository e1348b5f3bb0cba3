"""Programs are told on the public internet only: which addresses are talked to."""

import ipaddress
import socket
from datetime import datetime
from typing import Any

import pytest

from notifications import endpoints
from notifications.channels.webhook import ForbiddenAddressError, check_url, is_allowed, resolve
from notifications.models import MessageState, WebhookEndpoint
from tests.notifications.listening import Listener, amina, endpoint, listener, send, tell
from workflow.exceptions import InputError
from workflow.models import User

__all__ = ["amina", "endpoint", "listener"]

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
