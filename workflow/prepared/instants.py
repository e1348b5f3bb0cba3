"""Instants as the database takes them: what is written together is of one instant, adapted once."""

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: Of several threads that write at once, each has an instant or two.
_KEPT = 64


def adapt_instant(instant: datetime, connection: BaseDatabaseWrapper) -> Any:
    """Return an instant as the database takes it; PostgreSQL's driver takes it as it is."""
    if instant.tzinfo is None:
        return connection.ops.adapt_datetimefield_value(instant)
    return _adapt_aware(instant, connection.vendor, connection.timezone)


@lru_cache(maxsize=_KEPT)
def _adapt_aware(instant: datetime, _vendor: str, _zone: tzinfo | None) -> Any:
    # Two that are equal are the same instant, in whatever zone: they are written alike.
    return connections["default"].ops.adapt_datetimefield_value(instant)
