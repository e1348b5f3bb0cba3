"""Porter identification: from a retained dossier to the institution that carries it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_TEAM, OWNER
from workflow.machine import Guard, SeatPlan


def _has_no_candidate(facts: ProposalFacts) -> bool:
    return not facts.unasked


def _is_not_prefilled(facts: ProposalFacts) -> bool:
    return not facts.sheet.is_prefilled


class Needs:
    """What the search for a porter rests on."""

    candidate_ranked = Guard[ProposalFacts](
        _("A candidate porter can be asked"),
        check=_has_no_candidate,
        fix=_("Name an institution that may carry it and has neither declined nor withdrawn."),
        lifted_by=MINISTRY_TEAM,
    )
    sheet_prefilled = Guard[ProposalFacts](
        _("The pre-filled sheet was checked"),
        check=_is_not_prefilled,
        fix=_("Pre-fill the sheet from the proposals it is born of, and check it."),
        lifted_by=MINISTRY_TEAM,
    )


def plan_first_candidate(facts: ProposalFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return the seat of the candidate asked first; the next is asked when it declines."""
    return [SeatPlan(OWNER, institution_id=each) for each in facts.unasked[:1]]
