"""Assessment: who is seated to score a proposal, and what a decision on it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from lifecycle.selectors.assessors import Conflict, list_assessors
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.selectors.visibility import follows_the_procedure
from lifecycle.vocabulary.roles import ASSESSOR, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.machine import Guard, Reference, SeatPlan
from workflow.models import Seat, User

#: A proposal is scored by at least two people.
FEWEST_ASSESSORS = 2

_REASONS = {
    Conflict.AUTHOR: _("%(person)s is an author of the proposal."),
    Conflict.SAME_BODY: _(
        "%(person)s belongs to the same association or institution as an author."
    ),
    Conflict.DECLARED: _("%(person)s has a declared conflict of interest."),
}


def list_candidates(facts: ProposalFacts) -> QuerySet[User]:
    """Return the assessors of the day; those with a conflict are refused with their reasons."""
    return list_assessors(today=facts.today)


#: The people who will score it.
ASSESSORS = Reference("assessors", _("Assessors"), among=list_candidates, many=True)


def _count_assessors_missing(facts: ProposalFacts) -> int:
    free = facts.assessors - facts.conflicts.keys()
    return max(FEWEST_ASSESSORS - len(free), 0)


def _count_missing_scores(facts: ProposalFacts) -> int:
    return facts.missing_scores


def _has_no_minutes(facts: ProposalFacts) -> bool:
    return not facts.has_minutes


def list_awaited_assessors(subject_id: int, asker: int | None) -> list[str]:
    """Return the names of the assessors who have not scored, for those who follow the procedure."""
    if not follows_the_procedure(asker):
        return []
    seats = Seat.objects.filter(
        round__subject=subject_id, round__name=ASSESSMENT, round__outcome="", decisions=None
    ).select_related("person")
    return [str(seat.person) for seat in seats]


class Needs:
    """What the assessment of a proposal rests on."""

    assessors_available = Guard[ProposalFacts](
        _("Two assessors have no conflict of interest"),
        check=_count_assessors_missing,
        fix=ngettext_lazy(
            "%(count)d assessor without conflict of interest is missing: name one.",
            "%(count)d assessors without conflict of interest are missing: name them.",
            "count",
        ),
        lifted_by=MINISTRY_LEAD,
    )
    scored = Guard[ProposalFacts](
        _("Every assessor has scored it"),
        check=_count_missing_scores,
        fix=ngettext_lazy("%(count)d score is missing.", "%(count)d scores are missing.", "count"),
        lifted_by=(ASSESSOR, MINISTRY_LEAD),
        waivable=True,
        detail=list_awaited_assessors,
    )
    minutes_attached = Guard[ProposalFacts](
        _("The minutes of the workshop are attached"),
        check=_has_no_minutes,
        fix=_("Attach the minutes of the workshop to the proposal or to its plan."),
        lifted_by=MINISTRY_TEAM,
    )


def check_assessors(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return every reason why the chosen people must not be seated together."""
    chosen: list[User] = list(inputs["assessors"])
    errors = [
        str(_REASONS[conflict]) % {"person": person}
        for person in chosen
        for conflict in Conflict
        if conflict in facts.conflicts.get(person.pk, ())
    ]
    if len(chosen) < FEWEST_ASSESSORS:
        errors.insert(
            0,
            ngettext(
                "Choose at least %(count)d assessor.",
                "Choose at least %(count)d assessors.",
                FEWEST_ASSESSORS,
            )
            % {"count": FEWEST_ASSESSORS},
        )
    return {"assessors": errors} if errors else {}


def plan_seats(facts: ProposalFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return one seat for each chosen assessor, in the order of their names."""
    return [SeatPlan(ASSESSOR, person_id=person.pk) for person in inputs.get("assessors") or ()]
