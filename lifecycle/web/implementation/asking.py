"""What the short forms share: a form, one service, each refusal near its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lifecycle.web.forms import find_status, run_or_complain


@dataclass(frozen=True)
class FormPage:
    """A form by its title, what it is about, and where its reader came from and goes on."""

    title: str
    words: str
    back_url: str
    action: str
    crumbs: Sequence[dict[str, str]]


def ask(
    request: HttpRequest, page: FormPage, form: forms.Form, act: Callable[[], object], *, done: str
) -> HttpResponse:
    """Show the form on GET; on POST do what it asks for, or show it again with what was refused.

    Raises:
        WorkflowError: as the service does, but for what can be typed again.
    """
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, act) is not None:
        messages.success(request, done)
        return HttpResponseRedirect(page.back_url)
    crumbs = [*page.crumbs, {"words": page.title, "url": ""}]
    shown: dict[str, Any] = {"form": form, "page": page, "back_url": page.back_url}
    status = find_status(form)
    template = "lifecycle/implementation/ask.html"
    return render(request, template, {**shown, "crumbs": crumbs}, status=status)
