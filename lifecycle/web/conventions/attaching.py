"""The documents of a convention: scans of what was signed on paper, the signed original."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.access import answer_refusals
from lifecycle.web.conventions.reading import find_convention
from lifecycle.web.conventions.serving import serve
from lifecycle.web.service_form import ServiceForm
from workflow.engine import Explanation
from workflow.exceptions import InputError
from workflow.models import User, Via

PURPOSES = (AttachmentPurpose.PAPER_ACT, AttachmentPurpose.SUPPORT)


class FileForm(ServiceForm):
    """A file and what it is for."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=[(each.value, each.label) for each in PURPOSES],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_convention)
def attach_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the file on GET; keep it on POST."""

    def make_form(found: Explanation, data: Mapping[str, Any] | None) -> FileForm:
        return FileForm(found.version, data)

    def do(form: FileForm, person: User) -> None:
        upload = request.FILES.get("file")
        if upload is None or form.read("purpose") not in {each.value for each in PURPOSES}:
            raise InputError({"file": [_("Choose the file, and say what it is for.")]})
        attach(
            pk,
            upload=upload,
            purpose=AttachmentPurpose(form.read("purpose")),
            actor=person,
            via=Via.WEB,
        )

    return serve(
        request,
        pk,
        template="attach.html",
        make_form=make_form,
        do=do,
        done=_("The document was added."),
    )
