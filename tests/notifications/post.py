"""A mail server of a test, on a port of its own: it takes, defers, refuses, hangs and hangs up."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller


class Manner(StrEnum):
    """What the server does with a message."""

    TAKE = "take"
    #: Busy: 451.
    DEFER = "defer"
    #: Not like this: 554.
    REFUSE = "refuse"
    #: Hangs up before it took anything.
    CUT = "cut"
    #: Takes it, then hangs up before it says so.
    TAKE_AND_CUT = "take_and_cut"
    #: Takes it, and answers too late.
    TAKE_AND_HANG = "take_and_hang"


class Postman:
    """Decide by `choose` what becomes of each message; `taken` are those that were taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.choose: Callable[[str], Manner] = lambda _recipient: Manner.TAKE
        #: Nobody is at these addresses.
        self.unknown: frozenset[str] = frozenset()
        #: What is answered to one step of a message ("MAIL", "RCPT") instead of "go on", by whom it
        #: is from or for; empty: go on.
        self.answer: Callable[[str, str], str] = lambda _step, _address: ""
        #: By what a message says; None leaves it to `choose`.
        self.choose_by_text: Callable[[str], Manner | None] = lambda _text: None
        self.port = 0
        self.hang_seconds = 1.0
        self.manners: Counter[Manner] = Counter()

    def count_taken(self) -> Counter[str]:
        """Return how often each message was taken, by its Message-ID."""
        return Counter(str(each["Message-ID"]) for each in self.taken)

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer whom a message is from."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answer("MAIL", address) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - named so by aiosmtpd.
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Answer whether somebody is at the address."""
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        answer = self.answer("RCPT", address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer the end of a message."""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        manner = self.choose_by_text(read_text(parsed)) or self.choose(envelope.rcpt_tos[0])
        self.manners[manner] += 1
        if manner in {Manner.TAKE, Manner.TAKE_AND_CUT, Manner.TAKE_AND_HANG}:
            self.taken.append(parsed)
        if manner in {Manner.CUT, Manner.TAKE_AND_CUT}:
            server.transport.abort()
        if manner is Manner.TAKE_AND_HANG:
            # The whole server sleeps: so does one that is overloaded.
            time.sleep(self.hang_seconds)
        return {Manner.DEFER: "451 later", Manner.REFUSE: "554 not like this"}.get(manner, "250 OK")


def read_text(letter: EmailMessage) -> str:
    """Return what a letter says, as text."""
    plain = letter.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


@contextmanager
def open_post(settings: Any) -> Iterator[Postman]:
    """Send through a server of this test, on a free port."""
    postman = Postman()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        postman.port = probe.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=postman.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postman.port
    yield postman
    controller.stop()
