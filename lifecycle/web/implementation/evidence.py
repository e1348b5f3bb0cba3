"""Evidence: a file that shows what was done is added on the page of its activity."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.late import find_line
from lifecycle.selectors.late_words import name_activity
from lifecycle.services.access import make_denial
from lifecycle.services.attachments import ADDERS, attach, may_attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.forms import ReadForm, find_posted
from lifecycle.web.implementation.activity import list_crumbs
from lifecycle.web.implementation.asking import FormPage, ask
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.models import Via


class EvidenceForm(ReadForm):
    """A file that shows what was done."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )


def _back(pk: int) -> str:
    return reverse("activity", args=[pk])


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(_back)
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a file on GET; keep it with the activity on POST."""
    person, today = require_person(request), current_clock().today()
    line = find_line(pk, on=today)
    if line is None:
        raise Http404
    if not may_attach(AttachmentPurpose.EVIDENCE, load_case(pk, today=today), read_grants(request)):
        raise make_denial(ADDERS[AttachmentPurpose.EVIDENCE])
    form = EvidenceForm(
        find_posted(request), request.FILES or None, initial={"expect": line.activity.version}
    )

    def act() -> object:
        return attach(
            pk,
            upload=form.cleaned_data["file"],
            purpose=AttachmentPurpose.EVIDENCE,
            actor=person,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    page = FormPage(
        title=_("Add evidence"),
        words=name_activity(line.activity),
        back_url=_back(pk),
        action=_("Add the file"),
        crumbs=list_crumbs(line, is_here=False),
    )
    return ask(request, page, form, act, done=_("The evidence was added."))
