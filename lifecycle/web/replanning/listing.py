"""The list of requests: one state at a time, and what the ministry decides on several of them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan, Replanning
from lifecycle.selectors.replannings import count_by_state, list_requests, read_requests
from lifecycle.services.replanning_words import REASON_MAX_LENGTH
from lifecycle.vocabulary import ReplanningState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.replanning.words import describe_read
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import change_page, change_query, read_page
from workflow.machine.registry import get_machine

PAGE_SIZE = 25
#: What can be done with several at once.
TOGETHER = (
    ("accept", gettext_lazy("Accept")),
    ("refuse", gettext_lazy("Refuse")),
    ("escalate", gettext_lazy("Send to the committee")),
)


class DecideForm(forms.Form):
    """What is decided on all that were ticked; a refusal says why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, when they are refused"),
        max_length=REASON_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    #: Each button says its own.
    decision = forms.ChoiceField(choices=TOGETHER, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Check that a refusal has its reason."""
        said = super().clean() or {}
        if said.get("decision") == "refuse" and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why they are refused; everybody reads it."))
        return said


@require_safe
def show_requests(request: HttpRequest) -> HttpResponse:
    """Show the requests that the reader may read: one state at a time, one plan, one batch."""
    return _show(request, DecideForm(), state=request.GET.get("state", ""))


def show_again(request: HttpRequest, form: DecideForm, *, ticked: Collection[int]) -> HttpResponse:
    """Show those that can be decided on, with what is wrong and what was ticked and written."""
    return _show(request, form, state=ReplanningState.SUBMITTED.value, ticked=ticked)


def get_list_address(request: HttpRequest) -> str:
    """Return the address of the list from which several were decided on, as it was filtered."""
    return _at_list(change_query(request, state=ReplanningState.SUBMITTED.value))


def name_list() -> dict[str, str]:
    """Return the last step of the way to the list."""
    return {"words": _("New dates"), "url": ""}


def _show(
    request: HttpRequest, form: DecideForm, *, state: str, ticked: Collection[int] = ()
) -> HttpResponse:
    grants = read_grants(request)
    found = _filter(request, list_requests(grants))
    counts = count_by_state(found)
    if state in ReplanningState.values:
        found = found.filter(state=state)
    rows = found.select_related("replaces", "asked_by")
    page = Paginator(rows, PAGE_SIZE).get_page(read_page(request))
    is_team = grants.has_group(MINISTRY_TEAM.code)
    shown = {
        "rows": [
            {**describe_read(each), "is_ticked": each.request.pk in ticked}
            for each in read_requests(page.object_list)
        ],
        "page": page,
        "next_url": (
            _at_list(change_page(request, page.next_page_number())) if page.has_next() else ""
        ),
        "previous_url": (
            _at_list(change_page(request, page.previous_page_number()))
            if page.has_previous()
            else ""
        ),
        "chips": _list_chips(request, counts, state),
        "may_ask_together": is_team,
        "decides": is_team and state == ReplanningState.SUBMITTED,
        "form": form,
        "query": request.GET.urlencode(),
        "crumbs": [{"words": _("Plans"), "url": reverse("plan_list")}, name_list()],
    }
    status = 422 if form.errors else 200
    return render(request, "lifecycle/replanning/list.html", shown, status=status)


def _at_list(address: str) -> str:
    """Return the address on the page of the list, wherever the list is shown again."""
    _path, mark, query = address.partition("?")
    return f"{reverse('replanning_list')}{mark}{query}"


def _filter(request: HttpRequest, found: QuerySet[Replanning]) -> QuerySet[Replanning]:
    """Return those of a plan, and of a batch, when the address says so."""
    plan = ActionPlan.objects.filter(code=_read_code(request)).first()
    if plan is not None:
        found = found.filter(commitment__plan=plan)
    batch = _read_batch(request.GET.get("batch", ""))
    return found if batch is None else found.filter(batch=batch)


def _read_code(request: HttpRequest) -> str:
    """Return the code of a plan; none holds a null character, which PostgreSQL cannot look for."""
    return request.GET.get("plan", "").replace("\0", "")


def _read_batch(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _list_chips(request: HttpRequest, counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    machine = get_machine("replanning")
    every = {
        "url": _at_list(change_query(request, state=None)),
        "words": _("All"),
        "count": sum(counts.values()),
        "is_on": state not in ReplanningState.values,
    }
    return [
        every,
        *(
            {
                "url": _at_list(change_query(request, state=code)),
                "words": machine.states[code].label,
                "count": counts[code],
                "is_on": state == code,
            }
            for code in ReplanningState.values
            if counts.get(code)
        ),
    ]
