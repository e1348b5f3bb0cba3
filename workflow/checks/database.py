"""Check that the database itself protects history and states."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

from workflow.models import Event
from workflow.triggers.installation import list_missing


def check_triggers(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Say which triggers are missing: an altered table loses its own on SQLite.

    A warning, because the remedy is a migration, which an error would stop.
    """
    return [message for name in databases or () for message in _check(name)]


def _check(using: str) -> list[CheckMessage]:
    connection = connections[using]
    if Event._meta.db_table not in connection.introspection.table_names():
        return []
    missing = list_missing(using)
    if not missing:
        return []
    return [
        Warning(
            f"History and states are not protected in the database {using}; missing triggers: "
            f"{', '.join(missing)}.",
            hint="Type: python manage.py migrate. It installs them anew, whatever there is to do.",
            id="workflow.W050",
        )
    ]
