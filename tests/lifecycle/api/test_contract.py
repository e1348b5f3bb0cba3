"""The API keeps its contract whatever is sent: no accident, nothing that is not told."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lifecycle.api.description import make_schema
from lifecycle.models import (
    Activity,
    Commitment,
    Consultation,
    Contribution,
    PlanStage,
    PlanVersion,
    ProposalPorter,
)
from lifecycle.services.tokens import issue_token
from lifecycle.vocabulary import ProposalState
from settings.wsgi import application
from tests.consultation import (
    TODAY,
    consultation_in,
    draft_version,
    make_consultation,
    on,
    say,
)
from tests.factories import proposal_in
from tests.lifecycle.api.small_plan import load_small_plan
from tests.road import dossier_in
from workflow.models import Round, Seat, Subject, User, WorkItem

#: Requests for each operation: bounded, so that the whole of it stays under a minute.
EXAMPLES = 4
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: The states in which transitions start, from the submission to the naming of a project lead.
STATES = (
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.NEEDS_DETAILS,
    ProposalState.ADMISSIBLE,
    ProposalState.IN_ASSESSMENT,
    ProposalState.PRIORITIZED,
    ProposalState.PORTER_SEARCH,
    ProposalState.DEFERRED,
)


@pytest.fixture
def targets(driss: User, amina: User, bilal: User, claire: User) -> dict[str, list[int]]:
    """Return the ids that exist, by the first word of an address."""
    proposals = [proposal_in(state, author=driss) for state in STATES]
    plan = proposals[0].plan
    proposals.append(dossier_in(ProposalState.SHEET_DRAFTING, plan=plan))
    load_small_plan()
    consultations = consult()
    return {
        "consultations": [each.pk for each in consultations],
        "versions": list(PlanVersion.objects.values_list("pk", flat=True)),
        "contributions": list(Contribution.objects.values_list("pk", flat=True)),
        "proposals": [each.pk for each in proposals],
        "plans": [plan.pk],
        "stages": list(PlanStage.objects.values_list("pk", flat=True)),
        "commitments": list(Commitment.objects.values_list("pk", flat=True)),
        "activities": list(Activity.objects.values_list("pk", flat=True)),
        "porters": list(ProposalPorter.objects.values_list("pk", flat=True)),
        "seats": list(Seat.objects.values_list("pk", flat=True)),
        "inbox": list(WorkItem.objects.values_list("pk", flat=True)),
        "rounds": list(Round.objects.filter(kind="deciding").values_list("pk", flat=True)),
        "confirmations": list(Round.objects.values_list("pk", flat=True)) or [1],
    }


def consult() -> list[Consultation]:
    """Return one consultation that is prepared and one that is open, beside a draft of the plan."""
    with on(TODAY):
        opened = consultation_in("open")
        say(opened)
        prepared = make_consultation(opened.plan_version)
        draft_version([], plan=opened.plan)
    return [prepared, opened]


@pytest.fixture
def tokens(driss: User, amina: User, claire: User) -> list[str | None]:
    """Return what different people send to say who they are; None is the public."""
    return [*(issue_token(each) for each in (claire, amina, driss)), None, "nobody"]


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Keep the connection of the test open between requests, as Django's own test client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def list_operations() -> Iterator[Any]:
    """Yield every operation of the schema."""
    loaded: Any = schemathesis.openapi.from_dict(make_schema(), config=schemathesis.Config())
    for found in loaded.get_all_operations():
        yield found.ok()


def test_no_request_finds_an_answer_that_the_schema_does_not_tell(
    targets: dict[str, list[int]], tokens: list[str | None], kept_connection: None
) -> None:
    seen = 0
    for operation in list_operations():
        aims = targets.get(operation.path.split("/")[3], [])

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=_generate(operation),
            aim=st.sampled_from([*aims, None]),
            token=st.sampled_from(tokens),
        )
        def ask(case: Any, aim: int | None, token: str | None) -> None:
            _aim(case, aim)
            if token is not None:
                case.headers["Authorization"] = f"Token {token}"
            answer = case.call(app=application)
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, case.as_curl_command()
            case.validate_response(answer, checks=CHECKS)

        with transaction.atomic():
            ask()
            transaction.set_rollback(True)
        seen += 1

    assert seen > 100


def _generate(operation: Any) -> st.SearchStrategy[Any]:
    """Return requests as the schema has them, and some that it does not allow."""
    right: st.SearchStrategy[Any] = operation.as_strategy()
    if not list(operation.body):
        return right
    wrong: st.SearchStrategy[Any] = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return right | wrong


def _aim(case: Any, pk: int | None) -> None:
    """Let the request name something that exists, at the version it has."""
    if pk is None or "id" not in (case.path_parameters or {}):
        return
    case.path_parameters["id"] = pk
    version = Subject.objects.filter(pk=pk).values_list("version", flat=True).first()
    if version is not None and "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = f'"{version}"'
