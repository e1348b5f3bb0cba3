"""What the engine stands on is checked: packages, zone data, settings, triggers, ladders."""

from collections.abc import Mapping
from copy import deepcopy
from importlib.metadata import version
from typing import Any

import pytest
from django.conf import settings as live
from django.core.checks import Tags, run_checks
from django.db import connection
from pytest_django.fixtures import Settings

from workflow.checks import environment
from workflow.checks.database import check_triggers
from workflow.checks.environment import check_fsm_distribution, check_time_zone_data
from workflow.checks.settings import check_settings
from workflow.ladder_rows import ensure_ladders
from workflow.ladders import list_ladders
from workflow.models import Ladder
from workflow.triggers.installation import install, list_missing


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


@pytest.mark.once
def test_this_installation_is_sound() -> None:
    assert check_settings() == []
    assert check_fsm_distribution() == []
    assert check_time_zone_data() == []


@pytest.mark.once
def test_the_checks_of_the_engine_are_run_by_django(settings: Settings) -> None:
    settings.USE_TZ = False

    assert "workflow.E062" in ids(run_checks())


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("AUTH_USER_MODEL", "auth.User", "workflow.E060"),
        ("ANONYMOUS_USER_NAME", "AnonymousUser", "workflow.E061"),
        ("USE_TZ", False, "workflow.E062"),
    ],
)
def test_a_setting_that_breaks_a_promise_is_found(
    settings: Settings, name: str, value: object, expected: str
) -> None:
    setattr(settings, name, value)

    assert ids(check_settings()) == [expected]


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA recursive_triggers=ON;",
    },
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"ATOMIC_REQUESTS": True}, ["workflow.E063"]),
        ({"OPTIONS": {"init_command": "PRAGMA recursive_triggers=ON;"}}, ["workflow.E064"]),
        ({"OPTIONS": {"transaction_mode": "IMMEDIATE"}}, ["workflow.E065"]),
    ],
)
def test_a_database_that_breaks_a_promise_is_found(
    monkeypatch: pytest.MonkeyPatch, changes: Mapping[str, object], expected: list[str]
) -> None:
    monkeypatch.setattr(live, "DATABASES", {"default": {**deepcopy(SQLITE), **changes}})

    assert ids(check_settings()) == expected


@pytest.mark.once
def test_two_packages_of_one_name_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def pretend(distribution: str) -> str:
        return "3.0.1" if distribution == "django-fsm" else version(distribution)

    monkeypatch.setattr(environment, "version", pretend)

    (message,) = check_fsm_distribution()
    assert message.id == "workflow.E011"
    assert "django-fsm, django-fsm-2" in message.msg


@pytest.mark.once
def test_old_zone_data_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # What the data of before September 2026 would answer, by a zone that never left UTC+1.
    monkeypatch.setattr(environment, "CANARY", "Africa/Lagos")

    assert ids(check_time_zone_data()) == ["workflow.E010"]


@pytest.mark.once
def test_missing_zone_data_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "CANARY", "Africa/Nowhere")

    assert ids(check_time_zone_data()) == ["workflow.E010"]


def test_a_missing_trigger_is_found_and_the_next_migration_brings_it_back(db: None) -> None:
    on = " ON workflow_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER workflow_event_no_update{on}")

    (message,) = run_checks(tags=[Tags.database], databases=["default"])

    assert message.id == "workflow.W050"
    assert "workflow_event_no_update" in message.msg
    install()
    assert list_missing() == []


def test_triggers_are_asked_about_only_with_a_database(db: None) -> None:
    assert check_triggers() == []
    assert check_triggers(databases=["default"]) == []


def test_every_declared_ladder_is_there_after_the_migrations(db: None) -> None:
    declared = {ladder.code: len(ladder.rungs) for ladder in list_ladders()}

    found = {ladder.code: ladder.rungs.count() for ladder in Ladder.objects.all()}

    assert {"standard", "draft", "activity", "undated", "awaited"} <= declared.keys()
    assert found == declared


def test_a_ladder_that_the_ministry_changed_stays_as_it_is(db: None) -> None:
    ladder = Ladder.objects.get(code="standard")
    ladder.rungs.filter(code="R2").update(offset_working_days=7)
    ladder.rungs.filter(code="R1").delete()

    ensure_ladders()

    assert list(ladder.rungs.values_list("code", "offset_working_days")) == [("R2", 7)]
