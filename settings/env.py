"""Read the process environment, typed and checked.

Every variable of the product passes through here, so that a missing or malformed one stops the
process with its name in the message.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def require_text(name: str) -> str:
    """Return the variable `name`.

    Raises:
        ImproperlyConfigured: it is absent or empty.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(
            f"The environment variable {name} is required and missing; see docs/operations.md."
        )
    return value


def require_list(name: str) -> list[str]:
    """Return the comma-separated variable `name`, without empty items.

    Raises:
        ImproperlyConfigured: it is absent or names nothing.
    """
    return [item.strip() for item in require_text(name).split(",") if item.strip()]


def find_text(name: str, default: str = "") -> str:
    """Return the variable `name`, or `default` when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def find_flag(name: str) -> bool:
    """Return whether the variable `name` says yes; absent means no.

    Raises:
        ImproperlyConfigured: it is neither a yes nor a no.
    """
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"", "0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def parse_database_url(url: str) -> dict[str, object]:
    """Return Django's database settings for a `postgres://` or `sqlite:///` address.

    As for PostgreSQL's own programs, a host that is a path, its slashes written as `%2F`, is the
    folder of the server's socket.

    Raises:
        ImproperlyConfigured: the scheme is neither PostgreSQL nor SQLite.
    """
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": _find_host(parts),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # What is asked twice is planned once: values go beside the statement, not into it.
            "OPTIONS": {
                "prepare_threshold": 1,
                "server_side_binding": True,
                **dict(parse_qsl(parts.query)),
            },
        }
    if parts.scheme == "sqlite":
        return sqlite_settings(unquote(parts.path[1:]) or ":memory:")
    raise ImproperlyConfigured(
        f"DATABASE_URL must start with postgres:// or sqlite:///, not {parts.scheme!r}."
    )


def _find_host(parts: SplitResult) -> str:
    # What `hostname` tells is in small letters, which a path may not be.
    place = parts.netloc.rpartition("@")[2].partition(":")[0]
    return unquote(place) if place.startswith("%") else parts.hostname or ""


def sqlite_settings(name: str) -> dict[str, object]:
    """Return the settings under which SQLite neither loses nor blocks concurrent transitions."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # Whoever closes the last connection writes the log into the file and waits for the disk:
        # with a connection for each request, each waited for that.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # As many as PostgreSQL keeps planned (`workflow.prepared`); usually 128.
            "cached_statements": 400,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
            ),
        },
    }


def name_database(database: Mapping[str, object]) -> str:
    """Return a name for files that belong to this database and to no other.

    Its own name for people, then a digest of where it is: two folders may each hold a
    `db.sqlite3`, two servers a database `iltizam`.
    """
    name = str(database["NAME"])
    engine = str(database["ENGINE"])
    is_file = engine.endswith("sqlite3") and name != ":memory:"
    place = str(Path(name).resolve()) if is_file else name
    server = [str(database.get(part, "")) for part in ("HOST", "PORT")]
    digest = sha256("\n".join([engine, *server, place]).encode()).hexdigest()
    return f"{Path(name).stem}-{digest[:12]}"


def parse_email_url(url: str) -> dict[str, object]:
    """Return Django's mail settings for `smtp://` (STARTTLS by `?tls=yes`) or `smtps://`.

    Raises:
        ImproperlyConfigured: the scheme is another, or no host is named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"EMAIL_URL must look like smtp://user:password@host:587?tls=yes, not {url!r}."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": _asks_for_starttls(parts),
    }


def _asks_for_starttls(parts: SplitResult) -> bool:
    asked = dict(parse_qsl(parts.query)).get("tls")
    return parts.scheme == "smtp" and asked in {"yes", "1", "true"}
