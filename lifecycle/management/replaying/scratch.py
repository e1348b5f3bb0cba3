"""A database for a replay, made from the models and thrown away: what is real is never touched."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_NAME = "replay"


@contextmanager
def use_scratch_database() -> Iterator[None]:
    """Let everything inside the block happen in a database of its own.

    On SQLite it is in memory; PostgreSQL makes another one beside ours, with the same rights.
    """
    own = connection.settings_dict
    real_name, real_test = own["NAME"], own["TEST"]
    name = None if connection.vendor == "sqlite" else f"{real_name}_{_NAME}"
    # Straight from the models: its life is too short for migrations.
    own["TEST"] = {**real_test, "NAME": name, "MIGRATE": False}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(real_name, verbosity=0)
        own["TEST"] = real_test
