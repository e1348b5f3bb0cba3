"""The schema tells all, and the API keeps what it tells."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from lifecycle.api.description import make_schema
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "en"),
        ({"headers": {"accept-language": "ar"}}, "ar"),
        ({"query_params": {"lang": "fr"}}, "fr"),
        ({"query_params": {"lang": "tlh"}}, settings.LANGUAGE_CODE),
    ],
)
def test_it_is_read_in_the_language_asked_for(asked: dict[str, Any], told: str) -> None:
    for _time in range(2):
        answer = client_of(None).get(
            "/api/v1/schema/", **{"headers": {"accept-language": "en"}} | asked
        )

        with translation.override(told):
            summary = str(make_schema()["paths"]["/api/v1/proposals/"]["get"]["summary"])
        assert summary in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "read"),
    [("application/yaml", yaml.safe_load), ("application/vnd.oai.openapi+json", json.loads)],
)
def test_it_is_written_as_asked_for(accepted: str, read: Callable[[bytes], Any]) -> None:
    answer = client_of(None).get("/api/v1/schema/", headers={"accept": accepted})

    assert answer.headers["Content-Type"] == accepted
    assert list(read(answer.content)["paths"]) == list(make_schema()["paths"])


@pytest.mark.django_db
def test_it_is_made_once_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    first = client_of(None).get("/api/v1/schema/")
    made = make_schema()
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    monkeypatch.setattr(OpenApiYamlRenderer, "render", None)

    assert client_of(None).get("/api/v1/schema/").content == first.content
    assert make_schema() == made
