"""How many statements a page costs: the same, however long what it shows."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_statements(client: Client, address: str) -> int:
    """Return how many statements the page costs, once the session has been read before."""
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)
