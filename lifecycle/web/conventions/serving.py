"""What the small pages of a convention share: a form, one service, each refusal near its place."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lifecycle.models import Convention
from lifecycle.selectors.conventions import explain_convention
from lifecycle.services.access import make_denial
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.rows import leave_unchecked
from lifecycle.web.service_form import ServiceForm, submit
from workflow.engine import Explanation
from workflow.models import User

#: Does what the form asks for.
Deed = Callable[[Any, User], object]


def serve(
    request: HttpRequest,
    pk: int,
    *,
    template: str,
    make_form: Callable[[Explanation, Mapping[str, Any] | None], ServiceForm],
    do: Deed,
    done: str,
) -> HttpResponse:
    """Show the form on GET; on POST do what it asks for, or show it again with what was refused.

    Raises:
        TransitionForbiddenError: the reader is not of the ministry team (403).
        WorkflowError: as the service does, but for what the form shows again.
    """
    person = require_person(request)
    explanation = explain_convention(pk, actor=person, grants=read_grants(request))
    check_team(request)

    def answer(form: ServiceForm, status: int = 200) -> HttpResponse:
        shown = {
            "form": form,
            "convention": Convention.objects.select_related("plan").get(pk=pk),
            "back_url": reverse("convention", args=[pk]),
        }
        return render(request, f"lifecycle/conventions/{template}", shown, status=status)

    if request.method != "POST":
        return answer(make_form(explanation, None))
    form = make_form(explanation, request.POST)
    if "more" in request.POST:
        return answer(leave_unchecked(form))
    refused = submit(form, lambda: do(form, person), version=explanation.version)
    if refused is not None:
        return answer(form, refused)
    messages.success(request, done)
    return redirect("convention", pk)


def check_team(request: HttpRequest) -> None:
    """Do nothing when the reader is of the ministry team: a form nobody else can send is not shown.

    Raises:
        TransitionForbiddenError: they are not (403).
    """
    if not read_grants(request).has_group(MINISTRY_TEAM.code):
        raise make_denial([MINISTRY_TEAM])
