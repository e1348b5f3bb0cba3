"""The password once more, before a decision that binds."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import stash_and_reauthenticate
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from allauth.core.internal.urlkit import script_aware_resolve
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lifecycle.services.fresh_passwords import is_recent
from workflow.models import User


def require_fresh_password(request: HttpRequest, person: User) -> None:
    """Let through who has shown shortly before that it is them.

    What was posted is kept in the session, and goes on by itself once the password is right.

    Raises:
        ImmediateHttpResponse: the password is asked for, by the middleware of the accounts.
    """
    if not is_recent(get_authentication_records(request, person)):
        kept = {"request": serialize_request(request)}
        raise ImmediateHttpResponse(
            stash_and_reauthenticate(request, kept, f"{__name__}.{go_on.__name__}")
        )


def go_on(request: HttpRequest, kept: dict[str, Any]) -> HttpResponseBase:
    """Do what was posted, at the address it was posted to; the accounts call it.

    They would go on by themselves, but not where the address says for whom somebody decides.
    """
    posted = deserialize_request(kept["request"], request)
    found = script_aware_resolve(posted.path)
    response: HttpResponseBase = found.func(posted, *found.args, **found.kwargs)
    return response
