"""Naming the project lead: somebody of the lead porter writes the sheet and answers for it."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.phases.records import facts_of
from lifecycle.selectors.porters import query_people_of
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import OWNER, PROJECT_LEAD
from workflow.machine import Move, Person
from workflow.models import Subject, User
from workflow.permissions import grant, revoke

REASON_MAX_LENGTH = 250


def list_nameable(facts: ProposalFacts) -> QuerySet[User]:
    """Return the people of the lead porter, but for its owners, who approve what is written."""
    lead_id = facts.porters.lead_id
    if lead_id is None:
        return User.objects.none()
    return query_people_of(lead_id, on=facts.today).exclude(
        pk__in=query_people_of(lead_id, on=facts.today, role=OWNER).values("pk")
    )


#: Who will write the sheet.
PERSON = Person(
    "project_lead",
    gettext_lazy("Project lead"),
    among=list_nameable,
    help=gettext_lazy(
        "Somebody of your institution who has an account and is not its owner: one person writes "
        "the sheet, another approves it. The ministry lead invites who is missing."
    ),
)


def name_project_lead(move: Move) -> None:
    """Give the dossier to the person who was named, and take it back from anybody before."""
    person: User = move.inputs[PERSON.name]
    others = facts_of(move).porters.project_lead_ids - {person.pk}
    dossier = Subject.objects.get(pk=move.subject_id)
    _take_back(dossier, others, move)
    grant(PROJECT_LEAD, person, on=dossier, by=move.actor, reason=_describe(dossier))


def relieve_project_leads(move: Move) -> None:
    """Take the dossier back from whoever ran it for a porter that withdraws."""
    dossier = Subject.objects.get(pk=move.subject_id)
    _take_back(dossier, facts_of(move).porters.project_lead_ids, move)


def _take_back(dossier: Subject, people: Iterable[int], move: Move) -> None:
    for person in User.objects.filter(pk__in=people).order_by("pk"):
        revoke(PROJECT_LEAD, person, on=dossier, by=move.actor, reason=_describe(dossier))


def _describe(dossier: Subject) -> str:
    words = _("Project lead of %(reference)s") % {"reference": dossier.reference}
    return words[:REASON_MAX_LENGTH]
