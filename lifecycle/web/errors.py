"""What people see when a request fails: always a whole page, in their language, with a way out."""

from collections.abc import Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the request itself is malformed; or 413: it is larger than what is read."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the reason, when the exception carries one."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the proof that the form is ours is missing or too old."""
    return render(request, "403_csrf.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, alike for what does not exist and for what one may not see."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def unknown_transition(request: HttpRequest, *, name: str, back_url: str) -> HttpResponse:
    """Answer 404: the subject is there, but has no transition of this `name`."""
    shown = {"name": name, "back_url": back_url}
    return render(request, "lifecycle/unknown_transition.html", shown, status=404)


@requires_csrf_token
def wrong_method(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """Answer 405: the address takes other methods, which `allowed` lists for programs."""
    answer = render(request, "lifecycle/wrong_method.html", status=405)
    answer["Allow"] = allowed
    return answer


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def conflict(
    request: HttpRequest, *, reasons: Sequence[object] = (), back_url: str = "/"
) -> HttpResponse:
    """Answer 409: the dossier moved meanwhile, or does not allow it yet for these reasons."""
    return render(request, "409.html", {"reasons": reasons, "back_url": back_url}, status=409)
