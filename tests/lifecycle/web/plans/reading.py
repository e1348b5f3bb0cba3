"""Reading the pages of plans."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def read(client: Client, address: str, *, language: str = "en") -> str:
    """Return the page at the address."""
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def count_statements(client: Client, address: str) -> int:
    """Return how many statements the page takes."""
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    return len(queries)
