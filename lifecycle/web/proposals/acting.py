"""The page of a transition: what it asks for, what it will do, and the button that does it."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.models import Proposal
from lifecycle.selectors.moves import is_grave
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposals import KIND, explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.sheet_rights import reads_drafts
from lifecycle.selectors.timeline import HistoryEntry, list_since
from lifecycle.web.access import answer_refusals, list_reasons
from lifecycle.web.proposals.asking import Signatory, require_asker
from lifecycle.web.proposals.dossier import find_dossier, list_crumbs
from lifecycle.web.proposals.foreseeing import Foreseen, foresee
from lifecycle.web.proposals.standing import describe_state
from lifecycle.web.proposals.uploading import keep_uploads
from lifecycle.web.proposals.why import find_why_not
from lifecycle.web.rights import read_grants
from lifecycle.web.rows import leave_unchecked
from lifecycle.web.transitions import Files, TransitionForm, read_expect, read_key
from workflow.clock import current_clock
from workflow.engine import Explanation, TransitionExplanation, fire
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
    WorkflowError,
)
from workflow.machine.registry import get_machine
from workflow.machine.transitions import Transition
from workflow.models import Event, EventKind, Via

#: After this one the author gets a receipt.
SUBMIT = "submit"


@dataclass(frozen=True)
class Act:
    """Somebody before one transition of one proposal, as things stand now."""

    asker: Signatory
    explanation: Explanation
    explained: TransitionExplanation

    @property
    def proposal_id(self) -> int:
        """Return the number of the proposal."""
        return self.explanation.subject_id

    @property
    def name(self) -> str:
        """Return the code of the transition."""
        return self.explained.transition.name

    def make_form(
        self, data: QueryDict | None = None, files: "Files | None" = None
    ) -> TransitionForm:
        """Return the form, empty or with what was posted."""
        return TransitionForm(
            self.explained.inputs,
            self.explanation.case.facts,
            version=self.explanation.version,
            data=data,
            files=files,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what the transition asks for on GET; fire it on POST, or show why not."""
    if request.method == "POST" and (done := fire_at_once(request, pk, name)) is not None:
        return done
    found = begin(request, pk, name)
    if request.method != "POST":
        return _show_first(request, found)
    form = found.make_form(request.POST, request.FILES)
    if "more" in request.POST:
        return show(request, found, leave_unchecked(form))
    return _fire(request, found, form)


@require_POST
@answer_refusals(find_dossier)
def preview(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what the transition would do with what is typed; nothing is kept, nothing fires."""
    found = begin(request, pk, name)
    form = found.make_form(request.POST, request.FILES)
    foreseen = foresee(found.explanation, found.explained, form, asker=found.asker)
    if request.htmx:  # type: ignore[attr-defined]  # added by django-htmx
        shown = {"foreseen": foreseen, "focus": True}
        return render(request, "lifecycle/proposals/_foreseen.html", shown)
    return show(request, found, form, foreseen=foreseen)


def begin(request: HttpRequest, pk: int, name: str) -> Act:
    """Return the person before the transition.

    Raises:
        TransitionForbiddenError: nobody is signed in.
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        UnknownTransitionError: the machine declares no such transition (404).
        TransitionForbiddenError: the transition is not for them (403).
    """
    if not request.user.is_authenticated:
        # What is not for everybody to see does not exist for them, rather than asking who they are.
        explain_proposal(pk, actor=None, grants=read_grants(request))
    asker = require_asker(request)
    explanation = explain_proposal(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    explained = explanation.find(name)
    if explained is None:
        raise UnknownTransitionError(name, sorted(explanation.case.machine.transitions))
    check_theirs(explained)
    return Act(asker, explanation, explained)


def fire_at_once(request: HttpRequest, pk: int, name: str) -> HttpResponse | None:
    """Fire what asks for nothing but the button, and return where it leads.

    Nothing is explained first, which reads as much as the engine does. None when there is anything
    to read in the form, or to say: the page is then told all that stands against it.
    """
    transition = get_machine(KIND).transitions.get(name)
    if transition is None or transition.inputs or transition.recorded_by:
        return None
    if request.FILES or "more" in request.POST or not request.user.is_authenticated:
        return None
    began_at = current_clock().now()
    try:
        asker = require_asker(request)
        event = fire(
            pk,
            name,
            kind=KIND,
            actor=asker.person,
            on_behalf_of=asker.principal,
            inputs={},
            expect=read_expect(request.POST),
            key=read_key(request.POST),
            via=Via.WEB,
            grants=asker.own_rights,
        )
    except WorkflowError:
        return None
    if event.recorded_at < began_at:
        # It was done before with this key: whether it is theirs still is to be looked at.
        return None
    return _answer_done(request, event, transition, asker)


def check_theirs(explained: TransitionExplanation) -> None:
    """Do nothing when no reason of rights stands against the transition.

    Whoever may not fire it is not shown its form either: what can be chosen in it may be private.

    Raises:
        TransitionForbiddenError: it is not for this person; every reason is in the message.
    """
    if not explained.is_theirs:
        raise TransitionForbiddenError(" ".join(each.message for each in explained.reasons))


def show(
    request: HttpRequest,
    found: Act,
    form: TransitionForm,
    *,
    status: int = 200,
    foreseen: Foreseen | None = None,
    reasons: list[str] | None = None,
    changes: list[HistoryEntry] | None = None,
) -> HttpResponse:
    """Return the page; `reasons` and `changes` say why what was posted did not happen."""
    proposal = get_proposal(found.proposal_id)
    transition = found.explained.transition
    return render(
        request,
        "lifecycle/proposals/transition.html",
        {
            "proposal": proposal,
            "asker": found.asker,
            "transition": transition,
            "form": form,
            "crumbs": _list_crumbs(proposal, str(transition.label)),
            "badge": describe_state(found.explanation.state),
            "is_grave": is_grave(found.explained),
            "is_possible": found.explained.is_allowed,
            "foreseen": foreseen
            or foresee(found.explanation, found.explained, form, asker=found.asker),
            "reasons": reasons or [],
            "changes": changes or [],
            "reads_dialogue": True,
            "sheet_url": _find_sheet(found),
            "is_text_open": not form.asks or form.has_rows,
        },
        status=status,
    )


def _find_sheet(found: Act) -> str:
    """Return where the sheet is read, once it is the text that the transition is about."""
    facts = cast("ProposalFacts", found.explanation.case.facts)
    if not facts.sheet.content_hash or not reads_drafts(found.asker.grants, facts):
        return ""
    return reverse("sheet", args=[found.proposal_id])


def _show_first(request: HttpRequest, found: Act) -> HttpResponse:
    """Return the page, or what stands against the transition and the ways to lift it."""
    if found.explained.is_allowed:
        return show(request, found, found.make_form())
    proposal, label = get_proposal(found.proposal_id), str(found.explained.transition.label)
    why = find_why_not(
        found.explained, found.explanation, found.asker, today=current_clock().today()
    )
    shown = {
        "proposal": proposal,
        "asker": found.asker,
        "transition": found.explained.transition,
        "crumbs": _list_crumbs(proposal, label),
        "badge": describe_state(found.explanation.state),
        "why": why,
        "back_url": find_dossier(found.proposal_id) + found.asker.query,
    }
    return render(request, "lifecycle/proposals/blocked.html", shown, status=409)


def _fire(request: HttpRequest, found: Act, form: TransitionForm) -> HttpResponse:
    try:
        expect = keep_uploads(
            found.explained,
            form,
            proposal_id=found.proposal_id,
            person=found.asker.person,
            on_behalf_of=found.asker.principal,
        )
        event = fire(
            found.proposal_id,
            found.name,
            actor=found.asker.person,
            on_behalf_of=found.asker.principal,
            inputs=form.read_inputs(),
            expect=expect,
            key=form.read_key(),
            via=Via.WEB,
            grants=found.asker.own_grants,
        )
    except InputError as error:
        form.take_errors(error.errors)
        return show(request, found, form, status=422)
    except (StaleSubjectError, KeyReusedError):
        return _show_stale(request, found, form)
    except TransitionRefusedError as error:
        return show(request, found, form, status=409, reasons=list_reasons(error))
    return _answer_done(request, event, found.explained.transition, found.asker)


def _show_stale(request: HttpRequest, found: Act, form: TransitionForm) -> HttpResponse:
    """Say what changed since the page was read, with what was typed and a way to try again."""
    again = begin(request, found.proposal_id, found.name)
    changes = list_since(
        again.explanation.case,
        make_reader(again.explanation.case, again.asker.grants),
        seq=form.find_expect(),
        today=current_clock().today(),
    )
    form = again.make_form(data=form.posted)
    form.renew(again.explanation.version)
    reasons = [] if again.explained.is_allowed else [r.message for r in again.explained.reasons]
    return show(request, again, form, status=409, reasons=reasons, changes=changes)


def _list_crumbs(proposal: Proposal, words: str) -> list[dict[str, str]]:
    return list_crumbs(proposal.reference or _("Draft"), words, proposal_id=proposal.pk)


def _answer_done(
    request: HttpRequest, event: Event, transition: Transition, asker: Signatory
) -> HttpResponse:
    """Say that it is done, or proposed, and go on: whoever submits gets a receipt."""
    words = (
        _("“%(transition)s” is proposed: a second person must confirm it.")
        if event.kind == EventKind.FACT
        else _("Done: %(transition)s.")
    )
    messages.success(request, words % {"transition": transition.label})
    page = "proposal_receipt" if transition.name == SUBMIT else "proposal"
    return redirect(reverse(page, args=[event.subject_id]) + asker.query)
