"""Check the settings that the engine's promises rest on."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from workflow.models import User


def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start under settings that would break what the engine promises."""
    return [*_check_people(), *_check_time(), *_check_databases()]


def _check_people() -> Iterator[CheckMessage]:
    needed = User._meta.label
    if needed != settings.AUTH_USER_MODEL:
        yield Error(
            f"AUTH_USER_MODEL is {settings.AUTH_USER_MODEL}; the engine's people are in {needed}.",
            hint=f'Set AUTH_USER_MODEL = "{needed}".',
            id="workflow.E060",
        )
    if getattr(settings, "ANONYMOUS_USER_NAME", "AnonymousUser") is not None:
        yield Error(
            "A row would stand for anonymous people, and what it is granted would be public.",
            hint="Set ANONYMOUS_USER_NAME = None.",
            id="workflow.E061",
        )


def _check_time() -> Iterator[CheckMessage]:
    if not settings.USE_TZ:
        yield Error(
            "Instants are kept in UTC, and USE_TZ is off.",
            hint="Set USE_TZ = True.",
            id="workflow.E062",
        )


def _check_databases() -> Iterator[CheckMessage]:
    for name, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS"):
            yield Error(
                f"ATOMIC_REQUESTS is on for {name}: a request would hold its locks to its end.",
                hint="Remove ATOMIC_REQUESTS: the engine opens the transactions it needs.",
                id="workflow.E063",
            )
        if database.get("ENGINE") == "django.db.backends.sqlite3":
            yield from _check_sqlite(name, database.get("OPTIONS", {}))


def _check_sqlite(name: str, options: Any) -> Iterator[CheckMessage]:  # noqa: ANN401  # as given
    if options.get("transaction_mode") != "IMMEDIATE":
        yield Error(
            f"Transactions of {name} would start as readers and fail as writers.",
            hint='Set OPTIONS["transaction_mode"] = "IMMEDIATE".',
            id="workflow.E064",
        )
    if "recursive_triggers=on" not in str(options.get("init_command", "")).lower():
        yield Error(
            f"INSERT OR REPLACE would overwrite history in {name}, past its triggers.",
            hint='Add "PRAGMA recursive_triggers=ON;" to OPTIONS["init_command"].',
            id="workflow.E065",
        )
