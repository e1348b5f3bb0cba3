"""The page of a transition of a convention: what it asks for, line by line what it will do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.models import Convention
from lifecycle.phases.conventions import goes_on
from lifecycle.selectors.convention_agreements import AnnexedLine
from lifecycle.selectors.convention_signing_facts import SigningFacts
from lifecycle.selectors.conventions import explain_convention, find_agreement
from lifecycle.selectors.moves import is_grave
from lifecycle.web import errors
from lifecycle.web.access import answer_refusals, list_reasons
from lifecycle.web.conventions.reading import find_convention, list_crumbs
from lifecycle.web.proposals.acting import check_theirs
from lifecycle.web.proposals.asking import Signatory, require_asker
from lifecycle.web.proposals.foreseeing import Foreseen, OtherMove, foresee
from lifecycle.web.rights import read_grants
from lifecycle.web.transitions import TransitionForm
from workflow.engine import Explanation, TransitionExplanation, fire
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    TransitionRefusedError,
    UnknownTransitionError,
)
from workflow.machine import PlannedMove, get_machine
from workflow.models import Via

#: What ends a convention for good.
GRAVE = frozenset({"abandon", "terminate"})
#: What brings it into force without some of its lines.
PARTIAL = "complete_partial"


@dataclass(frozen=True)
class Act:
    """Somebody before one transition of one convention, as things stand now."""

    asker: Signatory
    explanation: Explanation
    explained: TransitionExplanation

    def make_form(self, data: QueryDict | None = None) -> TransitionForm:
        """Return the form, empty or with what was posted."""
        return TransitionForm(
            self.explained.inputs,
            self.explanation.case.facts,
            version=self.explanation.version,
            data=data,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_convention)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what the transition asks for on GET; fire it on POST, or show why not."""
    found = begin(request, pk, name)
    if request.method == "POST":
        return _fire(request, found, found.make_form(request.POST))
    words = [reason.message for reason in found.explained.reasons]
    if words:
        return errors.conflict(request, reasons=words, back_url=find_convention(pk))
    return show(request, found, found.make_form())


@require_POST
@answer_refusals(find_convention)
def preview(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what the transition would do with what is typed; nothing is kept, nothing fires."""
    found = begin(request, pk, name)
    form = found.make_form(request.POST)
    foreseen = _foresee(found, form)
    if request.htmx:  # type: ignore[attr-defined]  # added by django-htmx
        shown = {"foreseen": foreseen, "leaving": _list_leaving(found), "focus": True}
        return render(request, "lifecycle/conventions/_foreseen.html", shown)
    return show(request, found, form, foreseen=foreseen)


def begin(request: HttpRequest, pk: int, name: str) -> Act:
    """Return the person before the transition.

    Raises:
        TransitionForbiddenError: nobody is signed in, or the transition is not for them (403).
        SubjectNotFoundError: there is no such convention, or they may not see it (404).
        UnknownTransitionError: the machine declares no such transition (404).
    """
    if not request.user.is_authenticated:
        # What is not for everybody to see does not exist for them, rather than asking who they are.
        explain_convention(pk, actor=None, grants=read_grants(request))
    asker = require_asker(request)
    explanation = explain_convention(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    explained = explanation.find(name)
    if explained is None:
        raise UnknownTransitionError(name, sorted(explanation.case.machine.transitions))
    check_theirs(explained)
    return Act(asker, explanation, explained)


def show(
    request: HttpRequest,
    found: Act,
    form: TransitionForm,
    *,
    status: int = 200,
    foreseen: Foreseen | None = None,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    """Return the page; `reasons` say why what was posted did not happen."""
    convention = Convention.objects.select_related("plan").get(pk=found.explanation.subject_id)
    transition = found.explained.transition
    shown = {
        "convention": convention,
        "asker": found.asker,
        "transition": transition,
        "form": form,
        "is_grave": is_grave(found.explained) or transition.name in GRAVE,
        "foreseen": foreseen or _foresee(found, form),
        "leaving": _list_leaving(found),
        "reasons": reasons,
        "crumbs": list_crumbs(convention, str(transition.label)),
    }
    return render(request, "lifecycle/conventions/transition.html", shown, status=status)


def _foresee(found: Act, form: TransitionForm) -> Foreseen:
    """Return what will happen; what becomes of each line does not wait for the words asked for."""
    foreseen = foresee(found.explanation, found.explained, form, asker=found.asker)
    if foreseen.is_whole:
        return foreseen
    return replace(foreseen, others=_foresee_lines(found))


def _foresee_lines(found: Act) -> list[OtherMove]:
    facts, cascades = found.explanation.case.facts, found.explained.transition.cascades
    if cascades is None:
        return []
    lines = {each.proposal_id: each for each in find_agreement(found.explanation).lines}
    moves = (each for each in cascades(facts, {"reason": ""}) if isinstance(each, PlannedMove))
    return [_draw_move(move, lines[move.subject_id]) for move in moves]


def _list_leaving(found: Act) -> list[str]:
    """Return the references of the dossiers that the convention goes on without."""
    facts = found.explanation.case.facts
    if found.explained.transition.name != PARTIAL or not isinstance(facts, SigningFacts):
        return []
    return [line.reference for line in facts.agreement.lines if not goes_on(facts, line)]


def _draw_move(move: PlannedMove, line: AnnexedLine) -> OtherMove:
    machine = get_machine("proposal")
    target = machine.transitions[move.transition].target_name(line.state)
    return OtherMove(
        reference=line.reference,
        source=str(machine.states[line.state].label),
        target=str(machine.states[target].label),
    )


def _fire(request: HttpRequest, found: Act, form: TransitionForm) -> HttpResponse:
    key = found.explanation.subject_id
    try:
        fire(
            key,
            found.explained.transition.name,
            actor=found.asker.person,
            on_behalf_of=found.asker.principal,
            inputs=form.read_inputs(),
            expect=form.read_expect(),
            key=form.read_key(),
            via=Via.WEB,
            grants=found.asker.own_grants,
        )
    except InputError as error:
        form.take_errors(error.errors)
        return show(request, found, form, status=422)
    except (StaleSubjectError, KeyReusedError, TransitionRefusedError) as error:
        form.renew(found.explanation.version)
        return show(request, found, form, status=409, reasons=list_reasons(error))
    messages.success(request, _("Done: %(act)s.") % {"act": found.explained.transition.label})
    return redirect(find_convention(key) + found.asker.query)
