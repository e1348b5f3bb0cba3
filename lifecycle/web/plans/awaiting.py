"""Who is awaited: those who carry the commitment name them and record that they answered."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.models import AwaitedParty
from lifecycle.selectors.activities import Awaited, read_awaited
from lifecycle.services import awaited as service
from lifecycle.services.awaited import WHO_MAX_LENGTH, get_party, require_changer
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.fields import DayField
from lifecycle.web.forms import run_or_complain
from lifecycle.web.people.forms import InstitutionField
from lifecycle.web.plans.activities import describe_awaited
from lifecycle.web.plans.places import Place, find_place
from lifecycle.web.plans.setup_forms import ReadForm
from workflow.clock import current_clock
from workflow.models import Subject, User, Via


class NameForm(ReadForm):
    """Who is awaited."""

    institution = InstitutionField(
        label=gettext_lazy("An institution"),
        required=False,
        help_text=gettext_lazy("Choose it here, or write who it is below."),
    )
    who = forms.CharField(
        label=gettext_lazy("Somebody else, in words"), max_length=WHO_MAX_LENGTH, required=False
    )


class AnswerForm(ReadForm):
    """How many answered, and when."""

    count = forms.IntegerField(
        label=gettext_lazy("How many answered"),
        min_value=1,
        help_text=gettext_lazy("The others are still awaited."),
    )
    answered_on = DayField(
        label=gettext_lazy("On"), required=False, help_text=gettext_lazy("Today when empty.")
    )


@require_safe
@answer_refusals()
def show_awaited(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show who is still awaited for a commitment or an activity, with what can be said of them."""
    place = find_place(code, pk)
    require_changer(pk, require_person(request))
    today = current_clock().today()
    parties = read_awaited([pk]).get(pk, [])
    words = describe_awaited(Awaited(each, max((today - each.since).days, 0)) for each in parties)
    shown = {
        "code": code,
        "place": place,
        "lines": list(zip(parties, words, strict=True)),
        "crumbs": _list_crumbs(place),
    }
    return render(request, "lifecycle/plans/awaited.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def name_party(request: HttpRequest, code: str, party: int) -> HttpResponse:
    """Ask who is awaited on GET; keep it on POST."""
    row, place, person = _find(request, code, party)
    form = NameForm(request.POST or None, initial={"expect": _read_version(row)})

    def act() -> object:
        return service.name_party(
            party,
            actor=person,
            institution=form.cleaned_data["institution"],
            who=form.cleaned_data["who"],
            language=(get_language() or "fr")[:2],
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    done = _("It is recorded who is awaited.")
    return _ask(request, code, row, place, form, act, title=_("Name who is awaited"), done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def record_answer(request: HttpRequest, code: str, party: int) -> HttpResponse:
    """Ask who answered on GET; keep it on POST."""
    row, place, person = _find(request, code, party)
    started = {"expect": _read_version(row), "count": row.count}
    form = AnswerForm(request.POST or None, initial=started)
    if row.count == 1:
        form.fields["count"].widget = forms.HiddenInput()

    def act() -> object:
        return service.record_answer(
            party,
            actor=person,
            count=form.cleaned_data["count"],
            answered_on=form.cleaned_data["answered_on"],
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    done = _("The answer is recorded.")
    return _ask(request, code, row, place, form, act, title=_("Record the answer"), done=done)


def _find(request: HttpRequest, code: str, party_id: int) -> tuple[AwaitedParty, Place, User]:
    """Return the party, where it is awaited, and the person who may say something of it."""
    row = get_party(party_id)
    place, person = find_place(code, row.subject_id), require_person(request)
    require_changer(row.subject_id, person)
    return row, place, person


def _read_version(row: AwaitedParty) -> int:
    return Subject.objects.values_list("version", flat=True).get(pk=row.subject_id)


def _ask(
    request: HttpRequest,
    code: str,
    row: AwaitedParty,
    place: Place,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    back_url = reverse("awaited", args=[code, row.subject_id])
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, act) is not None:
        messages.success(request, done)
        return HttpResponseRedirect(back_url)
    (words,) = describe_awaited([Awaited(row, 0)])
    crumbs = [*_list_crumbs(place, back_url), {"words": title, "url": ""}]
    shown: dict[str, Any] = {
        "form": form,
        "title": title,
        "words": words.who,
        "back_url": back_url,
        "crumbs": crumbs,
    }
    status = 422 if form.is_bound else 200
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)


def _list_crumbs(place: Place, url: str = "") -> list[dict[str, str]]:
    return [*place.crumbs, {"words": _("Who is awaited"), "url": url}]
