"""Pages whose address is their secret: whoever has the link reads them."""

from django.http import HttpResponse
from django.utils.translation import get_language


def keep_secret(response: HttpResponse) -> HttpResponse:
    """Let no search engine keep the page, no cache either; name the language it is written in."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # Said here: a page may speak another language than the browser, whose one is said otherwise.
    response["Content-Language"] = get_language()
    return response
