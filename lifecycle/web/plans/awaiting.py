"""Who is awaited: those who carry the commitment say so, name them, and record their answers."""

from collections.abc import Callable
from dataclasses import dataclass
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
from lifecycle.selectors.awaited_words import describe_awaited
from lifecycle.services import awaited as service
from lifecycle.services.awaited import (
    REASON_MAX_LENGTH,
    WHAT_MAX_LENGTH,
    WHO_MAX_LENGTH,
    answers_for,
    get_party,
    is_changer,
    require_changer,
    require_reader,
)
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.fields import DayField
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.people.forms import InstitutionField
from lifecycle.web.plans.places import Place, find_place
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


class AwaitForm(NameForm):
    """Who is awaited from now on, how many of them, what for and since when."""

    who = forms.CharField(
        label=gettext_lazy("Somebody else, or several, in words"),
        max_length=WHO_MAX_LENGTH,
        required=False,
        help_text=gettext_lazy("A body by its name, or who they are when there are several."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        initial=1,
        help_text=gettext_lazy("Several are named one after the other, as they become known."),
    )
    what = forms.CharField(
        label=gettext_lazy("What is awaited from them"),
        max_length=WHAT_MAX_LENGTH,
        required=False,
    )
    since = DayField(
        label=gettext_lazy("Since"), required=False, help_text=gettext_lazy("Today when empty.")
    )


class WithdrawForm(ReadForm):
    """Why somebody is no longer awaited."""

    reason = forms.CharField(
        label=gettext_lazy("Public reason"), max_length=REASON_MAX_LENGTH, widget=forms.Textarea
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
    place, person = find_place(code, pk), require_person(request)
    require_reader(pk, person)
    today = current_clock().today()
    parties = read_awaited([pk]).get(pk, [])
    words = describe_awaited(Awaited(each, max((today - each.since).days, 0)) for each in parties)
    may_change = is_changer(pk, person)
    may_answer = [may_change or answers_for(each, person) for each in parties]
    shown = {
        "code": code,
        "pk": pk,
        "place": place,
        "lines": list(zip(parties, words, may_answer, strict=True)),
        "may_change": may_change,
        "crumbs": _list_crumbs(place),
    }
    return render(request, "lifecycle/plans/awaited.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def add_party(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask who is awaited from now on on GET; keep it on POST."""
    place, person = find_place(code, pk), require_person(request)
    require_changer(pk, person)
    form = AwaitForm(find_posted(request), initial={"expect": _read_version(pk)})

    def act() -> object:
        said = form.cleaned_data
        return service.await_party(
            pk,
            actor=person,
            institution=said["institution"],
            who=said["who"],
            what=said["what"],
            language=_get_language(),
            count=said["count"],
            since=said["since"],
            expect=said["expect"],
            via=Via.WEB,
        )

    page = _Page(code, pk, place, title=_("Say who is awaited"), words=place.words)
    return _ask(request, page, form, act, done=_("It is recorded who is awaited."))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def name_party(request: HttpRequest, code: str, party: int) -> HttpResponse:
    """Ask who is awaited on GET; keep it on POST."""
    row, place, person = _find(request, code, party)
    require_changer(row.subject_id, person)
    form = NameForm(find_posted(request), initial={"expect": _read_version(row.subject_id)})

    def act() -> object:
        return service.name_party(
            party,
            actor=person,
            institution=form.cleaned_data["institution"],
            who=form.cleaned_data["who"],
            language=_get_language(),
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    page = _make_page(code, row, place, title=_("Name who is awaited"))
    return _ask(request, page, form, act, done=_("It is recorded who is awaited."))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def record_answer(request: HttpRequest, code: str, party: int) -> HttpResponse:
    """Ask who answered on GET; keep it on POST."""
    row, place, person = _find(request, code, party)
    if not answers_for(row, person):
        require_changer(row.subject_id, person)
    started = {"expect": _read_version(row.subject_id), "count": row.count}
    form = AnswerForm(find_posted(request), initial=started)
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

    page = _make_page(code, row, place, title=_("Record the answer"))
    return _ask(request, page, form, act, done=_("The answer is recorded."))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def withdraw_party(request: HttpRequest, code: str, party: int) -> HttpResponse:
    """Ask why somebody is no longer awaited on GET; keep it on POST."""
    row, place, person = _find(request, code, party)
    require_changer(row.subject_id, person)
    form = WithdrawForm(find_posted(request), initial={"expect": _read_version(row.subject_id)})

    def act() -> object:
        return service.withdraw_party(
            party,
            actor=person,
            reason=form.cleaned_data["reason"],
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    page = _make_page(code, row, place, title=_("Say that it is no longer awaited"))
    return _ask(request, page, form, act, done=_("It is no longer awaited."))


@dataclass(frozen=True)
class _Page:
    """A form about who is awaited: of which subject, where that is shown, and its words."""

    code: str
    subject_id: int
    place: Place
    title: str
    words: str


def _make_page(code: str, row: AwaitedParty, place: Place, *, title: str) -> _Page:
    (words,) = describe_awaited([Awaited(row, 0)])
    return _Page(code, row.subject_id, place, title=title, words=words.who)


def _find(request: HttpRequest, code: str, party_id: int) -> tuple[AwaitedParty, Place, User]:
    """Return the party, where it is awaited, and the person who says something of it."""
    row = get_party(party_id)
    return row, find_place(code, row.subject_id), require_person(request)


def _read_version(subject_id: int) -> int:
    return Subject.objects.values_list("version", flat=True).get(pk=subject_id)


def _get_language() -> str:
    return (get_language() or "fr")[:2]


def _ask(
    request: HttpRequest, page: _Page, form: forms.Form, act: Callable[[], object], *, done: str
) -> HttpResponse:
    back_url = reverse("awaited", args=[page.code, page.subject_id])
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, act) is not None:
        messages.success(request, done)
        # Whoever answered for itself is awaited no more, and reads that page no more.
        still_reads = is_changer(page.subject_id, require_person(request))
        return HttpResponseRedirect(back_url if still_reads else page.place.url)
    shown: dict[str, Any] = {
        "form": form,
        "title": page.title,
        "words": page.words,
        "back_url": back_url,
        "crumbs": [*_list_crumbs(page.place, back_url), {"words": page.title, "url": ""}],
    }
    status = find_status(form)
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)


def _list_crumbs(place: Place, url: str = "") -> list[dict[str, str]]:
    return [*place.crumbs, {"words": _("Who is awaited"), "url": url}]
