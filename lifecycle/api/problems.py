"""The problems the API can answer with: for each code its status and its title (RFC 9457)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.engine import Reason

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemKind:
    """One way to fail. `code` is stable for programs, `title` is for people."""

    code: str
    status: HTTPStatus
    title: str | Promise


KINDS: tuple[ProblemKind, ...] = (
    ProblemKind("malformed", HTTPStatus.BAD_REQUEST, _("The request cannot be read")),
    ProblemKind(
        "not_authenticated", HTTPStatus.UNAUTHORIZED, _("You must say who you are with a token")
    ),
    ProblemKind("forbidden", HTTPStatus.FORBIDDEN, _("You may not do this")),
    ProblemKind("not_found", HTTPStatus.NOT_FOUND, _("There is nothing here")),
    ProblemKind(
        "unknown_transition", HTTPStatus.NOT_FOUND, _("There is no transition of this name")
    ),
    ProblemKind(
        "method_not_allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        _("This is not done at this address"),
    ),
    ProblemKind("fresh_password", HTTPStatus.FORBIDDEN, _("Show once more that it is you")),
    ProblemKind(
        "not_acceptable", HTTPStatus.NOT_ACCEPTABLE, _("The answer does not exist in that format")
    ),
    ProblemKind("stale", HTTPStatus.CONFLICT, _("It has changed since you read it")),
    ProblemKind("outside_lock", HTTPStatus.CONFLICT, _("Something else moved meanwhile")),
    ProblemKind("refused", HTTPStatus.CONFLICT, _("This is not possible now")),
    ProblemKind("empty_calendar", HTTPStatus.CONFLICT, _("The holidays of a year are not known")),
    ProblemKind("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is too large")),
    ProblemKind(
        "unsupported_media_type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("The request is not in a format that can be read here"),
    ),
    ProblemKind(
        "invalid_input", HTTPStatus.UNPROCESSABLE_ENTITY, _("Something is missing or wrong")
    ),
    ProblemKind(
        "key_reused", HTTPStatus.UNPROCESSABLE_ENTITY, _("The key belongs to another request")
    ),
    ProblemKind(
        "unreadable_period", HTTPStatus.UNPROCESSABLE_ENTITY, _("The period cannot be read")
    ),
    ProblemKind(
        "ambiguous_period",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("The period reads more than one way"),
    ),
    ProblemKind(
        "precondition_required",
        HTTPStatus.PRECONDITION_REQUIRED,
        _("Say which version you read"),
    ),
    ProblemKind("throttled", HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests")),
    ProblemKind("unexpected", HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong here")),
)
_BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True)
class Problem:
    """What is answered. `code` may say more than its kind; `reasons` carries all of them."""

    kind: ProblemKind
    detail: str
    code: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()

    @property
    def type(self) -> str:
        """Return the address where this kind of problem is described."""
        return f"{settings.SITE_URL}{reverse('api_docs')}#problem-{self.kind.code}"

    @property
    def title(self) -> str | Promise:
        """Return what kind of problem it is, for people."""
        return self.kind.title

    @property
    def status(self) -> HTTPStatus:
        """Return the status it is answered with."""
        return self.kind.status


def get_kind(code: str) -> ProblemKind:
    """Return the kind of problem of this code.

    Raises:
        KeyError: there is none.
    """
    return _BY_CODE[code]


def find_kind(codes: Iterable[str]) -> ProblemKind | None:
    """Return the kind of the first of `codes` that names one, or None."""
    return next((_BY_CODE[code] for code in codes if code in _BY_CODE), None)
