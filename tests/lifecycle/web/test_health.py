"""A probe hears whether what is overdue is looked for; it needs no account and learns no secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from workflow.clock import FixedClock, use_clock
from workflow.heartbeats import beat
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    with use_clock(FixedClock(instant)):
        yield


@pytest.mark.parametrize(
    ("seconds", "status", "word"), [(0, 200, "ok"), (300, 200, "ok"), (301, 503, "stale")]
)
def test_a_probe_hears_how_old_the_last_sweep_is(
    client: Client, seconds: int, status: int, word: str
) -> None:
    with at(NOON):
        sweep()

    with at(NOON + timedelta(seconds=seconds)):
        answer = client.get("/healthz")

    assert answer.status_code == status
    assert answer.json() == {"status": word, "seconds_since": {"sweep": seconds}}


def test_a_site_that_never_swept_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["status"]) == (503, "stale")


def test_another_duty_that_was_done_does_not_stand_in_for_the_sweep(client: Client) -> None:
    with at(NOON):
        beat("dispatch", now=NOON, summary={"sent": 3})
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["seconds_since"] == {"dispatch": 0}


def test_a_database_that_is_away_is_told_in_one_word(client: Client) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("host=db.internal password=secret")

    with connection.execute_wrapper(fail):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "seconds_since": {}}


def test_a_probe_costs_one_statement_and_is_kept_by_nobody(
    client: Client, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)

    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post("/healthz").status_code == 405
