"""Tell a program elsewhere: signed as Standard Webhooks say, to public addresses only.

1. The name is resolved once; each address it has must be a public one.
2. The connection goes to an address that was checked, so that the name cannot change meanwhile.
3. A redirection is a failure, and of the answer only its status is read, within one time limit.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from notifications.channels.base import Fault, Judgement, Reach
from notifications.models import Message, WebhookEndpoint
from notifications.places import find_page

#: Seconds for one step of the connection, and for the whole of it.
STEP_SECONDS = 5.0
WHOLE_SECONDS = 15.0
SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with is none.

#: Networks inside which an IPv4 address is wrapped, which could be a private one.
_WRAPPING = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "2002::/16", "2001::/32"))

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class WebhookRefusedError(OSError):
    """The endpoint answered something else than a success."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"the endpoint answered {status}")


class ForbiddenAddressError(OSError):
    """The address is none that we talk to."""


def send(message: Message, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Post what happened to the endpoint, with the same id at each attempt.

    Raises:
        ForbiddenAddressError: it is on a private network, or not reached by HTTPS.
        WebhookRefusedError: it did not answer with a success.
        OSError: it cannot be reached, or is too slow.
    """
    body = write_payload(message)
    parts = check_url(endpoint.url)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Iltizam",
        **sign(f"msg_{message.pk}", body, secret=endpoint.secret, now=now),
    }
    status = _post(parts, body, headers)
    if not 200 <= status < 300:
        raise WebhookRefusedError(status)


def judge(_error: Exception) -> Judgement:
    """Return that the endpoint is at fault: what it is told is of one kind.

    It knows what it was told before by the id, so that a message may well arrive twice.
    """
    return Judgement(Fault.ROUTE, Reach.UNKNOWN)


def write_payload(message: Message) -> bytes:
    """Return what is posted: what happened to which subject, and not one word about a person."""
    announcement = message.announcement
    if announcement is None:
        raise ValueError(f"message {message.pk} is a daily letter")
    event = announcement.event
    content = {
        "type": announcement.topic,
        "timestamp": announcement.available_at.isoformat(),
        "data": {
            "kind": announcement.subject.kind,
            "reference": announcement.subject.reference,
            "url": find_page(announcement),
            "seq": event.seq if event is not None else None,
        },
    }
    return json.dumps(content, ensure_ascii=False).encode()


def sign(identifier: str, body: bytes, *, secret: str, now: datetime) -> dict[str, str]:
    """Return the three headers by which a program knows that it is us, now, and what we said."""
    seconds = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((identifier.encode(), seconds.encode(), body))
    signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "webhook-id": identifier,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that we may talk to, as far as its words say.

    Raises:
        ForbiddenAddressError: it is not HTTPS, names no host or carries a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddressError("the address cannot be read") from error
    schemes = {"https", "http"} if settings.NOTIFICATIONS_WEBHOOK_LOOPBACK else {"https"}
    if parts.scheme not in schemes:
        raise ForbiddenAddressError("the address must begin with https://")
    if not parts.hostname or parts.username or parts.password or port == 0:
        raise ForbiddenAddressError("the address must name a host, and no account")
    if any(ord(each) <= 32 or ord(each) == 127 for each in url):
        raise ForbiddenAddressError("the address holds a space or a line break")
    return parts


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, each of which we may talk to.

    Raises:
        ForbiddenAddressError: one of them is private, of this machine, or of no use; or the host
            cannot be a name at all.
        OSError: the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        # A label that is empty, too long, or of letters that no name has: nobody is asked.
        raise ForbiddenAddressError("the host cannot be a name") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for each in addresses:
        if not is_allowed(ipaddress.ip_address(each.partition("%")[0])):
            raise ForbiddenAddressError("the address is not on the public internet")
    return addresses


def is_allowed(address: _Address) -> bool:
    """Return whether we may talk to it: a public address, or this machine while developing."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_allowed(mapped)
    if address.is_loopback:
        return bool(settings.NOTIFICATIONS_WEBHOOK_LOOPBACK)
    if any(address in network for network in _WRAPPING if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _post(parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connect(parts.scheme, host, port, resolve(host, port))
    # Each step is bounded by itself; an answer that drips in would still hold us for ever.
    watchdog = threading.Timer(WHOLE_SECONDS, _cut, [connection])
    watchdog.start()
    try:
        # People copy an address as their browser shows it, with accents; it travels without.
        path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        connection.request("POST", path, body=body, headers=headers)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(f"no answer that can be read: {type(error).__name__}") from error
    finally:
        watchdog.cancel()
        connection.close()


def _connect(scheme: str, host: str, port: int, addresses: list[str]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port, timeout=STEP_SECONDS)
    plain = _open(addresses, port)
    try:
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            if scheme == "https"
            else plain
        )
    except OSError:
        plain.close()
        raise
    return connection


def _open(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first of the checked addresses that answers."""
    last: OSError | None = None
    for address in addresses[:3]:
        try:
            return socket.create_connection((address, port), STEP_SECONDS)
        except OSError as error:
            last = error
    raise last or OSError("the name has no address")


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            connection.sock.close()
