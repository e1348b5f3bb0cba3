"""What gunicorn serves while it is measured: the site, which says how many statements it took."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.served import STATEMENTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ASKED = "HTTP_X_STATEMENTS"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.served.settings")
_site = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer as the site does; count only when asked, because keeping statements costs time."""
    if _ASKED not in environ:
        return _site(environ, start_response)
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def keep(status: str, headers: list[tuple[str, str]], *_problem: object) -> object:
        told.append((status, headers))
        return None

    with CaptureQueriesContext(connection) as captured:
        body = _site(environ, keep)  # type: ignore[arg-type]  # nothing is written through it
    status, headers = told[0]
    start_response(status, [*headers, (STATEMENTS, str(len(captured)))])
    return body
