"""The language switch: it keeps the page, and an account remembers the choice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from lifecycle.services.language import remember_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show the site in the posted language, back on the page the reader came from."""
    response = HttpResponseRedirect(_find_way_back(request))
    language = request.POST.get("language", "")
    if not is_offered(language):
        return response
    if request.user.is_authenticated:
        remember_language(request.user, language=language)
    keep_language(response, language)
    return response


def is_offered(language: str) -> bool:
    """Return whether the site speaks `language`."""
    return language in dict(settings.LANGUAGES) and check_for_language(language)


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Write the choice into the cookie that LocaleMiddleware reads first."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]  # one of them
    )


def _find_way_back(request: HttpRequest) -> str:
    """Return `next`, or the page the browser says it came from; never another site."""
    for candidate in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if candidate and url_has_allowed_host_and_scheme(
            candidate, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return candidate
    return "/"
