"""Submission: from an idea to a file the ministry can read, complete and answer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext, ngettext_lazy, override
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Proposal
from lifecycle.phases.records import facts_of
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary import PlanState, RefusalCode
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.machine import Guard, Missing, Move, Moving, updating, writing
from workflow.prepared import Update, prepared_update

#: How often the ministry may ask the author for details.
MOST_QUESTIONS = 2

#: What an author can be refused for; that they did not answer is said by the clock alone.
REFUSALS = [each for each in RefusalCode.choices if each[0] != RefusalCode.UNANSWERED]


def _is_window_closed(facts: ProposalFacts) -> bool:
    return not facts.plan.window_open


def _is_window_running(facts: ProposalFacts) -> bool:
    return not facts.plan.window_over


def _is_plan_decided(facts: ProposalFacts) -> bool:
    return facts.plan.state != PlanState.CO_CREATION


def _has_no_question_left(facts: ProposalFacts) -> bool:
    return facts.content.questions_asked >= MOST_QUESTIONS


def _find_blanks(facts: ProposalFacts) -> Missing | None:
    content = facts.content
    blanks = [
        label
        for value, label in (
            (content.title.strip(), gettext("title")),
            (content.problem.strip(), gettext("problem")),
            (content.solution.strip(), gettext("solution")),
            (content.theme_id, gettext("theme")),
        )
        if not value
    ]
    return Missing(len(blanks), {"blanks": gettext(", ").join(blanks)}) if blanks else None


class Needs:
    """What a proposal needs on its way to the ministry and through its hands."""

    window_open = Guard[ProposalFacts](
        _("The plan receives proposals"),
        check=_is_window_closed,
        fix=_("The plan does not receive proposals today: wait until its collection is open."),
        lifted_by=MINISTRY_LEAD,
    )
    window_over = Guard[ProposalFacts](
        _("The collection of the plan is over"),
        check=_is_window_running,
        fix=_("The plan can still receive this proposal: wait until its collection is over."),
        lifted_by=MINISTRY_LEAD,
    )
    texts_present = Guard[ProposalFacts](
        _("Title, problem, solution and theme are filled in"),
        check=_find_blanks,
        fix=ngettext_lazy(
            "%(count)d thing is not filled in: %(blanks)s.",
            "%(count)d things are not filled in: %(blanks)s.",
            "count",
        ),
        lifted_by=AUTHOR,
    )
    question_left = Guard[ProposalFacts](
        _("The author was asked at most once before"),
        check=_has_no_question_left,
        fix=_("The author was already asked twice: decide with what they answered."),
        lifted_by=MINISTRY_TEAM,
    )
    plan_in_co_creation = Guard[ProposalFacts](
        _("The plan is still being made"),
        check=_is_plan_decided,
        fix=_("The plan is not in co-creation any more: submit the idea to the next plan."),
        lifted_by=MINISTRY_LEAD,
    )


@prepared_update
def _ask(proposal: int, question: str) -> Update:
    asked = {"question": question, "questions_asked": F("questions_asked") + 1}
    return Proposal.objects.filter(pk=proposal), asked


@updating(_ask)
def ask(moving: Moving) -> Mapping[str, Any]:
    """Put the question to the author, and count it."""
    return {"proposal": moving.subject_id, "question": moving.inputs["question"]}


def keep_details(move: Move) -> None:
    """Add the author's answer to the details given before."""
    proposal = Proposal.objects.filter(pk=move.subject_id)
    proposal.exclude(details="").update(details=Concat(F("details"), Value("\n\n")))
    proposal.update(details=Concat(F("details"), Value(move.inputs["details"])))


@writing(Proposal)
def keep_refusal(moving: Moving) -> Mapping[str, Any]:
    """Keep the code and the published reason of the refusal."""
    return _refuse(moving, RefusalCode(moving.inputs["code"]), moving.inputs["reason"])


@writing(Proposal)
def refuse_unanswered(moving: Moving) -> Mapping[str, Any]:
    """Keep that the author did not answer, in the language they wrote in."""
    with override(facts_of(moving).content.language):
        reason = gettext("The details asked for were not given in time.")
    return _refuse(moving, RefusalCode.UNANSWERED, reason)


@writing(Proposal)
def keep_redirection(moving: Moving) -> Mapping[str, Any]:
    """Keep the body that received it, and the reference it gave."""
    return {
        "redirected_to": moving.inputs["receiving_body"],
        "redirect_reference": moving.inputs["reference"],
    }


def _refuse(moving: Moving, code: RefusalCode, reason: str) -> Mapping[str, Any]:
    return {"refusal_code": code.value, "decided_reason": reason, "decided_on": moving.today}
