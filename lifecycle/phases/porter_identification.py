"""Porter identification: from a retained dossier to the institution that carries it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from lifecycle.models import ProposalPorter
from lifecycle.phases.records import facts_of
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from workflow.machine import Guard, Move, SeatPlan
from workflow.models import Decision, EventBody, Institution, Verdict


def _has_no_candidate(facts: ProposalFacts) -> bool:
    return not facts.unasked


def is_not_prefilled(facts: ProposalFacts) -> bool:
    """Return whether nobody has checked a pre-filled sheet; a later porter finds the one before."""
    return not facts.sheet.is_prefilled


def _lost_its_lead(facts: ProposalFacts) -> bool:
    return facts.porters.lead_is_dissolved


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
        check=is_not_prefilled,
        fix=_("Pre-fill the sheet from the proposals it is born of, and check it."),
        lifted_by=MINISTRY_TEAM,
    )
    lead_porter_exists = Guard[ProposalFacts](
        _("The lead porter still exists"),
        check=_lost_its_lead,
        fix=_("The lead porter was dissolved: record which body succeeds it, or withdraw it."),
        lifted_by=MINISTRY_LEAD,
    )


def plan_candidates(facts: ProposalFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return the seats of the candidates who can still be asked, in their order."""
    return [SeatPlan(OWNER, institution_id=each) for each in facts.unasked]


def record_lead_porter(move: Move) -> None:
    """Let the institution that accepted lead the dossier; as a partner it was one already.

    Accepted by letter, it leads from the day of the letter, which is kept with it.
    """
    accepted = _get_acceptance(move)
    institution = Institution.objects.get(seat__decisions=accepted)
    body = EventBody.objects.filter(event=accepted.event).first()
    ProposalPorter.objects.filter(
        Q(leads=True) | Q(institution=institution),
        proposal=move.subject_id,
        ended_on__isnull=True,
    ).update(ended_on=_not_before_it_began(move.today))
    ProposalPorter.objects.create(
        proposal_id=move.subject_id,
        institution=institution,
        leads=True,
        letter=json.loads(body.json).get("paper_number", "") if body is not None else "",
        started_on=accepted.event.occurred_on or move.today,
    )


def end_lead_porter(move: Move) -> None:
    """End the part of the lead porter, with its letter and the reason everybody reads."""
    ProposalPorter.objects.filter(
        proposal=move.subject_id,
        institution=facts_of(move).porters.lead_id,
        leads=True,
        ended_on__isnull=True,
    ).update(
        ended_on=_not_before_it_began(move.today),
        end_letter=move.inputs["letter"],
        end_reason=move.inputs["reason"],
    )


def _not_before_it_began(day: date) -> Greatest:
    return Greatest(F("started_on"), Value(day, output_field=DateField()))


def _get_acceptance(move: Move) -> Decision:
    """Return the decision that ended the round of candidates, just written."""
    decided = Decision.objects.filter(
        seat__round__subject=move.subject_id,
        seat__round__name=ACCEPTANCE,
        verdict=str(Verdict.APPROVE),
    )
    return decided.select_related("event").latest("pk")
