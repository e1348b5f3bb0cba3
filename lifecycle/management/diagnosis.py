"""What may be off with an installation, and what to type: each question asked on its own."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from lifecycle.management.catalogues import list_stale_catalogues
from lifecycle.selectors.health import read_health
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.clock import DatabaseClock, MachineClock, compute_skew
from workflow.holidays import list_seeded_years
from workflow.models import WorkItem
from workflow.timekeeping import MAX_SKEW
from workflow.triggers.installation import list_missing

#: Ports of brokers whose address names none.
BROKER_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}


@dataclass(frozen=True)
class Finding:
    """One thing that was asked: `problem` is empty when all is well, `remedy` is what to type."""

    question: str
    problem: str = ""
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Return whether nothing is off."""
        return not self.problem


def diagnose() -> list[Finding]:
    """Return one finding a question; a database that is away answers the rest of its questions."""
    findings = [_ask_settings(), _ask_folder(), _ask_catalogues(), _ask_broker()]
    database = _ask_database()
    findings.append(database)
    if database.is_well:
        findings += [question() for question in _OF_THE_DATABASE]
    return findings


def _ask_settings() -> Finding:
    question = "Do the system checks pass?"
    errors = [error for error in checks.run_checks() if error.level >= checks.ERROR]
    if not errors:
        return Finding(question)
    first = errors[0]
    return Finding(question, f"{first.id}: {first.msg}", first.hint or "./run manage check")


def _ask_folder() -> Finding:
    question = "Can files be written?"
    folder = Path(settings.MEDIA_ROOT).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding(question, str(error), f"give this account the right to write in {folder}")
    return Finding(question)


def _ask_catalogues() -> Finding:
    question = "Are the translations compiled?"
    stale = list_stale_catalogues()
    if not stale:
        return Finding(question)
    return Finding(question, f"{len(stale)} out of date", "./run compile")


def _ask_broker() -> Finding:
    question = "Does the broker answer?"
    parts = urlsplit(settings.CELERY_BROKER_URL)
    if parts.scheme == "memory":
        return Finding(question)
    host, port = parts.hostname or "localhost", parts.port or BROKER_PORTS.get(parts.scheme, 5672)
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError as error:
        return Finding(
            question,
            f"{host}:{port}: {error}",
            "start it, or correct CELERY_BROKER_URL; until then work waits in the database",
        )
    return Finding(question)


def _ask_database() -> Finding:
    question = "Does the database answer?"
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding(question, str(error).strip(), "start it, or correct DATABASE_URL")
    return Finding(question)


def _ask_migrations() -> Finding:
    question = "Is the schema up to date?"
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return Finding(question)
    return Finding(question, f"{len(plan)} migrations are missing", "./run manage migrate")


def _ask_triggers() -> Finding:
    question = "Is history protected by its triggers?"
    missing = list_missing()
    if not missing:
        return Finding(question)
    # They are installed after every migration, also after one that has nothing to do.
    return Finding(question, f"missing: {', '.join(missing)}", "./run manage migrate")


def _ask_calendar() -> Finding:
    question = "Does the calendar reach far enough?"
    try:
        years = list_seeded_years()
    except DatabaseError:
        return Finding(question, "there is no calendar yet", "./run manage migrate")
    needed = MachineClock().today().year + 1
    if needed in years:
        return Finding(question)
    remedy = f"./run manage calendar seed {(years[-1] + 1) if years else needed} {needed + 4}"
    return Finding(question, f"it does not know {needed}", remedy)


def _ask_lead() -> Finding:
    question = "Is there somebody who can decide?"
    try:
        leads = get_user_model().objects.filter(groups__name=MINISTRY_LEAD.code, is_active=True)
        if leads.exists():
            return Finding(question)
    except DatabaseError:
        return Finding(question, "there are no accounts yet", "./run manage migrate")
    return Finding(question, "no ministry lead has an account", "./run demo reset, or open /setup/")


def _ask_clock() -> Finding:
    question = "Do this machine and the database agree on the time?"
    skew = compute_skew()
    if abs(skew) <= MAX_SKEW:
        return Finding(question)
    problem = f"this machine is {skew.total_seconds():.0f} seconds ahead: nothing due is touched"
    return Finding(question, problem, "set the clock (timedatectl), then ./run manage tick")


def _ask_sweep() -> Finding:
    question = "Does what is overdue speak?"
    remedy = "./run up, or from time to time ./run manage tick"
    try:
        health = read_health(now=DatabaseClock().now())
    except DatabaseError:
        return Finding(question, "there are no heartbeats yet", "./run manage migrate")
    climbing = WorkItem.objects.filter(closed_at__isnull=True, ladder__isnull=False)
    if health.is_fresh or not climbing.exists():
        # Of a new site nothing can be overdue.
        return Finding(question)
    age = health.ages.get("sweep")
    if age is None:
        return Finding(question, "nothing was ever swept", remedy)
    return Finding(question, f"the last sweep was {age / 60:.0f} minutes ago", remedy)


_OF_THE_DATABASE: tuple[Callable[[], Finding], ...] = (
    _ask_migrations,
    _ask_triggers,
    _ask_calendar,
    _ask_lead,
    _ask_clock,
    _ask_sweep,
)
