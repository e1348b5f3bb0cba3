"""The demonstration begins again on an empty database, and never over somebody's work."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from lifecycle.management.demonstration.emptying import begin_again
from lifecycle.management.demonstration.story import BEGINS_ON
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.databases import Clone
from workflow.holidays import load_calendar
from workflow.models import User


@pytest.mark.django_db
def test_the_demonstration_is_not_loaded_over_something_else(
    driss: User, settings: Settings
) -> None:
    settings.LIFECYCLE_DEMO_PASSWORD = "for tests alone"

    with pytest.raises(CommandError, match="--reset"):
        call_command("load_demo", stdout=StringIO())

    assert User.objects.get() == driss


@pytest.mark.django_db
def test_accounts_without_a_password_are_not_created() -> None:
    with pytest.raises(CommandError, match="LIFECYCLE_DEMO_PASSWORD"):
        call_command("load_demo", stdout=StringIO())

    assert not User.objects.exists()


def test_a_database_is_emptied_and_ready_to_begin_again(
    cloned_database: Clone, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.MEDIA_ROOT.mkdir()
    User.objects.create_user("somebody@example.org")

    begin_again()

    assert not User.objects.exists()
    assert Group.objects.filter(name=MINISTRY_TEAM.code).exists()
    assert load_calendar().is_working_day(BEGINS_ON)
    assert "workflow_event" in connection.introspection.table_names()
    assert not settings.MEDIA_ROOT.exists()
