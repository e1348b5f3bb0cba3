"""What a request says besides its body: the version that was read, the key, who asks."""

import re

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from lifecycle.api.errors import PreconditionRequiredError
from workflow.clock import current_clock
from workflow.exceptions import TransitionForbiddenError
from workflow.models import Delegation, User
from workflow.permissions.grants import Grants, LaterGrants

KEY_MAX_LENGTH = 100

#: A proxy that compresses an answer makes its strong tag a weak one; the version is the same.
_VERSION = re.compile(r'(?:W/)?"(?P<version>\d{1,9})"')
_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_MAX_LENGTH}}}")

_KEPT_AS = "_grants_of_the_asker"


class NoDelegationError(TransitionForbiddenError):
    """The asker says for whom they act, and no delegation of anybody there runs today."""


def read_version(request: Request) -> int:
    """Return the version the client read, which `If-Match` repeats from the `ETag` of an answer.

    Raises:
        PreconditionRequiredError: the header is missing (428).
        ParseError: it is not the tag of one version (400).
    """
    version = find_version(request)
    if version is None:
        raise PreconditionRequiredError(
            _("Send the ETag of what you read in an If-Match header: nobody is overwritten.")
        )
    return version


def find_version(request: Request) -> int | None:
    """Return the version the client read, or None when it does not say.

    Raises:
        ParseError: `If-Match` is not the tag of one version (400).
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        return None
    found = _VERSION.fullmatch(header)
    if found is None:
        raise ParseError(
            _('If-Match must be the ETag of one version, as "7"; it is: %(header)s')
            % {"header": header[:50]}
        )
    return int(found["version"])


def find_key(request: Request) -> str | None:
    """Return the key that makes a repeated request harmless, or None when none was sent.

    Raises:
        ParseError: it is too long, or has other characters than printable ASCII (400).
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if _KEY.fullmatch(key) is None:
        raise ParseError(
            _("Idempotency-Key must be 1 to %(count)d printable ASCII characters without spaces.")
            % {"count": KEY_MAX_LENGTH}
        )
    return key


def find_principal(request: Request) -> User | None:
    """Return for whom the asker acts, whose address `On-Behalf-Of` says, or None.

    Raises:
        NoDelegationError: no delegation of somebody of this address to them runs today (403).
            Whether somebody else has an account is not told.
    """
    address = request.headers.get("On-Behalf-Of", "").strip()
    if not address:
        return None
    today = current_clock().today()
    given = Delegation.objects.filter(
        delegate=get_person(request),
        principal__email__iexact=address,
        starts_on__lte=today,
        ends_on__gte=today,
        revoked_at__isnull=True,
    ).select_related("principal")
    found = given.first()
    if found is None:
        raise NoDelegationError(
            _("No delegation lets you act for %(person)s today.") % {"person": address[:254]}
        )
    return found.principal


def read_grants(request: Request) -> Grants:
    """Return what the asker holds, in one statement for the whole request."""
    return get_rights(request).get()


def get_rights(request: Request) -> LaterGrants:
    """Return what the asker holds, to be read by whoever looks at it first."""
    kept = getattr(request, _KEPT_AS, None)
    if isinstance(kept, LaterGrants):
        return kept
    rights = LaterGrants(find_person(request))
    setattr(request, _KEPT_AS, rights)
    return rights


def find_person(request: Request) -> User | None:
    """Return the account that asks, or None for the public."""
    return request.user if isinstance(request.user, User) else None


def get_person(request: Request) -> User:
    """Return the account that asks; for views that only accounts reach."""
    person = request.user
    if not isinstance(person, User):
        message = "a view that needs an account was reached without one"
        raise TypeError(message)
    return person


def format_tag(version: int) -> str:
    """Return the ETag of a subject at this version."""
    return f'"{version}"'
