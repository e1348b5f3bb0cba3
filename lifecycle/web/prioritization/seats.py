"""What an assessor does: the list of their seats, and each seat with the text it scores."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.models import Criterion
from lifecycle.selectors.assessment import OpenSeat, SeatStatus, get_seat
from lifecycle.selectors.ranking import read_ranking
from lifecycle.services.assessments import abstain, declare_conflict, score
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.prioritization.percent import format_percent
from lifecycle.web.prioritization.scoring import ReasonForm, ScoreForm
from lifecycle.web.work.badges import describe_due
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import User, Via


def find_seats(**_arguments: object) -> str:
    """Return the address of the list of seats: where a refused assessor goes on."""
    return reverse("assessment")


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_seats)
def show_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the proposal and the criteria to its assessor; take their points."""
    person = require_person(request)
    opened = get_seat(pk, person.pk)
    if request.method != "POST":
        return _render(request, opened)
    form = ScoreForm(opened.criteria, request.POST)
    try:
        score(
            pk,
            actor=person,
            points=form.read_points(),
            remark=form.read_remark(),
            via=Via.WEB,
        )
    except InputError as error:
        form.take_errors(error.errors)
        return _render(request, opened, score_form=form)
    return _go_on(request, _("Your points for %(reference)s are recorded."), opened)


@require_POST
@answer_refusals(find_seats)
def abstain_from_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no part, for a reason."""
    person = require_person(request)
    opened = get_seat(pk, person.pk)
    form = ReasonForm(request.POST, prefix="abstain")
    try:
        abstain(pk, actor=person, reason=form.read_reason(), via=Via.WEB)
    except InputError as error:
        form.take_errors(error.errors)
        return _render(request, opened, abstain_form=form)
    return _go_on(request, _("You abstain on %(reference)s; the others decide."), opened)


@require_POST
@answer_refusals(find_seats)
def declare_interest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that they have an interest in the proposal: they score it no more."""
    person = require_person(request)
    opened = get_seat(pk, person.pk)
    form = ReasonForm(request.POST, prefix="conflict")
    try:
        _declare(opened, person, form)
    except InputError as error:
        form.take_errors(error.errors)
        return _render(request, opened, conflict_form=form)
    return _go_on(request, _("Your conflict of interest with %(reference)s is recorded."), opened)


def _declare(opened: OpenSeat, person: User, form: ReasonForm) -> None:
    declare_conflict(
        opened.proposal, person=person, reason=form.read_reason(), actor=person, via=Via.WEB
    )


def _render(
    request: HttpRequest,
    opened: OpenSeat,
    *,
    score_form: ScoreForm | None = None,
    abstain_form: ReasonForm | None = None,
    conflict_form: ReasonForm | None = None,
) -> HttpResponse:
    given = [form for form in (score_form, abstain_form, conflict_form) if form is not None]
    shown: dict[str, Any] = {
        "opened": opened,
        "proposal": opened.proposal,
        "is_open": opened.status is SeatStatus.OPEN,
        "badge": describe_due(opened.due_on, today=current_clock().today()),
        "score_form": score_form or ScoreForm(opened.criteria),
        "abstain_form": abstain_form or ReasonForm(prefix="abstain"),
        "conflict_form": conflict_form or ReasonForm(prefix="conflict"),
        "is_abstaining": abstain_form is not None,
        "is_declaring": conflict_form is not None,
        "given": _list_given(opened.criteria, opened.points),
        "others": _describe_others(opened),
    }
    status = 422 if given else 200
    return render(request, "lifecycle/prioritization/seat.html", shown, status=status)


def _list_given(criteria: Sequence[Criterion], points: dict[int, int]) -> list[tuple[str, str]]:
    return [
        (each.name, f"{points[each.pk]}/{each.max_points}")
        for each in criteria
        if each.pk in points
    ]


def _describe_others(opened: OpenSeat) -> str:
    """Return what all assessors gave so far; nothing before this one has said anything."""
    if opened.status is SeatStatus.OPEN:
        return ""
    (ranked,) = read_ranking([opened.proposal.pk])
    if ranked.percent is None:
        return ""
    return _("Mean of all assessors so far: %(percent)s, from %(scored)d of %(seats)d.") % {
        "percent": format_percent(ranked.percent),
        "scored": ranked.scored,
        "seats": ranked.scored + ranked.missing + ranked.abstained,
    }


def _go_on(request: HttpRequest, words: str, opened: OpenSeat) -> HttpResponse:
    messages.success(request, words % {"reference": opened.proposal.reference})
    return HttpResponseRedirect(reverse("assessment"))
