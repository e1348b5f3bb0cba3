"""The page of operators: what could not be delivered, by which route, and what is done about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lifecycle.services import operating as services
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.delivery.words import STATES, describe_letter
from notifications import operating, pausing
from notifications.models import MessageState

PAGE_SIZE = 50
#: Letters of one request.
CHOSEN_AT_MOST = 200


def _back(*_args: object, **_kwargs: object) -> str:
    return reverse("letters")


@require_safe
@answer_refusals()
def show_letters(request: HttpRequest) -> HttpResponse:
    """Show the letters of one state, by default all those that wait for a person."""
    services.require_operator(require_person(request))
    state = request.GET.get("state", "")
    states = (state,) if state in STATES else ()
    counts = operating.count_letters()
    letters = operating.list_letters(operating.LetterFilter(states=states))
    page = Paginator(letters, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "letters": [describe_letter(each) for each in page],
        "states": [
            {"code": code, "words": words, "count": counts.get(code, 0), "is_on": code == state}
            for code, words in STATES.items()
        ],
        "state": "".join(states),
        "can_retry": not states or MessageState(state) in operating.RETRIED,
        "can_drop": not states or MessageState(state) in operating.DROPPED,
        "refusals": operating.list_refused_addresses()[:PAGE_SIZE],
        "routes_down": operating.list_routes_down(),
        "pause": pausing.find_pause(),
    }
    return render(request, "lifecycle/delivery/letters.html", shown)


@require_POST
@answer_refusals(_back)
def retry_letters(request: HttpRequest) -> HttpResponse:
    """Try the chosen letters anew."""
    tried = services.retry(_read_chosen(request), actor=require_person(request))
    words = ngettext(
        "%(count)d letter is tried anew.", "%(count)d letters are tried anew.", len(tried)
    )
    messages.success(request, words % {"count": len(tried)})
    return HttpResponseRedirect(reverse("letters"))


@require_POST
@answer_refusals(_back)
def drop_letters(request: HttpRequest) -> HttpResponse:
    """Give the chosen letters up."""
    reason = request.POST.get("reason", "")
    given_up = services.drop(_read_chosen(request), actor=require_person(request), reason=reason)
    words = ngettext(
        "%(count)d letter is dropped.", "%(count)d letters are dropped.", len(given_up)
    )
    messages.success(request, words % {"count": len(given_up)})
    return HttpResponseRedirect(reverse("letters"))


@require_POST
@answer_refusals(_back)
def resume_delivery(request: HttpRequest) -> HttpResponse:
    """Let messages leave again."""
    services.resume_delivery(actor=require_person(request))
    messages.success(request, _("Messages leave again, those that have gathered first."))
    return HttpResponseRedirect(reverse("letters"))


@require_POST
@answer_refusals(_back)
def trust_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Trust an address again that was refused."""
    services.trust_again(pk, actor=require_person(request))
    messages.success(request, _("The address is trusted again; what waited for it is tried anew."))
    return HttpResponseRedirect(reverse("letters"))


def _read_chosen(request: HttpRequest) -> list[int]:
    chosen = request.POST.getlist("letter")[:CHOSEN_AT_MOST]
    return [int(each) for each in chosen if each.isascii() and each.isdigit() and len(each) <= 18]
