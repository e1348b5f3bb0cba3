"""How an operation is described in the schema: what it takes, answers, and refuses with."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.utils.functional import Promise
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from lifecycle.api.problems import MEDIA_TYPE
from lifecycle.api.requests import KEY_MAX_LENGTH
from lifecycle.api.serializers.problems import ProblemSerializer

Handler = TypeVar("Handler", bound=Callable[..., Any])

#: What any request may meet before it reaches its subject.
_ALWAYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.TOO_MANY_REQUESTS)
#: What a request with a body may meet besides.
_WITH_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)

_KEY = OpenApiParameter(
    "Idempotency-Key",
    {
        "type": "string",
        "minLength": 1,
        "maxLength": KEY_MAX_LENGTH,
        "pattern": r"^[\x21-\x7e]+$",
    },
    OpenApiParameter.HEADER,
    description=(
        "A word of the client's own for this request. Sent again with the same body it changes "
        "nothing and gets the same answer; with another body it is answered 422."
    ),
)


ON_BEHALF_OF = OpenApiParameter(
    "On-Behalf-Of",
    {"type": "string", "format": "email"},
    OpenApiParameter.HEADER,
    description="Address of the account that delegated its rights to the asker.",
)


def _make_if_match(*, required: bool) -> OpenApiParameter:
    without = "A request without the header is answered 428." if required else "It may be left out."
    return OpenApiParameter(
        "If-Match",
        {"type": "string", "pattern": r'^(W/)?"[0-9]{1,9}"$', "example": '"7"'},
        OpenApiParameter.HEADER,
        required=required,
        description=(
            "The ETag of what was read. A subject that has moved since is answered 409 with the "
            f"code `stale`. {without}"
        ),
    )


def _make_tag() -> OpenApiParameter:
    return OpenApiParameter(
        "ETag",
        {"type": "string", "example": '"7"'},
        OpenApiParameter.HEADER,
        response=[200, 201, 202],
        description="The version of the subject, for If-Match.",
    )


def operation(
    summary: str | Promise,
    *,
    answers: Mapping[Any, Any],
    takes: Any = None,
    refuses: tuple[HTTPStatus, ...] = (),
    needs_version: bool = False,
    takes_version: bool = False,
    takes_key: bool = False,
    has_tag: bool = False,
    parameters: tuple[Any, ...] = (),
) -> Callable[[Handler], Handler]:
    """Describe a handler of a view.

    `answers` maps the statuses of success to a serializer, or None without a body; `refuses` names
    the problems that are its own besides those that any request may meet.
    """
    headers = [
        *parameters,
        *([_make_if_match(required=needs_version)] if needs_version or takes_version else []),
        *([_KEY] if takes_key else []),
        *([_make_tag()] if has_tag or needs_version else []),
    ]
    statuses = {*_ALWAYS, *refuses}
    if takes is not None:
        statuses |= {*_WITH_BODY}
    if needs_version:
        statuses |= {
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.CONFLICT,
            HTTPStatus.PRECONDITION_REQUIRED,
        }
    describe: Callable[[Handler], Handler] = extend_schema(
        summary=summary,
        request=takes,
        parameters=headers,
        responses={**_name_formats(answers), **describe_problems(statuses)},
    )
    return describe


def _name_formats(answers: Mapping[Any, Any]) -> dict[tuple[int, str], Any]:
    """Return the answers by status and media type, JSON unless another is named.

    The generator takes the first key, as text, for what the operation is about.
    """
    return {
        key if isinstance(key, tuple) else (key, "application/json"): answer
        for key, answer in answers.items()
    }


def describe_problems(
    statuses: set[HTTPStatus],
) -> dict[tuple[int, str], OpenApiResponse]:
    """Return the answers with a problem, by status and media type."""
    return {
        (int(status), MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=status.phrase)
        for status in sorted(statuses)
    }


def drop_marks(result: dict[str, Any], **_context: object) -> dict[str, Any]:
    """Take out the marks of choices that the generator leaves for a hook we do not use."""
    for schema in result["components"].get("schemas", {}).values():
        _drop_mark(schema)
    return result


def _drop_mark(node: object) -> None:
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        _drop_mark(child)
