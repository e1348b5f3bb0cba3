"""Whatever fails is told as a problem, in the reader's language, without our internals."""

import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle

from lifecycle.api import plans
from lifecycle.api.errors import make_problem
from lifecycle.api.problems import KINDS, MEDIA_TYPE
from lifecycle.services.tokens import issue_token
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from workflow.exceptions import (
    EmptyCalendarError,
    OutsideTheDoorError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "detail", "code", "errors", "reasons"}


def ask(method: str, address: str, **kwargs: Any) -> Any:
    """Return what the public is answered."""
    return getattr(client_of(None), method)(f"/api/v1/{address}", **kwargs)


@pytest.mark.parametrize(
    ("method", "address", "kwargs", "status", "code"),
    [
        ("get", "inbox/", {}, 401, "not_authenticated"),
        ("get", "proposals/99/", {}, 404, "not_found"),
        ("get", "proposals/999999999999999999999999/", {}, 404, "not_found"),
        ("get", "proposals", {}, 404, "not_found"),
        ("post", "no/such/thing/", {}, 404, "not_found"),
        ("delete", "proposals/", {}, 401, "not_authenticated"),
        ("put", "plans/", {}, 401, "not_authenticated"),
        ("get", "plans/", {"headers": {"accept": "text/csv"}}, 406, "not_acceptable"),
        ("get", "proposals/?state=nowhere", {}, 422, "invalid_input"),
        ("get", "proposals/?plan=%00", {}, 422, "invalid_input"),
        ("get", "proposals/?page=0", {}, 404, "not_found"),
    ],
)
def test_each_failure_is_a_problem_with_its_own_status(
    method: str, address: str, kwargs: dict[str, Any], status: int, code: str
) -> None:
    answer = ask(method, address, **kwargs)

    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA_TYPE)
    content = answer.json()
    assert set(content) == MEMBERS
    assert (content["status"], content["code"]) == (status, code)
    assert content["type"].endswith(f"/api/v1/docs/#problem-{code}")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_address_that_is_none_is_unknown_by_whatever_method(method: str) -> None:
    client = APIClient(enforce_csrf_checks=True)

    answer = getattr(client, method)("/api/v1/no/such/thing")

    assert (answer.status_code, answer["Content-Type"]) == (404, MEDIA_TYPE)


def test_a_page_of_another_site_cannot_ask_with_the_session_of_a_reader(driss: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(driss, backend="django.contrib.auth.backends.ModelBackend")

    read = client.get("/api/v1/inbox/")
    written = client.post("/api/v1/proposals/", {}, format="json")

    assert (read.status_code, written.status_code) == (200, 403)
    assert written["Content-Type"] == MEDIA_TYPE


def test_who_gives_no_token_is_challenged() -> None:
    assert ask("get", "inbox/")["WWW-Authenticate"] == "Token"


def test_a_token_that_nobody_has_is_refused_even_where_everybody_may_read() -> None:
    answer = ask("get", "plans/", headers={"authorization": "Token 0123"})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_deactivated_account_is_refused_at_once(amina: User) -> None:
    client = client_of(amina)
    assert client.get("/api/v1/inbox/").status_code == 200
    amina.is_active = False
    amina.save()

    answer = client.get("/api/v1/inbox/")

    assert answer.status_code == 401


def test_a_method_that_is_not_known_there_is_told_those_that_are(amina: User) -> None:
    answer = client_of(amina).delete("/api/v1/proposals/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        ("{", "application/json", 400, "malformed"),
        ("[" * 100_000, "application/json", 400, "malformed"),
        ('{"a": NaN}', "application/json", 400, "malformed"),
        ("1" * 10_000, "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        ("[]", "application/json", 422, "invalid_input"),
        ("a=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        ("hello", "text/plain", 415, "unsupported_media_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_the_clients_mistake(
    driss: User, body: str | bytes, media_type: str, status: int, code: str
) -> None:
    answer = client_of(driss).post("/api/v1/proposals/", body, content_type=media_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_longer_than_the_limit_is_too_large(driss: User) -> None:
    body = json.dumps({"title": "é" * 2_000})

    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000):
        answer = client_of(driss).post("/api/v1/proposals/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_proposal_of_a_megabyte_is_told_which_field_is_too_long(driss: User) -> None:
    plan = make_plan()

    answer = client_of(driss).post(
        "/api/v1/proposals/", {"plan": plan.code, "problem": "x" * 1_000_000}, format="json"
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["problem"])
    assert "20000" in answer.json()["detail"]


def test_who_asks_too_often_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class OnceAMinute(AnonRateThrottle):
        rate = "1/minute"

    cache.clear()
    monkeypatch.setattr(plans.PlanListView, "throttle_classes", [OnceAMinute])
    ask("get", "plans/")

    answer = ask("get", "plans/")

    cache.clear()
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_an_accident_tells_nothing_and_is_recorded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fall(*_args: object) -> None:
        message = "the secret of the house"
        raise RuntimeError(message)

    monkeypatch.setattr(plans, "list_visible", fall)

    with caplog.at_level(logging.ERROR, logger="lifecycle.api.errors"):
        answer = ask("get", "plans/")

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.content.decode()
    assert any(record.exc_info for record in caplog.records)


def test_a_mistake_of_the_program_is_no_refusal() -> None:
    problem = make_problem(OutsideTheDoorError("x"), {})

    assert (problem.code, problem.status) == ("unexpected", 500)


@pytest.mark.usefixtures("in_english")
def test_a_year_without_holidays_is_told_with_who_adds_them() -> None:
    problem = make_problem(EmptyCalendarError(2031), {})

    assert (problem.code, problem.status) == ("empty_calendar", 409)
    assert "2031" in problem.detail
    assert "technical administrator" in problem.detail


def test_nested_errors_are_told_by_the_path_to_their_field() -> None:
    error = ValidationError({"rows": [{}, {"name": ["Too long."]}], "non_field_errors": ["No."]})

    problem = make_problem(error, {})

    assert problem.errors == {"rows.1.name": ["Too long."], "body": ["No."]}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_problem_speaks_the_language_of_its_reader(
    amina: User, driss: User, language: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(
        client_of(amina, language=language), proposal.pk, "admit", version=proposal.version - 1
    )

    assert answer["Content-Language"] == language
    assert answer.json()["code"] == "stale"


@pytest.mark.parametrize("said", ["", "*"])
def test_who_does_not_say_their_language_is_answered_in_that_of_their_account(
    bilal: User, driss: User, said: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    stale = fire_by_api(client_of(bilal, language=said), proposal.pk, "admit", version=0)
    read = client_of(bilal, language=said).get(f"/api/v1/proposals/{proposal.pk}/")
    public = client_of(None, language=said).get("/api/v1/inbox/")

    assert (stale["Content-Language"], read["Content-Language"]) == ("ar", "ar")
    assert read.json()["state_label"] == "مودَع"
    assert public["Content-Language"] == "fr"


def test_every_problem_is_described_on_the_page_for_programs() -> None:
    page = client_of(None).get("/api/v1/docs/").content.decode()

    assert [kind.code for kind in KINDS if f'id="problem-{kind.code}"' not in page] == []
    assert "/api/v1/proposals/{id}/transitions/admit/" in page


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_for_programs_is_in_each_language(language: str, direction: str) -> None:
    answer = client_of(None, language=language).get("/api/v1/docs/")

    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


def test_a_token_is_a_right_and_no_password(driss: User) -> None:
    token = issue_token(driss)

    answer = ask("get", f"inbox/?token={token}")

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{\n"a": }', "cannot be read as JSON: it breaks at line 2, column 6."),
        ('{"a": NaN}', "cannot be read as JSON."),
        (b"\xff\xfe", "cannot be read as JSON."),
    ],
)
def test_a_body_that_is_no_json_is_told_in_our_words(
    driss: User, body: str | bytes, words: str
) -> None:
    client = client_of(driss, language="en")

    answer = client.post("/api/v1/proposals/", body, content_type="application/json")

    assert answer.json()["detail"].endswith(words)
