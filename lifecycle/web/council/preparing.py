"""The ministry puts a council file together: its documents, the lines it leaves out, its seal."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.models import Council
from lifecycle.selectors.plan_versions import LineRead
from lifecycle.services import councils
from lifecycle.services.attachments import attach
from lifecycle.services.council_documents import COUNCIL_PURPOSES, check_takes
from lifecycle.services.councils import REASON_MAX_LENGTH
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.access import answer_refusals
from lifecycle.web.council.finding import (
    find_url,
    get_council_or_404,
    list_crumbs,
    require_keeper,
)
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.versions.finding import get_line_or_404, get_version_or_404
from workflow.models import Via

_METHODS = ["GET", "HEAD", "POST"]


class ReasonForm(ReadForm):
    """A public reason, and the version of the file that was read."""

    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        help_text=gettext_lazy("Everybody reads it once the outcome of the council is recorded."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FileForm(ReadForm):
    """A document of the file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )


@require_POST
@answer_refusals()
def start(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Begin a file on a frozen version of the plan."""
    actor, version = require_keeper(request), get_version_or_404(request, code, number)
    council = councils.start_file(version, actor=actor, via=Via.WEB)
    messages.success(request, _("The file is begun. Add its documents, then freeze it."))
    return HttpResponseRedirect(find_url(council.pk))


@require_http_methods(_METHODS)
@answer_refusals(find_url)
def add_document(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """Add a document to the file, the agenda or the decision of the council."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    if purpose not in {each.value for each in COUNCIL_PURPOSES}:
        raise Http404
    meant = AttachmentPurpose(purpose)
    if request.method != "POST":
        check_takes(pk, council.state, meant)
    form = FileForm(
        find_posted(request), request.FILES or None, initial={"expect": council.version}
    )

    def act() -> object:
        return attach(
            pk,
            upload=form.cleaned_data["file"],
            purpose=meant,
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    return _ask(request, council, form, act, title=str(meant.label))


@require_http_methods(_METHODS)
@answer_refusals(find_url)
def leave_out(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Leave a line out, for a reason everybody reads."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    line = get_line_or_404(council.plan_version, proposal)
    if request.method != "POST":
        councils.check_open(council.pk)
    form = ReasonForm(find_posted(request), initial={"expect": council.version})

    def act() -> object:
        return councils.leave_line_out(
            council,
            proposal=proposal,
            reason=form.cleaned_data["reason"],
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    return _ask(request, council, form, act, title=_("Leave a line out"), line=line)


@require_POST
@answer_refusals(find_url)
def put_back(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Put a line back that was left out."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    line = get_line_or_404(council.plan_version, proposal)
    councils.put_line_back(council, proposal=proposal, actor=actor, via=Via.WEB)
    messages.success(request, _("%(line)s goes before the council.") % {"line": line.number})
    return HttpResponseRedirect(find_url(pk))


@require_POST
@answer_refusals(find_url)
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the file: its hash seals the plan and the documents."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    councils.freeze_file(council, actor=actor, via=Via.WEB)
    messages.success(request, _("The file is frozen."))
    return HttpResponseRedirect(find_url(pk))


@require_POST
@answer_refusals(find_url)
def thaw(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the file again, before it is handed in."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    councils.thaw_file(council, actor=actor, via=Via.WEB)
    messages.success(request, _("The file is open again."))
    return HttpResponseRedirect(find_url(pk))


def _ask(
    request: HttpRequest,
    council: Council,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    line: LineRead | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        kept = _("%(line)s is left out.") % {"line": line.number} if line else _("It is kept.")
        messages.success(request, kept)
        return HttpResponseRedirect(find_url(council.pk))
    shown = {
        "form": form,
        "title": title,
        "line": line,
        "back_url": reverse("council", args=[council.pk]),
        "crumbs": list_crumbs(council.plan, council, title),
    }
    status = find_status(form)
    return render(request, "lifecycle/council/ask.html", shown, status=status)
