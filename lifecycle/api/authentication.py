"""Who asks, whether that is sure enough, and in which language they are answered."""

from allauth.account.authentication import get_authentication_records
from django.utils.translation import activate
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.request import Request

from lifecycle.api.errors import FreshPasswordError
from lifecycle.services.fresh_passwords import is_recent
from workflow.models import User

#: What programs send that were told no language.
_ANY_LANGUAGE = frozenset({"", "*"})


class TokenInOwnLanguage(TokenAuthentication):
    """A token; its account is answered in its own language unless the request names another."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """Return the account of the token, and speak its language from here on."""
        found: tuple[User, Token] | None = super().authenticate(request)
        wanted = request.headers.get("Accept-Language", "").strip()
        if found is not None and wanted in _ANY_LANGUAGE:
            activate(found[0].language)
        return found


def require_fresh_password(request: Request, person: User) -> None:
    """Let through a token, and a session whose person has shown shortly before that it is them.

    Raises:
        FreshPasswordError: the session is too old to decide from a seat (403).
    """
    is_session = isinstance(request.successful_authenticator, SessionAuthentication)
    if is_session and not is_recent(get_authentication_records(request, person)):
        raise FreshPasswordError
