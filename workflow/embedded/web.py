"""The web child: gunicorn on a socket that the supervisor holds."""

import os
import socket
from collections.abc import Callable
from typing import Any, Protocol

from django.core.servers.basehttp import get_internal_wsgi_application
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

from workflow.embedded.lifeline import tie_to

THREADS = 4


def open_socket(host: str, port: int, *, tries: int = 50) -> socket.socket:
    """Return a listening socket on `port`, or on the next free one after it.

    The supervisor keeps it while its children come and go: requests wait meanwhile, none fails.

    Raises:
        OSError: none of `tries` ports is free.
    """
    for candidate in range(port, port + tries):
        try:
            listening = socket.create_server((host, candidate), backlog=128)
        except OSError:
            if candidate == port + tries - 1:
                raise
        else:
            listening.set_inheritable(True)
            return listening
    raise OSError(f"no free port from {port} on")


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn is published without types
    """Serve Django with threads on the given socket."""

    def __init__(self, listening: socket.socket, application: Callable[..., Any]) -> None:
        self._listening = listening
        self._application = application
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults; no file and no command line is read."""
        wanted = {
            "bind": f"fd://{self._listening.fileno()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 3,
            "keepalive": 5,
            "control_socket_disable": True,
            "post_fork": _tie_worker,
        }
        for name, value in wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Return the application that the supervisor loaded."""
        return self._application


class _Arbiter(Protocol):
    pid: int


def _tie_worker(arbiter: _Arbiter, _worker: object) -> None:
    tie_to(arbiter.pid)


def load_application() -> Callable[..., Any]:
    """Return the WSGI application with everything it needs imported, so that children share it."""
    application: Callable[..., Any] = get_internal_wsgi_application()
    # Django would import the pages at the first request in the one child, and at the first link of
    # a letter in the other: twice as much memory, for half of all there is.
    get_resolver().url_patterns  # noqa: B018 - to read it is to import it.
    return application


def run_web(listening: socket.socket, application: Callable[..., Any]) -> None:
    """Serve until asked to stop."""
    # gunicorn takes the name of its worker's temporary folder from here when it is set.
    os.environ.pop("GUNICORN_CMD_ARGS", None)
    WebServer(listening, application).run()
