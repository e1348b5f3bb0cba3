"""Every error of the API as problem JSON, in the reader's language, without our internals."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from lifecycle.api.problems import MEDIA_TYPE, Problem, find_kind, get_kind
from lifecycle.api.reasons import list_reasons
from lifecycle.api.serializers.problems import ProblemSerializer
from workflow.exceptions import InputError, WorkflowError

logger = logging.getLogger(__name__)

#: Where the errors that belong to no field are put.
WHOLE_BODY = "body"

#: The framework's errors and ours of the same meaning, the most precise first.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ParseError, "malformed"),
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.AuthenticationFailed, "not_authenticated"),
    (exceptions.PermissionDenied, "forbidden"),
    (PermissionDenied, "forbidden"),
    (exceptions.NotFound, "not_found"),
    (Http404, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.ValidationError, "invalid_input"),
    (exceptions.Throttled, "throttled"),
    (RequestDataTooBig, "too_large"),
    (SuspiciousOperation, "malformed"),
)


class PreconditionRequiredError(exceptions.APIException):
    """The request does not say which version of the subject it was made for (428)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"


class FreshPasswordError(exceptions.APIException):
    """A decision was taken in a session whose last password is too old (403)."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = gettext_lazy(
        "You signed in some time ago. Sign in once more before you decide, or use a token."
    )
    default_code = "fresh_password"


class TooLargeError(exceptions.APIException):
    """The request has more bytes than are read here (413)."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer an error of a view."""
    problem = make_problem(error, context)
    # Plain, for the schema is written by a renderer that knows no other mapping.
    content = dict(ProblemSerializer(problem).data)
    response = Response(content, status=problem.status, content_type=MEDIA_TYPE)
    for name, value in _list_headers(error):
        response[name] = value
    return response


def make_problem(error: Exception, context: Mapping[str, Any]) -> Problem:
    """Return what is told of an error: all of a refusal, nothing of an accident."""
    if isinstance(error, WorkflowError):
        return _describe_refusal(error, context)
    code = _find_code(error)
    if code is None:
        return _describe_accident(error)
    errors = dict(_flatten(error.detail)) if isinstance(error, exceptions.ValidationError) else {}
    return Problem(get_kind(code), _describe(error, errors), code, errors=errors)


def _describe_accident(error: Exception) -> Problem:
    logger.error("an API request failed", exc_info=error)
    kind = get_kind("unexpected")
    return Problem(kind, _("The error was recorded. Try again later."), kind.code)


def _describe_refusal(error: WorkflowError, context: Mapping[str, Any]) -> Problem:
    kind = find_kind(getattr(each, "code", "") for each in type(error).__mro__)
    if kind is None:
        return _describe_accident(error)
    errors = error.errors if isinstance(error, InputError) else {}
    return Problem(
        kind,
        _name_errors(errors) or str(error),
        error.code,
        errors=errors,
        reasons=list_reasons(error, context.get("view")),
    )


def _find_code(error: Exception) -> str | None:
    if isinstance(error, FreshPasswordError | PreconditionRequiredError | TooLargeError):
        return error.default_code
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


def _describe(error: Exception, errors: Mapping[str, list[str]]) -> str:
    if errors:
        return _name_errors(errors)
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    if isinstance(error, Http404):
        return _("There is nothing here under this number.")
    # Django's own messages name settings and files.
    return str(get_kind(_find_code(error) or "unexpected").title)


def _name_errors(errors: Mapping[str, Sequence[str]]) -> str:
    """Return all messages in one line, each after the field it is about."""
    return " ".join(
        message if name in ("", WHOLE_BODY) else f"{name}: {message}"
        for name, messages in errors.items()
        for message in messages
    )


def _flatten(detail: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the messages of nested errors by the dotted name of their field."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _flatten(value, ".".join(part for part in (name, own) if part))
        return
    rows = detail if isinstance(detail, list) else [detail]
    messages = [str(row) for row in rows if not isinstance(row, Mapping | list)]
    if messages:
        yield name or WHOLE_BODY, messages
    for number, row in enumerate(rows):
        if isinstance(row, Mapping | list):
            yield from _flatten(row, f"{name}.{number}" if name else str(number))


def _list_headers(error: Exception) -> Iterator[tuple[str, str]]:
    challenge = getattr(error, "auth_header", None)
    if challenge:
        yield "WWW-Authenticate", challenge
    wait = getattr(error, "wait", None)
    if wait:
        yield "Retry-After", str(int(wait))
