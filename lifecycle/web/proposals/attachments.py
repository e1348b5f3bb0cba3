"""Documents: added by a form, read through a view that checks the right each time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.selectors.proposals import explain_proposal, get_attachment, get_proposal
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.services.attachments import attach, open_attachment, remove
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.form_errors import take_errors
from lifecycle.web.proposals.asking import Signatory, require_asker
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.rights import read_grants
from workflow.exceptions import InputError
from workflow.models import Via

#: What the ministry adds a document for; an author only supports their proposal.
MINISTRY_PURPOSES = (
    AttachmentPurpose.MINUTES,
    AttachmentPurpose.SUPPORT,
    AttachmentPurpose.RECEIPT,
    AttachmentPurpose.PAPER_ACT,
)


class AttachForm(forms.Form):
    """A file and what it is for."""

    purpose = forms.ChoiceField(label=gettext_lazy("What it is for"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = MINISTRY_PURPOSES if reader.is_ministry else (AttachmentPurpose.SUPPORT,)
        field = self.fields["purpose"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.value, each.label) for each in offered]


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def attach_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the file on GET; keep it on POST."""
    asker = require_asker(request)
    explanation = explain_proposal(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    reader = make_reader(explanation.case, asker.grants)
    if request.method != "POST":
        return _show(request, pk, AttachForm(reader), asker)
    form = AttachForm(reader, request.POST, request.FILES)
    try:
        _attach(pk, form, asker)
    except InputError as error:
        take_errors(form, error.errors)
        return _show(request, pk, form, asker, status=422)
    messages.success(request, _("The document was added."))
    return redirect(find_dossier(pk) + asker.query)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first on GET; take the file off the draft on POST."""
    person = require_person(request)
    if request.method != "POST":
        attachment = get_attachment(pk)
        # Whoever may not read it is told that it is not there.
        open_attachment(attachment, grants=read_grants(request)).close()
        back_url = find_dossier(attachment.subject_id)
        shown = {"file": attachment, "back_url": back_url}
        return render(request, "lifecycle/proposals/remove_file.html", shown)
    proposal_id = remove(pk, actor=person, via=Via.WEB)
    messages.success(request, _("The document was removed."))
    return redirect("proposal", proposal_id)


@require_safe
@answer_refusals()
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a document to whoever may read it; a browser saves it and never shows it as a page."""
    attachment = get_attachment(pk)
    opened = open_attachment(attachment, grants=read_grants(request))
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=attachment.original_name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _attach(pk: int, form: AttachForm, asker: Signatory) -> None:
    """Keep the posted file.

    Raises:
        InputError: there is none, it cannot be taken, or nothing says what it is for.
    """
    if not form.is_valid():
        raise InputError({})
    attach(
        pk,
        upload=form.cleaned_data["file"],
        purpose=AttachmentPurpose(form.cleaned_data["purpose"]),
        actor=asker.person,
        on_behalf_of=asker.principal,
        via=Via.WEB,
    )


def _show(
    request: HttpRequest, pk: int, form: AttachForm, asker: Signatory, *, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form,
        "proposal": get_proposal(pk),
        "asker": asker,
        "back_url": find_dossier(pk) + asker.query,
    }
    return render(request, "lifecycle/proposals/attach.html", shown, status=status)
