"""Sheet drafting: from a pre-filled text to the one its porters approve."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lifecycle.models import Sheet
from lifecycle.phases.records import facts_of
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from workflow.machine import Guard, Missing, Move, SeatPlan, Text

#: After so many returns the porters meet before the sheet is submitted again.
RETURNS_BEFORE_A_MEETING = 3
#: What all who object said together; no settlement may fail because they said much.
COMMENTS = Text(
    "comment", _("What the owners ask for"), lines=6, max_length=1_000_000, required=False
)


def _is_incomplete(facts: ProposalFacts) -> bool:
    return not facts.sheet.is_complete


def _find_lint(facts: ProposalFacts) -> Missing | int:
    """Return how many findings there are; a text that was not examined counts as one."""
    return 1 if facts.sheet.lint_findings is None else facts.sheet.lint_findings


def _has_no_activity(facts: ProposalFacts) -> bool:
    return facts.sheet.planned_activities < 1


def _lacks_a_meeting(facts: ProposalFacts) -> bool:
    sheet = facts.sheet
    return sheet.returns >= RETURNS_BEFORE_A_MEETING and not sheet.has_meeting_minutes


def _is_frozen(facts: ProposalFacts) -> bool:
    return facts.sheet.is_frozen


class Needs:
    """What a sheet needs to be read, approved or opened again."""

    sheet_complete = Guard[ProposalFacts](
        _("The sheet is complete"),
        check=_is_incomplete,
        fix=_("Fill in every part of the sheet, in French and in Arabic."),
        lifted_by=PROJECT_LEAD,
    )
    lint_clean = Guard[ProposalFacts](
        _("The sheet can be verified"),
        check=_find_lint,
        fix=ngettext_lazy(
            "%(count)d wording cannot be verified or was not examined.",
            "%(count)d wordings cannot be verified or were not examined.",
            "count",
        ),
        lifted_by=(PROJECT_LEAD, MINISTRY_LEAD),
        waivable=True,
    )
    activity_planned = Guard[ProposalFacts](
        _("An activity has a deliverable, an indicator and a period inside the plan"),
        check=_has_no_activity,
        fix=_("Plan an activity with a deliverable, an indicator and a period inside the plan."),
        lifted_by=PROJECT_LEAD,
    )
    meeting_held = Guard[ProposalFacts](
        _("The porters have met after the third return"),
        check=_lacks_a_meeting,
        fix=_("Attach the minutes of the porters' meeting: the sheet was returned three times."),
        lifted_by=MINISTRY_TEAM,
    )
    not_frozen = Guard[ProposalFacts](
        _("The draft of the plan is not frozen"),
        check=_is_frozen,
        fix=_("The draft of the plan is frozen with this sheet: wait for the consultation."),
        lifted_by=MINISTRY_LEAD,
    )


def plan_owners(facts: ProposalFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return one seat for the owner of each porter, the lead porter first, bound to the text."""
    porters = [*facts.porters.leading_ids, *sorted(facts.porters.partner_ids)]
    text = facts.sheet.content_hash
    return [SeatPlan(OWNER, institution_id=each, content_hash=text) for each in porters]


def name_text(facts: ProposalFacts) -> str:
    """Return the hash of the text as it is now, to which every approval is bound."""
    return facts.sheet.content_hash


def exclude_editor(facts: ProposalFacts) -> frozenset[int]:
    """Return who edited the text last: they must not approve what they wrote."""
    editor = facts.sheet.last_editor_id
    return frozenset() if editor is None else frozenset({editor})


def count_return(move: Move) -> None:
    """Count the return of the sheet; after the porters have met about it, from one again."""
    sheet = facts_of(move).sheet
    returns = 1 if sheet.has_meeting_minutes else sheet.returns + 1
    Sheet.objects.filter(proposal=move.subject_id).update(returns=returns, returned_at=move.now)
