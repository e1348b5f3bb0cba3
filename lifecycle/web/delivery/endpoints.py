"""Programs elsewhere that are told what happens here: added, stopped, given a new secret."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.services import operating as services
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from notifications.endpoints import list_endpoints
from notifications.models import WebhookEndpoint
from notifications.topics import list_groups


class EndpointForm(forms.Form):
    """Where the program listens, and of what it is told."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("On the public internet, beginning with https://."),
    )
    description = forms.CharField(label=gettext_lazy("What it is"), max_length=200, required=False)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a choice, of everything."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.fields["groups"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (group.code, group.label) for group in list_groups()
        ]


def _back(*_args: object, **_kwargs: object) -> str:
    return reverse("endpoints")


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def show_endpoints(request: HttpRequest) -> HttpResponse:
    """Show the endpoints and the form of a new one; add it on POST."""
    person = require_person(request)
    services.require_operator(person)
    form = EndpointForm(find_posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = run_or_complain(form, lambda: services.add_endpoint(actor=person, **given))
        if made is not None:
            return _show(request, EndpointForm(), made=made)
    return _show(request, form, status=find_status(form))


@require_POST
@answer_refusals(_back)
def renew_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret and show it, this once."""
    made = services.renew_secret(pk, actor=require_person(request))
    return _show(request, EndpointForm(), made=made)


@require_POST
@answer_refusals(_back)
def stop_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing more."""
    services.stop_endpoint(pk, actor=require_person(request))
    messages.success(request, _("This program is told nothing more."))
    return HttpResponseRedirect(reverse("endpoints"))


@require_POST
@answer_refusals(_back)
def start_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it again."""
    services.start_endpoint(pk, actor=require_person(request))
    messages.success(request, _("This program is told again what happens."))
    return HttpResponseRedirect(reverse("endpoints"))


def _show(
    request: HttpRequest,
    form: EndpointForm,
    *,
    made: WebhookEndpoint | None = None,
    status: int = 200,
) -> HttpResponse:
    labels = {group.code: str(group.label) for group in list_groups()}
    shown = {
        "form": form,
        "made": made,
        "rows": [
            {"endpoint": each, "groups": [labels.get(code, code) for code in each.group_codes]}
            for each in list_endpoints()
        ],
    }
    return render(request, "lifecycle/delivery/endpoints.html", shown, status=status)
