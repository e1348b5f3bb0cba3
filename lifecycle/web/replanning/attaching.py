"""A document that says why a date moves: a letter, a notice, a decision."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.replannings import find_request
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, PROJECT_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.replanning.words import describe_read
from lifecycle.web.rights import read_grants
from workflow.engine.reading import Case
from workflow.exceptions import TransitionRefusedError
from workflow.machine.rights import holds
from workflow.models import Via
from workflow.permissions import Grants

#: Who adds evidence to what they carry, or follow.
_ADDERS = (PROJECT_LEAD, FOCAL_POINT, MINISTRY_TEAM)


class DocumentForm(ReadForm):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )


def may_attach(case: Case, grants: Grants) -> bool:
    """Return whether the holder of `grants` may add a document to the request."""
    return any(holds(role, grants, case.facts) for role in _ADDERS)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the file on GET; keep it with the request on POST."""
    person = require_person(request)
    read = find_request(pk, read_grants(request))
    if read is None:
        raise Http404
    if not read.request.is_open:
        raise TransitionRefusedError(_("It is decided: no document is added any more."))
    form = DocumentForm(
        find_posted(request), request.FILES or None, initial={"expect": read.request.version}
    )
    back_url = reverse("replanning", args=[pk])
    if request.method == "POST" and form.is_valid():
        kept = run_or_complain(
            form,
            lambda: attach(
                pk,
                upload=form.cleaned_data["file"],
                purpose=AttachmentPurpose.EVIDENCE,
                actor=person,
                expect=form.cleaned_data["expect"],
                via=Via.WEB,
            ),
        )
        if kept is not None:
            messages.success(request, _("The document is kept with the request."))
            return HttpResponseRedirect(back_url)
    title = _("Add a document")
    drawn = describe_read(read)
    shown = {
        "form": form,
        "title": title,
        "back_url": back_url,
        "crumbs": [
            {"words": _("New dates"), "url": reverse("replanning_list")},
            {"words": drawn["title"], "url": back_url},
            {"words": title, "url": ""},
        ],
    }
    status = find_status(form)
    # The dialog of the council, which takes a file.
    return render(request, "lifecycle/council/ask.html", shown, status=status)
