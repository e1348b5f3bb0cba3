"""What is done to a work item itself: take it, hand it back, remind whoever holds it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle.services.reminders import remind
from lifecycle.services.work_items import claim, hand_back
from lifecycle.web.access import answer_refusals, require_person
from workflow.exceptions import TransitionRefusedError


@require_POST
@answer_refusals()
def claim_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item from a common desk."""
    return _act(request, pk, claim, _("It is on your desk now."))


@require_POST
@answer_refusals()
def hand_back_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item back on the desk it was taken from."""
    return _act(request, pk, hand_back, _("It is back on the common desk."))


@require_POST
@answer_refusals()
def remind_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever holds an item."""
    return _act(request, pk, remind, _("The reminder is on its way."))


def _act(request: HttpRequest, pk: int, service: Callable[..., object], done: str) -> HttpResponse:
    """Call the service and go back to the list: what was refused is said there, with its reason."""
    try:
        service(pk, actor=require_person(request))
    except TransitionRefusedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(_find_way_back(request))


def _find_way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("inbox")
