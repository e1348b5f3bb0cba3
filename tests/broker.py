"""A broker that stands between the site and its workers, and that a test may take away."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from workflow import hints


@dataclass
class Broker:
    """What takes the hints of the site; it remembers what it was asked."""

    is_away: bool = False
    asked: list[str] = field(default_factory=list)
    failed: int = 0

    def send_task(self, task: str, **_options: Any) -> None:
        """Take the task, or fail as kombu does when nobody listens."""
        self.asked.append(task)
        if self.is_away:
            self.failed += 1
            raise OSError("nobody listens")


def set_broker(broker: Broker, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Broker:
    """Let the site send its hints to this broker."""
    settings.CELERY_BROKER_URL = "amqp://127.0.0.1:1//"
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    monkeypatch.setattr(hints, "current_app", broker)
    return broker
