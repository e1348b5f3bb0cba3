"""Government adoption: the council decides on the plan, line by line.

What it adopts gives birth to a commitment and its activities, from the very text it decided on.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.models.sheet_content import PlannedActivity
from lifecycle.phases import uptakes
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.machine import Guard, PlannedBirth, PlannedMove


def _is_file_open(facts: ProposalFacts) -> bool:
    return not facts.council.is_frozen


def _has_no_decision(facts: ProposalFacts) -> bool:
    return not facts.council.has_decision_document


def _has_no_number(facts: ProposalFacts) -> bool:
    return facts.council.number is None or not facts.council.number_is_free


class Needs:
    """What the council's decisions rest on."""

    file_frozen = Guard[ProposalFacts](
        _("The council's file is frozen"),
        check=_is_file_open,
        fix=_("Freeze the file of the council, with the texts as they were signed."),
        lifted_by=MINISTRY_LEAD,
    )
    council_document = Guard[ProposalFacts](
        _("The council's decision is on file"),
        check=_has_no_decision,
        fix=_("Attach the document of the council's decision."),
        lifted_by=MINISTRY_LEAD,
    )
    number_free = Guard[ProposalFacts](
        _("Its number is that of no other commitment"),
        check=_has_no_number,
        fix=_("It has no number in the plan, or a commitment of the plan bears it already."),
        lifted_by=MINISTRY_TEAM,
    )
    porter_leads = Guard[ProposalFacts](
        _("An institution leads it"),
        check=lambda facts: facts.porters.lead_id is None,
        fix=_("No institution leads it: a commitment is carried by somebody."),
        lifted_by=MINISTRY_TEAM,
    )


def become_commitment(
    facts: ProposalFacts, inputs: Mapping[str, Any]
) -> Iterable[PlannedBirth | PlannedMove]:
    """Plan the commitment that a dossier becomes with its activities, and the end of its ideas."""
    yield plan_commitment(facts)
    yield from uptakes.fulfil_sources(facts, inputs)


def plan_commitment(facts: ProposalFacts) -> PlannedBirth:
    """Return the birth of a commitment out of the text that the council has before it."""
    council, plan_id = facts.council, facts.subject.parent_id
    sheet = council.read_sheet()
    return PlannedBirth(
        "commitment",
        "adopt",
        {
            "plan_id": plan_id,
            "parent_id": plan_id,
            "number": council.number,
            "title_fr": sheet.title_fr,
            "title_ar": sheet.title_ar,
            "theme_id": council.theme_id,
            "sheet_version_id": council.sheet_version_id,
        },
        {
            "porters": facts.porters,
            "born_of": [facts.subject.id, *(each.id for each in facts.sources)],
        },
        parts=tuple(
            plan_activity(rank, each) for rank, each in enumerate(sheet.activities, start=1)
        ),
    )


def plan_activity(rank: int, planned: PlannedActivity) -> PlannedBirth:
    """Return the birth of an activity of the commitment, as the sheet promises it."""
    return PlannedBirth(
        "activity",
        "adopt",
        {
            "key": planned.key,
            "label": str(rank),
            "rank": rank,
            "title_fr": planned.title_fr,
            "title_ar": planned.title_ar,
            "site_fr": planned.site_fr,
            "site_ar": planned.site_ar,
            "deliverable_fr": planned.deliverable_fr,
            "deliverable_ar": planned.deliverable_ar,
        },
        {"planned": planned},
        part_of="commitment",
    )
