"""The links of messages: the first says yes, each later one says stop. GET shows, POST acts.

Their pages speak the language of the message: this browser may know none of it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.followed import read_followed
from lifecycle.services import following
from lifecycle.web.access import answer_refusals
from lifecycle.web.secrecy import keep_secret


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be followed on GET; say yes on POST."""
    posted = request.method == "POST"
    follower = following.confirm(token) if posted else following.find_to_confirm(token)
    with override(follower.language):
        shown = {"followed": read_followed(follower.subject), "is_done": posted}
        return keep_secret(render(request, "lifecycle/following/confirm.html", shown))


# A mail program posts here by itself, without having seen the page (RFC 8058): the signed word in
# the address says who it is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is followed on GET; stop on POST."""
    posted = request.method == "POST"
    followers = following.stop(token) if posted else following.find_to_stop(token)
    with override(followers[0].language):
        shown = {
            "followed": [read_followed(each.subject) for each in followers],
            "is_done": all(each.ended_at is not None for each in followers),
        }
        return keep_secret(render(request, "lifecycle/following/stop.html", shown))
