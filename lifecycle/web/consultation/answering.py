"""Contributions worked on: read, moderated, grouped, and answered one by one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle.models import Consultation, Contribution
from lifecycle.selectors.contributions import (
    are_answers_told,
    count_work,
    list_for_work,
    may_read,
)
from lifecycle.services import contributions
from lifecycle.services.contributions import ANSWER_MAX_LENGTH, REASON_MAX_LENGTH
from lifecycle.vocabulary import AnswerEffect, Moderation
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.consultation.finding import (
    Standing,
    get_consultation_or_404,
    list_crumbs,
    require_worker,
)
from lifecycle.web.consultation.words import describe_contribution, describe_state
from lifecycle.web.forms import ReadForm, find_status, run_or_complain
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import change_query
from workflow.exceptions import InputError
from workflow.models import Via

PAGE_SIZE = 25
GROUP_AT_MOST = 100


class StaleForm(ReadForm):
    """A form about a contribution, which says at which version its reader saw it."""

    # Two of them stand on one page: what nobody sees needs no id.
    expect = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}), min_value=0)


class AnswerForm(StaleForm):
    """What becomes of a contribution, and why."""

    effect = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=[("", "---------"), *AnswerEffect.choices],
        error_messages={"required": gettext_lazy("Say what becomes of it.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("The reason"),
        help_text=gettext_lazy("Everybody reads it once the answers are published."),
        max_length=ANSWER_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class WithholdForm(StaleForm):
    """Why a contribution is kept from everybody."""

    reason = forms.CharField(
        label=gettext_lazy("Withheld because"),
        help_text=gettext_lazy("Its author reads it."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why it is withheld.")},
    )


def _find_back(pk: int, *_rest: object, **_named: object) -> str:
    return reverse("contribution_list", args=[pk])


def _find_one(pk: int, *_rest: object, **_named: object) -> str:
    return reverse("contribution", args=[pk])


@require_safe
@answer_refusals()
def show_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the contributions page by page: those to moderate, to answer, or all."""
    consultation = get_consultation_or_404(request, pk)
    standing = require_worker(request, consultation)
    only = request.GET.get("only", "")
    page = Paginator(_list_rows(consultation, standing, only), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    counts = count_work(pk)
    shown = {
        "consultation": consultation,
        "badge": describe_state(consultation),
        "standing": standing,
        "page": page,
        "rows": [describe_contribution(each, tells_answer=True) for each in page],
        "counts": counts,
        "may_group": standing.answers and contributions.is_answering(consultation),
        "chips": [
            {
                "words": words,
                "url": change_query(request, only=code or None),
                "is_on": only == code,
                "count": counts[key] if standing.reads_all else None,
            }
            for code, words, key in (
                ("", _("All"), "received"),
                ("moderate", _("To be moderated"), "waiting"),
                ("answer", _("To be answered"), "unanswered"),
            )
        ],
        "crumbs": list_crumbs(consultation, _("Contributions")),
    }
    return render(request, "lifecycle/consultation/work.html", shown)


@require_safe
@answer_refusals()
def show_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contribution with all that can be done with it."""
    row, standing = _find(request, pk)
    return _show(request, row, standing)


@require_POST
@answer_refusals(_find_one)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read it."""
    _find(request, pk)
    contributions.publish_contribution(
        pk, actor=require_person(request), expect=_read_version(request), via=Via.WEB
    )
    messages.success(request, _("Everybody can read this contribution."))
    return HttpResponseRedirect(_find_one(pk))


@require_POST
@answer_refusals(_find_one)
def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it from everybody, for a reason."""
    form = WithholdForm(request.POST)

    def act() -> object:
        return contributions.withhold_contribution(
            pk, **form.cleaned_data, actor=require_person(request), via=Via.WEB
        )

    return _act(request, pk, "withhold_form", form, act, done=_("The contribution is withheld."))


@require_POST
@answer_refusals(_find_one)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer it, and whatever is grouped with it."""
    form = AnswerForm(request.POST)

    def act() -> object:
        return contributions.answer_contribution(
            pk, **form.cleaned_data, actor=require_person(request), via=Via.WEB
        )

    return _act(request, pk, "answer_form", form, act, done=_("The answer is kept."))


@require_POST
@answer_refusals(_find_one)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an answer on a line of one's own institution."""
    form = AnswerForm(request.POST)

    def act() -> object:
        return contributions.propose_answer(
            pk, **form.cleaned_data, actor=require_person(request), via=Via.WEB
        )

    done = _("Your proposal is kept. The ministry answers.")
    return _act(request, pk, "proposal_form", form, act, done=done)


@require_POST
@answer_refusals(_find_one)
def ungroup(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of its group."""
    _find(request, pk)
    contributions.ungroup_contribution(
        pk, actor=require_person(request), expect=_read_version(request), via=Via.WEB
    )
    messages.success(request, _("The contribution is answered by itself again."))
    return HttpResponseRedirect(_find_one(pk))


@require_POST
@answer_refusals(_find_back)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ticked contributions behind the first of them."""
    require_worker(request, get_consultation_or_404(request, pk))
    keys = sorted({int(each) for each in request.POST.getlist("members") if _is_key(each)})
    if len(keys) < 2 or len(keys) > GROUP_AT_MOST:
        raise InputError({"members": [_("Tick two contributions or more that say the same.")]})
    leader, *members = keys
    contributions.group_contributions(
        leader,
        members=members,
        actor=require_person(request),
        expect={key: _read_version(request, f"version_{key}") for key in keys},
        via=Via.WEB,
    )
    messages.success(request, _("They are grouped: one answer answers them all."))
    return HttpResponseRedirect(_find_one(leader))


def _read_version(request: HttpRequest, name: str = "expect") -> int:
    """Return at which version the reader saw a contribution.

    Raises:
        InputError: the form came back without it.
    """
    posted = request.POST.get(name, "")
    if not _is_key(posted):
        raise InputError({"": [_("This form is incomplete. Load the page again.")]})
    return int(posted)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _list_rows(consultation: Consultation, standing: Standing, only: str) -> QuerySet[Contribution]:
    rows = list_for_work(
        consultation.pk,
        moderation=Moderation.WAITING.value if only == "moderate" else "",
        answered=False if only == "answer" else None,
    )
    return rows if standing.reads_all else rows.filter(proposal__in=standing.own_lines)


def _list_next(row: Contribution, standing: Standing) -> list[dict[str, str]]:
    """Return the way to the next contribution of each kind of work that its reader does.

    After the last one it begins again with the first.
    """
    kinds = (
        ("moderate", _("Next to be moderated"), standing.moderates),
        ("answer", _("Next to be answered"), standing.answers),
    )
    found = [
        (_find_after(row, _list_rows(row.consultation, standing, only)), words)
        for only, words, is_theirs in kinds
        if is_theirs
    ]
    return [{"url": _find_one(each.pk), "words": words} for each, words in found if each]


def _find_after(row: Contribution, waiting: QuerySet[Contribution]) -> Contribution | None:
    others = waiting.exclude(pk=row.pk)
    return others.filter(pk__gt=row.pk).first() or others.first()


def _find(request: HttpRequest, pk: int) -> tuple[Contribution, Standing]:
    """Return a contribution that the reader works on.

    Raises:
        Http404: there is none, or it is on a line of somebody else.
    """
    require_person(request)
    found = Contribution.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    consultation = get_consultation_or_404(request, found.consultation_id)
    if not may_read(found, read_grants(request)):
        raise Http404
    standing = require_worker(request, consultation)
    row = _list_rows(consultation, standing, "").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.consultation = consultation
    return row, standing


def _act(
    request: HttpRequest,
    pk: int,
    name: str,
    form: StaleForm,
    act: Callable[[], object],
    *,
    done: str,
) -> HttpResponse:
    _find(request, pk)
    if form.is_valid() and run_or_complain(form, act) is not None:
        messages.success(request, done)
        return HttpResponseRedirect(_find_one(pk))
    row, standing = _find(request, pk)
    return _show(request, row, standing, status=find_status(form), **{name: form})


def _show(
    request: HttpRequest,
    row: Contribution,
    standing: Standing,
    *,
    status: int = 200,
    **posted: forms.Form,
) -> HttpResponse:
    head = row.leader or row
    read = {"expect": row.version}
    given = {
        **read,
        "effect": head.effect or row.proposed_effect,
        "answer": head.answer or row.proposed_answer,
    }
    proposed = {**read, "effect": row.proposed_effect, "answer": row.proposed_answer}
    is_open = contributions.is_answering(row.consultation)
    is_own = row.proposal_id in standing.own_lines
    shown: dict[str, Any] = {
        "consultation": row.consultation,
        "standing": standing,
        "entry": describe_contribution(row, tells_answer=True),
        "head": head if row.leader_id else None,
        "behind": list(row.group.select_related("proposal")[:GROUP_AT_MOST]),
        "is_settled": not is_open,
        "tells_proposed": standing.is_ministry or is_own,
        "answer_form": AnswerForm(initial=given) if standing.answers and is_open else None,
        "proposal_form": AnswerForm(initial=proposed) if is_own and is_open else None,
        "withhold_form": WithholdForm(initial=read) if standing.moderates else None,
        "next": _list_next(row, standing),
        "crumbs": [
            *list_crumbs(row.consultation, "")[:-1],
            {"words": _("Contributions"), "url": _find_back(row.consultation_id)},
            {"words": _("No. %(number)d") % {"number": row.pk}, "url": ""},
        ],
        **posted,
    }
    if are_answers_told(row.consultation) and shown["answer_form"] is not None:
        shown["answer_form"].fields["answer"].help_text = _("It is told as soon as it is kept.")
    return render(request, "lifecycle/consultation/contribution.html", shown, status=status)
