"""The schema tells all, and the API keeps what it tells."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from lifecycle.api.schema import make_schema
from tests.lifecycle.api.clients import client_of
from workflow.machine.registry import get_machine

KINDS = {
    "proposal": "proposals",
    "plan": "plans",
    "plan_stage": "stages",
    "commitment": "commitments",
    "activity": "activities",
    "consultation": "consultations",
}


@pytest.fixture(scope="module")
def paths() -> dict[str, Any]:
    """Return what the schema tells of each address, made once and only read."""
    # Earlier than the fixture that forgets the language of the last request.
    with translation.override(settings.LANGUAGE_CODE):
        told: dict[str, Any] = make_schema()["paths"]
    return told


def test_the_schema_is_complete_and_valid(tmp_path: Any) -> None:
    path = tmp_path / "schema.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))

    assert path.read_text().startswith("openapi: 3")


@pytest.mark.parametrize(("kind", "address"), KINDS.items())
def test_every_transition_that_people_fire_is_an_operation(
    kind: str, address: str, paths: dict[str, Any]
) -> None:
    prefix = f"/api/v1/{address}/{{id}}/transitions/"

    told = {path.removeprefix(prefix).rstrip("/") for path in paths if path.startswith(prefix)}

    fired = {name for name, each in get_machine(kind).transitions.items() if each.roles}
    assert told - {"", "{name}/preview"} == fired


def test_every_operation_says_what_it_is_and_how_it_fails(paths: dict[str, Any]) -> None:
    for path, methods in paths.items():
        for method, told in methods.items():
            assert told["summary"], (path, method)
            assert {"401", "406", "429"} <= set(told["responses"]), (path, method)
            if "requestBody" in told:
                assert {"400", "413", "415", "422"} <= set(told["responses"]), (path, method)


@pytest.mark.django_db
def test_everybody_may_read_the_schema() -> None:
    answer = client_of(None).get("/api/v1/schema/")

    assert answer.status_code == 200
    assert b"/api/v1/proposals/{id}/transitions/admit/" in answer.content
