"""Decide on many proposals at once: choose, see what follows, do it, read what became of each."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Attachment
from lifecycle.selectors.together import Chosen, foresee, read_chosen
from lifecycle.services.access import check_group
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.prioritization.decisions import (
    DecisionForm,
    MinutesForm,
    list_decided,
    make_forms,
    make_inputs,
    say_nothing_decided,
)
from lifecycle.web.prioritization.ranking import get_plan, read_rows
from lifecycle.web.rights import read_grants
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from lifecycle.web.work.bulk import describe_results
from lifecycle.web.work.minutes import keep_minutes, list_minutes
from workflow.engine import Result, fire
from workflow.engine.request import Request, make_request
from workflow.exceptions import InputError, WorkflowError
from workflow.models import User, Via

KEY_MAX_LENGTH = 64


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def decide_many(request: HttpRequest, code: str) -> HttpResponse:
    """Show the proposals that wait for a decision, then what was chosen, then what became of it."""
    person, grants = require_person(request), read_grants(request)
    check_group(grants, MINISTRY_LEAD)
    plan = get_plan(code)
    asked = make_request(person, grants=grants)
    rows = read_rows(plan, person.pk)
    if request.method != "POST":
        return _ask(request, plan, make_forms(rows), MinutesForm(plan))
    forms = make_forms(rows, request.POST)
    decided = list_decided(forms)
    chosen = {each.id: each for each in read_chosen((f.row.proposal.id for f in decided), asked)}
    minutes_form = MinutesForm(plan, request.POST, request.FILES)
    minutes = _find_minutes(plan, minutes_form, person)
    if "confirmed" in request.POST:
        results = [_fire_one(form, minutes, asked, request) for form in decided]
        return _show_results(request, plan, list(chosen.values()), results)
    if not _are_right(decided, chosen, minutes_form):
        return _ask(request, plan, forms, minutes_form, status=422)
    # A file that was added just now is a fact the conditions look at.
    chosen = {each.id: each for each in read_chosen(chosen, asked)}
    return _preview(request, plan, decided, chosen, minutes, asked)


def _ask(
    request: HttpRequest,
    plan: ActionPlan,
    forms: Sequence[DecisionForm],
    minutes_form: MinutesForm,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "plan": plan,
        "forms": forms,
        "minutes_form": minutes_form,
        "wrong": [form for form in forms if form.errors],
    }
    return render(request, "lifecycle/prioritization/decide.html", shown, status=status)


def _find_minutes(plan: ActionPlan, form: MinutesForm, person: User) -> Attachment | None:
    """Return the minutes that were chosen, or keep the file that came and return that."""
    upload = form.files.get("minutes_upload")
    if upload is not None:
        try:
            kept = keep_minutes(plan.pk, upload, person=person)
        except InputError as error:
            form.take_errors({"minutes_upload": [m for ms in error.errors.values() for m in ms]})
            return None
        form.keep(kept)
        return kept
    posted = str(form.data.get("minutes", ""))
    if not posted.isdecimal() or len(posted) > NUMBER_MAX_LENGTH:
        return None
    return list_minutes(plan.pk).filter(pk=int(posted)).first()


def _are_right(
    decided: Sequence[DecisionForm], chosen: dict[int, Chosen], minutes_form: MinutesForm
) -> bool:
    """Return whether the decisions can be previewed; else the forms carry what is wrong."""
    if not decided:
        minutes_form.take_errors({"": [say_nothing_decided()]})
        return False
    for form in decided:
        if form.row.proposal.id in chosen:
            form.check(chosen[form.row.proposal.id])
    return not minutes_form.errors and not any(form.errors for form in decided)


def _preview(
    request: HttpRequest,
    plan: ActionPlan,
    decided: Sequence[DecisionForm],
    chosen: dict[int, Chosen],
    minutes: Attachment | None,
    asked: Request,
) -> HttpResponse:
    lines = [
        (form, foresee([chosen[form.row.proposal.id]], form.verdict_name, asked)[0])
        for form in decided
        if form.row.proposal.id in chosen
    ]
    shown = {
        "plan": plan,
        "lines": lines,
        "possible": sum(outlook.is_possible for _form, outlook in lines),
        "minutes": minutes,
        "key": uuid4().hex,
    }
    return render(request, "lifecycle/prioritization/decide_preview.html", shown)


def _fire_one(
    form: DecisionForm, minutes: Attachment | None, asked: Request, request: HttpRequest
) -> Result:
    """Decide on one proposal; a refusal of one does not stop the others."""
    proposal_id = form.row.proposal.id
    key = request.POST.get("key", "")[:KEY_MAX_LENGTH]
    try:
        event = fire(
            proposal_id,
            form.verdict_name,
            actor=asked.actor,
            inputs=make_inputs(form, minutes),
            expect=form.read_version,
            key=f"{key}:{proposal_id}" if key else None,
            via=Via.WEB,
            grants=asked.grants,
        )
    except WorkflowError as error:
        return Result(proposal_id, None, error)
    return Result(proposal_id, event, None)


def _show_results(
    request: HttpRequest, plan: ActionPlan, chosen: Sequence[Chosen], results: Sequence[Result]
) -> HttpResponse:
    shown: dict[str, Any] = {"plan": plan, "outcomes": describe_results(chosen, results)}
    return render(request, "lifecycle/prioritization/decide_results.html", shown)
