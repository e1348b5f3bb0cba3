"""What the small pages of a dossier share: a form, one service, each refusal near its place."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.rows import leave_unchecked
from lifecycle.web.service_form import ServiceForm, submit
from workflow.engine import Explanation
from workflow.models import User

#: Does what the form asks for.
Deed = Callable[[ServiceForm, User], object]


def serve(
    request: HttpRequest,
    pk: int,
    *,
    template: str,
    make_form: Callable[[Explanation, Mapping[str, Any] | None], ServiceForm],
    do: Deed,
    done: str,
    shown: Mapping[str, Any] | None = None,
    folder: str = "proposals",
    page: str = "proposal",
) -> HttpResponse:
    """Show the form on GET; on POST do what it asks for, or show it again with what was refused.

    `page` is the name of the address where the reader came from and goes on.

    Raises:
        WorkflowError: as the service does, but for what the form shows again.
    """
    person = require_person(request)
    explanation = explain_proposal(pk, actor=person, grants=read_grants(request))

    def answer(form: ServiceForm, status: int = 200) -> HttpResponse:
        values = {
            "form": form,
            "proposal": get_proposal(pk),
            "back_url": reverse(page, args=[pk]),
            **(shown or {}),
        }
        return render(request, f"lifecycle/{folder}/{template}", values, status=status)

    if request.method != "POST":
        return answer(make_form(explanation, None))
    form = make_form(explanation, request.POST)
    if "more" in request.POST:
        return answer(leave_unchecked(form))
    refused = submit(form, lambda: do(form, person), version=explanation.version)
    if refused is not None:
        return answer(form, refused)
    messages.success(request, done)
    return redirect(page, pk)
