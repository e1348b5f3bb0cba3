"""What one may not see does not exist, whatever else is wrong with a request about it.

The engine looks first whether the asker sees the subject. A request that cannot be read never
reaches the engine; what is wrong with it would tell that the subject exists.
"""

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from lifecycle.api.addresses import find_kind
from lifecycle.api.errors import problem_handler
from lifecycle.api.requests import (
    NoDelegationError,
    find_person,
    find_principal,
    read_grants,
)
from lifecycle.selectors.subject_rows import make_unknown
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.exceptions import SubjectNotFoundError, WorkflowError
from workflow.permissions import load_grants
from workflow.permissions.grants import Grants

#: What is looked at before the subject, and answered the same when there is none.
_TOLD_TO_ANYBODY = (
    exceptions.NotAuthenticated,
    exceptions.MethodNotAllowed,
    exceptions.Throttled,
    NoDelegationError,
)


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer an error of a view, or that there is nothing here; called by the framework."""
    if _tells_of_its_subject(error) and _is_hidden(context["request"], context["kwargs"]):
        return problem_handler(make_unknown(), context)
    return problem_handler(error, context)


def _tells_of_its_subject(error: Exception) -> bool:
    """Return whether the error would be another one if there were no such subject."""
    is_refusal = isinstance(error, WorkflowError | exceptions.APIException)
    return is_refusal and not isinstance(error, _TOLD_TO_ANYBODY)


def _is_hidden(request: Request, kwargs: Mapping[str, Any]) -> bool:
    """Return whether the address names a subject that somebody with an account may not see."""
    kind = find_kind(request)
    if kind is None or find_person(request) is None:
        return False
    try:
        case = load_case(kwargs["pk"], today=current_clock().today())
    except SubjectNotFoundError:
        return True
    rights = _choose_grants(request)
    return case.row.kind != kind or not case.machine.sees(rights, case.facts)


def _choose_grants(request: Request) -> Grants:
    """Return the rights that count: those of whom the asker acts for, as the engine takes them."""
    try:
        principal = find_principal(request)
    except NoDelegationError:
        principal = None
    return load_grants(principal) if principal is not None else read_grants(request)
