"""The whole way from an announcement to a person, and where the embedded worker looks for work."""

import json
import time
from datetime import datetime
from typing import Any

import pytest
from celery import Celery, current_app
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch, is_work_waiting
from notifications.models import Message, MessageState
from notifications.tasks import relay
from settings.broker import broker_transport_options
from tests.broker import Broker, set_broker
from tests.factories import proposal_in
from tests.notifications.telling import Telling, announce, make_person
from workflow import hints
from workflow.models import Heartbeat, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def present() -> datetime:
    """Return the instant at which the worker really looks."""
    return timezone.now()


def test_what_is_announced_is_relayed_and_sent_in_one_go(told: Telling, present: datetime) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    announce(present)

    tried = dispatch()

    assert tried == 2
    assert len(mail.outbox) == 2
    assert {each.state for each in Message.objects.all()} == {MessageState.SENT}


def test_work_waits_until_all_of_it_is_done(told: Telling, present: datetime) -> None:
    told.recipients = [make_person("Amina")]

    waiting = [is_work_waiting()]
    announce(present)
    waiting.append(is_work_waiting())
    dispatch()
    waiting.append(is_work_waiting())

    assert waiting == [False, True, False]


def test_an_idle_look_is_five_reads(told: Telling) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert not is_work_waiting()

    assert len(captured) == 5


def test_the_task_looks_at_the_table(told: Telling, present: datetime) -> None:
    told.recipients = [make_person("Amina")]
    announce(present)

    relay()

    assert len(mail.outbox) == 1


def test_the_worker_looks_where_the_settings_say_and_asks_for_tasks_that_exist(
    settings: Any,
) -> None:
    current_app.loader.import_default_modules()

    for question, task in settings.WORKFLOW_LOOKOUTS:
        assert import_string(question)() is False
        assert task in current_app.tasks
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks


def test_a_broker_that_is_away_costs_nobody_anything(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broker = set_broker(Broker(is_away=True), settings, monkeypatch)

    hints.hint_work()
    hints.hint_work()

    assert len(broker.asked) == 1
    assert "the broker is away" in caplog.text


def test_one_hint_stands_for_all_that_a_moment_brings(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = set_broker(Broker(), settings, monkeypatch)

    for _number in range(5):
        hints.hint_work()

    assert broker.asked == [task for _question, task in settings.WORKFLOW_LOOKOUTS]


def test_with_no_broker_at_all_a_deed_is_saved_at_once_and_the_mail_leaves_later(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    driss: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """The hint is sent for real, by Celery, to a port where nobody listens."""
    address = "amqp://guest@127.0.0.1:1//"
    app = Celery("absent", broker=address)
    app.config_from_object(settings, namespace="CELERY")
    app.conf.update(broker_url=address, broker_transport_options=broker_transport_options(address))
    settings.CELERY_BROKER_URL = address
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    monkeypatch.setattr(hints, "current_app", app)

    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True) as told:
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    seconds = time.monotonic() - started
    dispatch()

    assert told
    assert hints._silent_until > time.monotonic() + hints.SILENT_SECONDS - 5
    assert seconds < 3
    assert proposal.reference in mail.outbox[0].subject


def test_what_was_done_is_on_the_heartbeat(told: Telling, present: datetime) -> None:
    told.recipients = [make_person("Amina")]
    announce(present)

    dispatch()

    heartbeat = Heartbeat.objects.get(duty="dispatch")
    assert json.loads(heartbeat.summary) == {"relayed": 1, "composed": 0, "tried": 1}
    assert present <= heartbeat.beaten_at <= timezone.now()
