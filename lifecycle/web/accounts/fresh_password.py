"""The password once more, before a decision that binds."""

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

from lifecycle.services.fresh_passwords import is_recent
from workflow.models import User


def require_fresh_password(request: HttpRequest, person: User) -> None:
    """Let through who has shown shortly before that it is them.

    What was posted is kept in the session, and goes on by itself once the password is right.

    Raises:
        ReauthenticationRequired: the password is asked for, by the middleware of the accounts.
    """
    if is_recent(get_authentication_records(request, person)):
        return
    # The library goes on only where it finds the address again, which it looks for without its
    # query. What the query said, as for whom somebody acts, it keeps in `GET`, read before.
    if request.method == "POST" and request.GET:
        request.META["QUERY_STRING"] = ""
    raise ReauthenticationRequired
