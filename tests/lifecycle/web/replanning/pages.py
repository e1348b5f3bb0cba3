"""What the tests of new dates read and send on the pages."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
)

TODAY = date(2026, 11, 25)


def read(client: Client, name: str, *args: object, language: str = "en", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args), headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def post(client: Client, name: str, *args: object, status: int = 302, **values: Any) -> str:
    answer = client.post(reverse(name, args=args), values, headers={"accept-language": "en"})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def asked_for(scene: Scene, **values: Any) -> dict[str, Any]:
    scene.activity.refresh_from_db()
    given = {"words": "end of September 2027", "cause": "procurement", **REASON}
    return {**given, "expect": scene.activity.version, **values}
