"""What the guards of a proposal know of the institutions that carry it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lifecycle.models import ProposalPorter
from lifecycle.vocabulary.roles import PROJECT_LEAD
from workflow.machine import SubjectRow
from workflow.models import SubjectGrant
from workflow.permissions.grants import ROLE_PREFIX
from workflow.prepared import prepared


@dataclass(frozen=True)
class PorterFacts:
    """The institutions that carry a dossier today, and who runs it for them."""

    lead_id: int | None = None
    partner_ids: frozenset[int] = frozenset()
    #: Institutions that led it and withdrew.
    withdrawn_ids: frozenset[int] = frozenset()
    #: The lead porter does not exist any more, and no other body has taken over.
    lead_is_dissolved: bool = False
    project_lead_ids: frozenset[int] = frozenset()

    @property
    def all_ids(self) -> frozenset[int]:
        """Return every institution that carries it, the lead included."""
        return self.partner_ids | self.leading_ids

    @property
    def leading_ids(self) -> frozenset[int]:
        """Return the lead porter alone, or nobody."""
        return frozenset() if self.lead_id is None else frozenset({self.lead_id})


def load_porter_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, PorterFacts]:
    """Return the porters of each proposal, in two statements."""
    ids = [row.id for row in rows]
    named = _read_project_leads(ids)
    porters: dict[int, list[_Row]] = {}
    for proposal_id, *values in _list_porters(ids):
        porters.setdefault(proposal_id, []).append(_Row(*values))
    return {
        key: _assemble(porters.get(key, ()), named.get(key, frozenset()))
        for key in {*porters, *named}
    }


@prepared
def _list_porters(proposals: Iterable[int]) -> QuerySet[ProposalPorter, tuple[Any, ...]]:
    porters = ProposalPorter.objects.filter(proposal__in=proposals).order_by("pk")
    return porters.values_list(
        "proposal_id", "institution_id", "leads", "ended_on", "institution__dissolved_on"
    )


@dataclass(frozen=True)
class _Row:
    institution_id: int
    leads: bool
    ended_on: date | None
    dissolved_on: date | None


def _assemble(rows: Iterable[_Row], project_leads: frozenset[int]) -> PorterFacts:
    current = [row for row in rows if row.ended_on is None]
    lead = next((row for row in current if row.leads), None)
    return PorterFacts(
        lead_id=lead.institution_id if lead is not None else None,
        partner_ids=frozenset(row.institution_id for row in current if not row.leads),
        withdrawn_ids=frozenset(
            row.institution_id for row in rows if row.leads and row.ended_on is not None
        ),
        lead_is_dissolved=lead is not None and lead.dissolved_on is not None,
        project_lead_ids=project_leads,
    )


def _read_project_leads(ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for proposal_id, person_id in _list_named(ids):
        found[proposal_id] = found.get(proposal_id, frozenset()) | {person_id}
    return found


@prepared
def _list_named(proposals: Iterable[int]) -> QuerySet[SubjectGrant, tuple[int, int]]:
    named = SubjectGrant.objects.filter(
        content_object__in=proposals,
        permission__codename=f"{ROLE_PREFIX}{PROJECT_LEAD.code}",
        user__is_active=True,
    )
    return named.values_list("content_object_id", "user_id")
