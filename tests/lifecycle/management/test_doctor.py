"""The doctor says what is off and what to type, and nothing else."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from lifecycle.management.diagnosis import diagnose
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import make_person
from tests.factories import proposal_in
from workflow.models import Holiday, User
from workflow.permissions import grant
from workflow.sweep import sweep
from workflow.triggers.installation import list_missing

pytestmark = pytest.mark.django_db


def list_problems() -> dict[str, str]:
    return {found.question: found.remedy for found in diagnose() if not found.is_well}


def test_a_site_without_a_lead_is_told_what_to_type() -> None:
    remedy = list_problems()["Is there somebody who can decide?"]

    assert remedy == "./run demo reset, or open /setup/"


def test_a_site_with_a_lead_is_asked_for_none() -> None:
    grant(MINISTRY_LEAD, make_person("Claire"))

    assert "Is there somebody who can decide?" not in list_problems()


def test_a_missing_trigger_is_named() -> None:
    trigger = "workflow_event_no_update"
    table = " ON workflow_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{table}")

    assert list_missing() == [trigger]
    assert list_problems()["Is history protected by its triggers?"] == "./run manage migrate"


def test_a_calendar_that_ends_soon_says_which_years_to_seed() -> None:
    Holiday.objects.filter(year__gt=2019).delete()

    remedy = list_problems()["Does the calendar reach far enough?"]

    assert remedy.startswith("./run manage calendar seed 2020 ")


def test_a_broker_that_is_away_is_named(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "amqp://127.0.0.1:1//"

    assert "CELERY_BROKER_URL" in list_problems()["Does the broker answer?"]


def test_programs_get_the_same_as_json_and_an_exit_code() -> None:
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)

    assert ended.value.code == 1
    assert {"question", "problem", "remedy"} <= json.loads(out.getvalue())[0].keys()


def test_of_a_site_where_nothing_can_be_overdue_no_sweep_is_missed() -> None:
    assert "Does what is overdue speak?" not in list_problems()


def test_a_site_whose_clock_stands_still_is_told_how_to_wind_it(driss: User) -> None:
    proposal_in(ProposalState.SUBMITTED, author=driss)

    assert "./run up" in list_problems()["Does what is overdue speak?"]

    sweep()

    assert "Does what is overdue speak?" not in list_problems()


def test_a_machine_that_does_not_agree_with_the_database_on_the_time_is_named() -> None:
    assert "Do this machine and the database agree on the time?" not in list_problems()

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=3)):
        remedy = list_problems()["Do this machine and the database agree on the time?"]

    assert "timedatectl" in remedy
