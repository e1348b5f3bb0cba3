"""What a person can do with a plan, a stage, a commitment or an activity, and the doing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.selectors.moves import Moves, is_grave, sort_moves
from lifecycle.selectors.readers import make_reader
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web import errors
from lifecycle.web.access import answer_refusals, list_reasons, require_person
from lifecycle.web.plans.foreseeing import foresee_act
from lifecycle.web.plans.places import Place, find_place
from lifecycle.web.proposals.acting import check_theirs
from lifecycle.web.proposals.foreseeing import label_ends
from lifecycle.web.proposals.uploading import keep_uploads
from lifecycle.web.rights import read_grants
from lifecycle.web.transitions import Files, TransitionForm
from workflow.engine import Explanation, TransitionExplanation, explain, fire
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    TransitionRefusedError,
    UnknownTransitionError,
)
from workflow.models import Via

#: What a file that comes with a transition is for, by the kind of its subject.
_PURPOSES = {
    "plan": AttachmentPurpose.SOURCE,
    "plan_stage": AttachmentPurpose.SOURCE,
    "commitment": AttachmentPurpose.EVIDENCE,
    "activity": AttachmentPurpose.EVIDENCE,
    "consultation": AttachmentPurpose.SOURCE,
    "council": AttachmentPurpose.COUNCIL_FILE,
    "replanning": AttachmentPurpose.PAPER_ACT,
}


@dataclass(frozen=True)
class _Found:
    """One person before one subject of a plan."""

    place: Place
    explanation: Explanation


@require_safe
@answer_refusals()
def show_moves(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show every transition of a subject, with every reason why one is not possible."""
    found = _find(request, code, pk)
    reader = make_reader(found.explanation.case, read_grants(request))
    state = found.explanation.case.machine.states[found.explanation.state]
    return render(
        request,
        "lifecycle/plans/moves.html",
        {
            "place": found.place,
            "state": state.label,
            "crumbs": [*found.place.crumbs, {"words": _("What can be done"), "url": ""}],
            **describe_moves(sort_moves(found.explanation, reader), code, pk),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def act(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Show what a transition asks for on GET; fire it on POST, or show why not."""
    found = _find(request, code, pk)
    explained = found.explanation.find(name)
    if explained is None:
        raise UnknownTransitionError(name, sorted(found.explanation.case.machine.transitions))
    check_theirs(explained)
    if request.method == "POST":
        form = _make_form(found, explained, data=request.POST, files=request.FILES)
        return _fire(request, found, explained, form)
    words = [reason.message for reason in explained.reasons]
    if words:
        return errors.conflict(request, reasons=words, back_url=found.place.url)
    return _show(request, found, explained, _make_form(found, explained))


def _find(request: HttpRequest, code: str, pk: int) -> _Found:
    """Return the signed-in reader before the subject.

    Raises:
        Http404: it is no part of the plan.
        WorkflowError: as `explain` does.
    """
    place = find_place(code, pk)
    person = require_person(request)
    return _Found(place, explain(pk, actor=person, grants=read_grants(request)))


def _make_form(
    found: _Found,
    explained: TransitionExplanation,
    *,
    data: QueryDict | None = None,
    files: Files | None = None,
) -> TransitionForm:
    explanation = found.explanation
    return TransitionForm(
        explained.inputs,
        explanation.case.facts,
        version=explanation.version,
        data=data,
        files=files,
    )


def _fire(
    request: HttpRequest, found: _Found, explained: TransitionExplanation, form: TransitionForm
) -> HttpResponse:
    person, pk = require_person(request), found.explanation.subject_id
    try:
        expect = keep_uploads(
            explained,
            form,
            proposal_id=pk,
            person=person,
            otherwise=_PURPOSES[found.explanation.kind],
        )
        fire(
            pk,
            explained.transition.name,
            actor=person,
            inputs=form.read_inputs(),
            expect=expect,
            key=form.read_key(),
            via=Via.WEB,
            grants=read_grants(request),
        )
    except InputError as error:
        form.take_errors(error.errors)
        return _show(request, found, explained, form, status=422)
    except (StaleSubjectError, KeyReusedError, TransitionRefusedError) as error:
        form.renew(found.explanation.version)
        return _show(request, found, explained, form, status=409, reasons=list_reasons(error))
    messages.success(request, _("Done: %(act)s.") % {"act": explained.transition.label})
    return HttpResponseRedirect(found.place.url)


def _show(
    request: HttpRequest,
    found: _Found,
    explained: TransitionExplanation,
    form: TransitionForm,
    *,
    status: int = 200,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    transition = explained.transition
    source, target = label_ends(found.explanation, explained)
    shown: dict[str, Any] = {
        "place": found.place,
        "transition": transition,
        "form": form,
        "is_grave": is_grave(explained),
        "ends": {"source": source, "target": target},
        "reasons": reasons,
        "foreseen": foresee_act(
            found.explanation.subject_id,
            explained,
            form,
            actor=require_person(request),
            grants=read_grants(request),
        ),
        "crumbs": [*found.place.crumbs, {"words": str(transition.label), "url": ""}],
    }
    return render(request, "lifecycle/plans/act.html", shown, status=status)


def describe_moves(moves: Moves, code: str, pk: int) -> dict[str, Any]:
    """Return what leads on from a subject of this plan, for the list of what can be done."""

    def describe(each: TransitionExplanation) -> dict[str, Any]:
        return {
            "words": each.transition.label,
            "help": each.transition.help,
            "url": reverse("plan_act", args=[code, pk, each.transition.name]),
            "reasons": [reason.message for reason in each.reasons],
        }

    return {
        "possible": [describe(each) for each in moves.possible],
        "refused": [describe(each) for each in moves.refused],
        "others": [describe(each) for each in moves.others],
    }
