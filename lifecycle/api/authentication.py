"""Who asks, and in which language they are answered when they do not say."""

from django.utils.translation import activate
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.request import Request

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
