"""Somebody at a browser: one kept connection, the cookies of a session, forms that are posted."""

import select
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

from benchmarks.served.serving import HOST

#: Longer than this nobody waits for a page.
TIMEOUT_SECONDS = 30.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back: `status` is 0 when nothing did, and `problem` then says why."""

    status: int
    seconds: float
    body: bytes = b""
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode(errors="replace")


class Visitor:
    """One person, or the public when there is no session.

    `scheme` is https where it asks as a proxy passes it on.
    """

    def __init__(
        self, port: int, *, session: str = "", language: str = "fr", scheme: str = "https"
    ) -> None:
        self.origin = f"{scheme}://{HOST}:{port}"
        self._scheme = scheme
        self._connection = HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
        self._cookies = {"sessionid": session} if session else {}
        self._language = language

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send a form."""
        return self.send(path, urlencode(fields).encode(), FORM, **headers)

    def send(self, path: str, body: bytes, kind: str, **headers: str) -> Answer:
        """Send a body of this kind, with the token against forgeries that a script would send."""
        # A token is any secret of this browser: the cookie and the header must agree.
        token = self._cookies.setdefault("csrftoken", "a" * 32)
        headers = {"Content-Type": kind, "X-CSRFToken": token, "Origin": self.origin, **headers}
        return self._ask("POST", path, body, headers)

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {
            "X-Forwarded-Proto": self._scheme,
            "Accept-Language": self._language,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            **headers,
        }
        started = time.perf_counter()
        self._leave_closed()
        is_kept = self._connection.sock is not None
        try:
            try:
                answer = self._exchange(method, path, body, sent)
            except ConnectionError:
                # The server closed what was kept just as it was asked: nothing was done yet.
                if not is_kept or method != "GET":
                    raise
                self._connection.close()
                answer = self._exchange(method, path, body, sent)
            content = answer.read()
        except (HTTPException, OSError) as error:
            self._connection.close()
            return Answer(0, time.perf_counter() - started, problem=repr(error))
        seconds = time.perf_counter() - started
        self._keep_cookies(answer)
        told = dict(answer.getheaders())
        return Answer(answer.status, seconds, content, told.get("Location", ""), told)

    def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> HTTPResponse:
        self._connection.request(method, path, body or None, dict(headers))
        return self._connection.getresponse()

    def _leave_closed(self) -> None:
        """Connect anew when the server closed the kept connection meanwhile, as browsers do."""
        socket = self._connection.sock
        # Before anything is asked, all there can be to read is that it is closed.
        if socket is not None and select.select([socket], [], [], 0)[0]:
            self._connection.close()

    def read_messages(self) -> None:
        """Forget what the next page would have told, and would tell only once."""
        self._cookies.pop("messages", None)

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
