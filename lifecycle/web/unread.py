"""What a request still sends when it has been answered: read to its end, so that it is answered.

A server that closes a connection whose bytes nobody took resets it, and the browser then tells of
a lost connection instead of showing why the request was refused.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

#: More than this is not waited for, in bytes: whoever sends it finds the connection closed.
PATIENCE_BYTES: Final = 64 * 1024 * 1024
_PIECE_BYTES: Final = 64 * 1024
_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})

Answering = Callable[[HttpRequest], HttpResponseBase]


def read_to_the_end(answering: Answering) -> Answering:
    """Middleware: throw away what is left of the body of a request, once there is an answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = answering(request)
        # Who only asks has nothing to send, and would keep a thread waiting for it.
        if request.method not in _ASKING:
            _throw_away(request)
        return response

    return answer


def _throw_away(request: HttpRequest) -> None:
    thrown = 0
    try:
        while thrown < PATIENCE_BYTES and (piece := request.read(_PIECE_BYTES)):
            thrown += len(piece)
    except UnreadablePostError:
        # Who sent it is gone, and waits for no answer.
        return
