"""A visitor keeps cookies and the connection, and tells what did not come."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from benchmarks.crowd.visitor import Visitor


class _Echo(BaseHTTPRequestHandler):
    """Answers with the cookies it was sent; closes the connection when the address says so."""

    protocol_version = "HTTP/1.1"
    connections: list[int]

    def do_GET(self) -> None:
        self.connections.append(self.client_address[1])
        body = self.headers.get("Cookie", "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "csrftoken=secret; Path=/")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.path == "/closed"

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    _Echo.connections = []
    with HTTPServer(("127.0.0.1", 0), _Echo) as echo:
        thread = threading.Thread(target=echo.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield echo
        echo.shutdown()
        thread.join()


def test_cookies_and_the_connection_are_kept(server: HTTPServer) -> None:
    visitor = Visitor(server.server_port, session="s1")

    first, second = visitor.get("/"), visitor.get("/")
    visitor.close()

    assert first.text == "sessionid=s1"
    assert second.text == "sessionid=s1; csrftoken=secret"
    assert len(set(_Echo.connections)) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(server: HTTPServer) -> None:
    visitor = Visitor(server.server_port)

    statuses = [visitor.get("/closed").status for _time in range(3)]
    visitor.close()

    assert statuses == [200, 200, 200]
    assert len(set(_Echo.connections)) == 3


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    answer = Visitor(port).get("/")

    assert answer.status == 0
    assert "ConnectionRefusedError" in answer.problem
