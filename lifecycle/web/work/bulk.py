"""Several proposals at once: choose the step, see what it would do to each, then do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lifecycle.phases.records import MINUTES
from lifecycle.selectors.together import (
    Chosen,
    Offer,
    foresee,
    list_offers,
    read_chosen,
)
from lifecycle.web.access import answer_refusals, list_reasons, require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.transitions import UPLOAD_SUFFIX, TransitionForm
from lifecycle.web.work.minutes import keep_minutes
from workflow.engine import Result, fire_many
from workflow.engine.evaluation import clean_inputs, evaluate, list_inputs
from workflow.engine.reading import Case
from workflow.engine.request import Request, make_request
from workflow.exceptions import InputError, TransitionForbiddenError, UnknownTransitionError
from workflow.machine.registry import get_machine
from workflow.machine.transitions import Transition
from workflow.models import EventKind, User, Via

#: More than this is no selection a person made by hand.
MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one proposal: `kind` is that of its badge."""

    chosen: Chosen
    kind: str
    words: str
    reasons: Sequence[str] = ()


@require_safe
@answer_refusals()
def prepare_bulk(request: HttpRequest) -> HttpResponse:
    """Ask which step, or show what the chosen one would do to each."""
    asked = make_request(require_person(request), grants=read_grants(request))
    chosen = read_chosen(_read_ids(request.GET.getlist("subject")), asked)
    if not chosen:
        return _ask_to_select(request)
    name = request.GET.get("transition", "")
    if not name:
        offers = [_describe(offer, len(chosen)) for offer in list_offers(chosen, asked)]
        shown = {"chosen": chosen, "offers": offers}
        return render(request, "lifecycle/work/bulk_choose.html", shown)
    transition = _get_transition(name)
    _check_theirs(chosen, transition, asked)
    return _show_outlook(request, chosen, transition, asked)


@require_POST
@answer_refusals()
def fire_together(request: HttpRequest) -> HttpResponse:
    """Do it for those it is possible for, each on its own, and say what became of each.

    The key of the form makes a second posting harmless: it shows the same results.
    """
    person = require_person(request)
    asked = make_request(person, grants=read_grants(request))
    chosen = read_chosen(_read_ids(request.POST.getlist("subject")), asked)
    if not chosen:
        return _ask_to_select(request)
    transition = _get_transition(request.POST.get("transition", ""))
    _check_theirs(chosen, transition, asked)
    form = _make_form(chosen, transition, asked, request)
    try:
        _keep_minutes(form, chosen[0].case, person)
        inputs = _clean(form, chosen, transition, asked)
    except InputError as error:
        form.take_errors(error.errors)
        return _show_outlook(request, chosen, transition, asked, form)
    results = fire_many(
        [each.id for each in chosen],
        transition.name,
        actor=person,
        inputs=inputs,
        key=form.read_key(),
        via=Via.WEB,
    )
    shown = {"transition": transition, "outcomes": describe_results(chosen, results)}
    return render(request, "lifecycle/work/bulk_results.html", shown)


def describe_results(chosen: Sequence[Chosen], results: Sequence[Result]) -> list[Outcome]:
    """Return what became of each proposal, in the order in which they were chosen."""
    by_id = {result.subject_id: result for result in results}
    return [_describe_result(each, by_id[each.id]) for each in chosen if each.id in by_id]


def _describe_result(chosen: Chosen, result: Result) -> Outcome:
    if result.error is not None:
        return Outcome(chosen, "blocked", _("Refused"), list_reasons(result.error))
    event = result.event
    if event is not None and event.kind == str(EventKind.FACT):
        return Outcome(chosen, "waiting", _("Proposed: a second person must confirm it"))
    state = chosen.case.machine.states[event.target if event is not None else ""]
    return Outcome(chosen, "ok", str(state.label))


def _read_ids(posted: Sequence[str]) -> list[int]:
    numbers = [int(text) for text in posted if text.isascii() and text.isdigit() and len(text) <= 9]
    return list(dict.fromkeys(numbers))[:MOST]


def _ask_to_select(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Select at least one proposal first."))
    return HttpResponseRedirect(reverse("inbox"))


def _get_transition(name: str) -> Transition:
    """Return the transition of a proposal that the form names.

    Raises:
        UnknownTransitionError: the machine declares none.
    """
    transitions = get_machine("proposal").transitions
    if name not in transitions:
        raise UnknownTransitionError(name, sorted(transitions))
    return transitions[name]


def _check_theirs(chosen: Sequence[Chosen], transition: Transition, asked: Request) -> None:
    """Do nothing when the step is for the person with regard to one of them at least.

    Whoever may not fire it is not shown its form either: what can be chosen in it may be private.

    Raises:
        TransitionForbiddenError: it is for none; the first reason is said.
    """
    denials = [evaluate(each.case, transition, asked).denials for each in chosen]
    if all(denials):
        raise TransitionForbiddenError(" ".join(denial.message for denial in denials[0]))


def _describe(offer: Offer, selected: int) -> dict[str, Any]:
    words = ngettext(
        "possible for %(count)d of %(selected)d",
        "possible for %(count)d of %(selected)d",
        offer.possible,
    )
    return {
        "name": offer.transition.name,
        "words": offer.transition.label,
        "help": offer.transition.help,
        "is_for_all": offer.possible == selected,
        "count": words % {"count": offer.possible, "selected": selected},
    }


def _show_outlook(
    request: HttpRequest,
    chosen: Sequence[Chosen],
    transition: Transition,
    asked: Request,
    form: TransitionForm | None = None,
) -> HttpResponse:
    outlooks = foresee(chosen, transition.name, asked)
    shown = {
        "transition": transition,
        "outlooks": outlooks,
        "possible": sum(outlook.is_possible for outlook in outlooks),
        "form": form or _make_form(chosen, transition, asked, request),
    }
    status = 422 if form is not None else 200
    return render(request, "lifecycle/work/bulk_outlook.html", shown, status=status)


def _make_form(
    chosen: Sequence[Chosen], transition: Transition, asked: Request, request: HttpRequest
) -> TransitionForm:
    """Return the one form for all of them; what can be chosen is what the first of them offers."""
    case = _pick_case(chosen, transition, asked)
    declared = list_inputs(case, transition, asked)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return TransitionForm(declared, case.facts, version=0, data=posted[0], files=posted[1])


def _pick_case(chosen: Sequence[Chosen], transition: Transition, asked: Request) -> Case:
    possible = [each.case for each in chosen if evaluate(each.case, transition, asked).is_allowed]
    return possible[0] if possible else chosen[0].case


def _keep_minutes(form: TransitionForm, case: Case, person: User) -> None:
    """Keep the minutes that came with the form, with the plan, and choose them in it.

    Raises:
        InputError: the file cannot be taken; it is said near its field.
    """
    for declared, upload in form.list_uploads():
        if declared.name != MINUTES.name or case.row.parent_id is None:
            continue
        try:
            kept = keep_minutes(case.row.parent_id, upload, person=person)
        except InputError as error:
            raise InputError({declared.name + UPLOAD_SUFFIX: list_reasons(error)}) from error
        form.keep(**{declared.name: kept.pk})


def _clean(
    form: TransitionForm, chosen: Sequence[Chosen], transition: Transition, asked: Request
) -> dict[str, Any]:
    """Return what the engine is given for each of them.

    Raises:
        InputError: it is missing or wrong, whichever proposal it is for.
    """
    case = _pick_case(chosen, transition, asked)
    inputs = form.read_inputs()
    clean_inputs(list_inputs(case, transition, asked), case, inputs, transition)
    return inputs
