"""What those who carry a commitment report: how far it is, and what was measured."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import Activity, Commitment
from lifecycle.services import reporting
from lifecycle.services.access import check_access
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.fields import DayField
from lifecycle.web.forms import ReadForm, find_posted
from lifecycle.web.implementation.asking import FormPage, ask
from lifecycle.web.plans.places import find_place
from workflow.models import Subject, Via


class ProgressForm(ReadForm):
    """How far it is."""

    percent = forms.IntegerField(
        label=gettext_lazy("Progress in percent"),
        min_value=0,
        max_value=reporting.WHOLE,
        help_text=gettext_lazy("Of all that was promised, from 0 to 100."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=reporting.REASON_MAX_LENGTH,
        required=False,
        help_text=gettext_lazy("Needed when the progress goes back."),
    )


class ReadingForm(ReadForm):
    """What was measured, and when."""

    value = forms.DecimalField(
        label=gettext_lazy("Value"),
        max_digits=reporting.DIGITS,
        decimal_places=reporting.PLACES,
    )
    read_on = DayField(
        label=gettext_lazy("Measured on"),
        required=False,
        help_text=gettext_lazy("Today when empty. A second value of one day replaces the first."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def report_progress(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask how far a commitment or an activity is on GET; keep it on POST."""
    person, place = require_person(request), find_place(code, pk)
    check_access(pk, actor=person, roles=reporting.REPORTERS)
    form = ProgressForm(find_posted(request), initial=_read_progress(pk))

    def act() -> object:
        return reporting.report_progress(
            pk,
            percent=form.cleaned_data["percent"],
            reason=form.cleaned_data["reason"],
            actor=person,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    page = FormPage(
        title=_("Report the progress"),
        words=place.words,
        back_url=place.url,
        action=_("Report it"),
        crumbs=place.crumbs,
    )
    return ask(request, page, form, act, done=_("The progress is reported."))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def add_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what was measured of an indicator on GET; keep it on POST."""
    person, indicator = require_person(request), reporting.get_indicator(pk)
    commitment = indicator.commitment
    check_access(commitment.pk, actor=person, roles=reporting.REPORTERS)
    form = ReadingForm(find_posted(request), initial={"expect": commitment.version})

    def act() -> object:
        return reporting.add_reading(
            indicator,
            value=form.cleaned_data["value"],
            read_on=form.cleaned_data["read_on"],
            actor=person,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    place = find_place(commitment.plan.code, commitment.pk)
    page = FormPage(
        title=_("Add a value"),
        words=indicator.name,
        back_url=reverse("commitment", args=[commitment.plan.code, commitment.number]),
        action=_("Add this value"),
        crumbs=place.crumbs,
    )
    return ask(request, page, form, act, done=_("The value is recorded."))


def _read_progress(pk: int) -> dict[str, object]:
    """Return what the form begins with: the version that was read, and the figure so far."""
    commitment = Commitment.objects.filter(pk=pk).first()
    if commitment is not None:
        return {"expect": commitment.version, "percent": commitment.declared_progress}
    activity = Activity.objects.filter(pk=pk).first()
    version = Subject.objects.values_list("version", flat=True).get(pk=pk)
    return {"expect": version, "percent": activity.progress if activity else None}
