"""A prepared statement goes to its driver as it stands: nobody takes it apart again."""

import pytest
from django.db import connection
from psycopg import _queries

from workflow.prepared.cursors import count_changed, fetch_all, write_numbers


def test_places_are_numbered_and_an_escaped_sign_is_one() -> None:
    assert write_numbers("SELECT %s, '100 %%', '%%s', %s") == b"SELECT $1, '100 %', '%s', $2"


def test_a_long_one_is_not_looked_through_at_each_call(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        pytest.fail("the driver looks for places")

    names = [f"name {number}" for number in range(60)]
    places = ", ".join(["%s"] * len(names))

    read = f"SELECT %s, id FROM workflow_user WHERE display_name IN ({places})"
    changed = f"UPDATE workflow_user SET display_name = %s WHERE display_name IN ({places})"

    # Django's own statements do.
    with monkeypatch.context() as patched:
        patched.setattr(_queries, "_query2pg", fail)
        patched.setattr(_queries, "_query2pg_nocache", fail)
        found = fetch_all(connection, read, ["x", *names])
        count = count_changed(connection, changed, ["x", *names])

    assert (found, count) == ([], 0)
