"""The ministry prepares a consultation: its words and days, its notice, the lines it leaves out."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.models import Consultation
from lifecycle.selectors.plan_versions import LineRead
from lifecycle.services import consultations
from lifecycle.services.access import check_group
from lifecycle.services.consultations import (
    NOTICE_MAX_LENGTH,
    REASON_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    ConsultationWords,
)
from lifecycle.services.waivers import waive as grant_waiver
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.consultation.finding import find_url, get_consultation_or_404, list_crumbs
from lifecycle.web.fields import DayField
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.rights import read_grants
from lifecycle.web.versions.finding import get_line_or_404, get_version_or_404, require_team
from lifecycle.web.versions.finding import list_crumbs as list_version_crumbs
from workflow.exceptions import SubjectNotFoundError
from workflow.machine.registry import get_machine
from workflow.models import Via

_METHODS = ["GET", "HEAD", "POST"]


class ConsultationForm(ReadForm):
    """What a consultation says, and its days."""

    title_fr = forms.CharField(label=gettext_lazy("Title in French"), max_length=TITLE_MAX_LENGTH)
    title_ar = forms.CharField(
        label=gettext_lazy("Title in Arabic"), max_length=TITLE_MAX_LENGTH, required=False
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=TITLE_MAX_LENGTH, required=False
    )
    opens_on = DayField(
        label=gettext_lazy("Opens on"),
        required=False,
        help_text=gettext_lazy("A working day. It opens by itself."),
    )
    closes_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("A working day, at least fifteen days in all."),
    )
    notice_fr = forms.CharField(
        label=gettext_lazy("Notice in French"),
        help_text=gettext_lazy("What everybody reads: what is asked, and how it is answered."),
        widget=forms.Textarea,
        max_length=NOTICE_MAX_LENGTH,
        required=False,
    )
    notice_ar = forms.CharField(
        label=gettext_lazy("Notice in Arabic"),
        widget=forms.Textarea,
        max_length=NOTICE_MAX_LENGTH,
        required=False,
    )
    notice_en = forms.CharField(
        label=gettext_lazy("Notice in English"),
        widget=forms.Textarea,
        max_length=NOTICE_MAX_LENGTH,
        required=False,
    )

    @property
    def words(self) -> ConsultationWords:
        """Return what was written, as the service takes it."""
        return ConsultationWords(
            titles=self.in_languages("title"),
            notices=self.in_languages("notice"),
            opens_on=self.cleaned_data["opens_on"],
            closes_on=self.cleaned_data["closes_on"],
        )


class ReasonForm(ReadForm):
    """A public reason, and the version of the consultation that was read."""

    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(_METHODS)
@answer_refusals()
def create(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Prepare a consultation on a version of the plan."""
    actor, version = require_team(request), get_version_or_404(request, code, number)
    started = {f"title_{each}": getattr(version, f"title_{each}") for each in ("fr", "ar", "en")}
    form = ConsultationForm(find_posted(request), initial={"expect": 0, **started})

    def act() -> Consultation:
        return consultations.create_consultation(
            version, words=form.words, actor=actor, via=Via.WEB
        )

    if request.method == "POST" and form.is_valid():
        made = run_or_complain(form, act)
        if made is not None:
            messages.success(request, _("The consultation is prepared. Publish its notice next."))
            return HttpResponseRedirect(find_url(made.pk))
    title = _("Prepare a consultation")
    shown = {
        "form": form,
        "title": title,
        "back_url": reverse("version", args=[code, number]),
        "crumbs": list_version_crumbs(version.plan, title, number=number),
    }
    status = find_status(form)
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)


@require_http_methods(_METHODS)
@answer_refusals(find_url)
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what a consultation says; its notice is then published anew."""
    actor, row = require_team(request), get_consultation_or_404(request, pk)
    if request.method != "POST":
        consultations.check_describable(row)
    fields = [name for name in ConsultationForm.base_fields if name != "expect"]
    started = {name: getattr(row, name) for name in fields}
    form = ConsultationForm(find_posted(request), initial={"expect": row.version, **started})

    def act() -> object:
        return consultations.describe_consultation(
            row, words=form.words, actor=actor, expect=form.cleaned_data["expect"], via=Via.WEB
        )

    words = _("A notice that was published must be published again.")
    return _ask(request, row, form, act, title=_("Describe the consultation"), words=words)


@require_POST
@answer_refusals(find_url)
def publish_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the notice: everybody reads it from now on."""
    actor, row = require_team(request), get_consultation_or_404(request, pk)
    consultations.publish_notice(row, actor=actor, via=Via.WEB)
    messages.success(request, _("The notice is published."))
    return HttpResponseRedirect(find_url(pk))


@require_http_methods(_METHODS)
@answer_refusals(find_url)
def leave_out(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Leave a line out, for a reason everybody reads."""
    actor, row = require_team(request), get_consultation_or_404(request, pk)
    line = get_line_or_404(row.plan_version, proposal)
    if request.method != "POST":
        consultations.check_lines_open(row)
    form = ReasonForm(find_posted(request), initial={"expect": row.version})

    def act() -> object:
        return consultations.leave_out(
            row,
            proposal=proposal,
            reason=form.cleaned_data["reason"],
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    return _ask(request, row, form, act, title=_("Leave a line out"), line=line)


@require_POST
@answer_refusals(find_url)
def take_in(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Let a line take part after all."""
    actor, row = require_team(request), get_consultation_or_404(request, pk)
    line = get_line_or_404(row.plan_version, proposal)
    consultations.take_in(row, proposal=proposal, actor=actor, via=Via.WEB)
    messages.success(request, _("%(line)s takes part.") % {"line": line.number})
    return HttpResponseRedirect(find_url(pk))


@require_http_methods(_METHODS)
@answer_refusals(find_url)
def waive(request: HttpRequest, pk: int, guard: str) -> HttpResponse:
    """Lift a condition of the consultation, for a reason everybody reads."""
    actor, row = require_person(request), get_consultation_or_404(request, pk)
    check_group(read_grants(request), MINISTRY_LEAD)
    declared = get_machine("consultation").guards.get(guard)
    if declared is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    form = ReasonForm(find_posted(request), initial={"expect": row.version})

    def act() -> object:
        return grant_waiver(
            row.pk,
            guard=guard,
            reason=form.cleaned_data["reason"],
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    title = _("Waive the condition: %(guard)s") % {"guard": declared.label}
    words = _("Everybody can read the waiver and its reason, for ever.")
    return _ask(request, row, form, act, title=title, words=words)


def _ask(
    request: HttpRequest,
    row: Consultation,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    words: str = "",
    line: LineRead | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        kept = _("%(line)s is left out.") % {"line": line.number} if line else _("It is kept.")
        messages.success(request, kept)
        return HttpResponseRedirect(find_url(row.pk))
    shown = {
        "form": form,
        "title": title,
        "words": words,
        "line": line,
        "back_url": find_url(row.pk),
        "crumbs": list_crumbs(row, title),
    }
    status = find_status(form)
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)
