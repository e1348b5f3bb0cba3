"""A request that is refused before it is read is read to its end all the same, within bounds."""

from io import BytesIO
from typing import IO

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lifecycle.web import unread
from lifecycle.web.unread import read_to_the_end

SENT = 300_000


class _Broken(BytesIO):
    """A connection that breaks as soon as it is read from."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError("the connection is gone")


def send(body: IO[bytes], method: str = "POST") -> int:
    """Let a request with this body be refused unread; return the status of the answer."""
    request = RequestFactory().generic(method, "/proposals/new/", content_type="text/plain")
    request.META.update({"CONTENT_LENGTH": SENT, "wsgi.input": body})
    request = type(request)(request.META)
    answering = read_to_the_end(lambda _request: HttpResponse(status=413))
    return answering(request).status_code


def test_what_nobody_read_is_taken_from_the_connection() -> None:
    body = BytesIO(b"a" * SENT)

    assert send(body) == 413
    assert body.tell() == SENT


def test_no_more_is_waited_for_than_is_bearable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "PATIENCE_BYTES", 100_000)
    body = BytesIO(b"a" * SENT)

    assert send(body) == 413
    assert 100_000 <= body.tell() < SENT


def test_a_sender_who_is_gone_harms_nobody() -> None:
    assert send(_Broken(b"a" * SENT)) == 413


def test_nothing_is_waited_for_from_who_only_asks() -> None:
    body = BytesIO(b"a" * SENT)

    send(body, "GET")

    assert body.tell() == 0
