"""A program that listens on this machine, and what it is told."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from notifications import endpoints
from notifications.delivery import deliver_due
from notifications.models import Channel, Message, WebhookEndpoint
from notifications.relay import relay_announcements
from tests.notifications.telling import Telling, announce, make_person
from workflow.models import User


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
