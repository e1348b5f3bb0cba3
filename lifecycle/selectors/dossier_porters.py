"""Who carries a dossier and who did: its porters with their letters, and who runs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.models import ProposalPorter
from lifecycle.selectors.porter_facts import PorterFacts
from workflow.exceptions import SubjectNotFoundError
from workflow.models import User


@dataclass(frozen=True)
class DossierPorters:
    """The porters of a dossier, the lead first, those it had, and its project leads."""

    current: Sequence[ProposalPorter]
    former: Sequence[ProposalPorter]
    project_leads: Sequence[User]

    @property
    def has_lead(self) -> bool:
        """Return whether one of them leads the dossier today."""
        return any(porter.leads for porter in self.current)


def read_dossier_porters(proposal_id: int, facts: PorterFacts) -> DossierPorters:
    """Return who carries the dossier and who did, in three statements."""
    rows = list_porters(proposal_id)
    people = User.objects.filter(pk__in=facts.project_lead_ids).order_by("pk")
    return DossierPorters(
        current=[row for row in rows if row.ended_on is None],
        former=[row for row in rows if row.ended_on is not None],
        project_leads=list(people),
    )


def list_porters(proposal_id: int) -> list[ProposalPorter]:
    """Return who carries the dossier, the lead first, then who did; in two statements."""
    rows = (
        ProposalPorter.objects.filter(proposal=proposal_id)
        .select_related("institution")
        .prefetch_related("institution__names")
        .order_by("-leads", "pk")
    )
    return sorted(rows, key=lambda row: row.ended_on is not None)


def get_partner(porter_id: int, *, proposal_id: int) -> ProposalPorter:
    """Return an institution that carries this dossier beside its lead porter.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = (
        ProposalPorter.objects.filter(
            pk=porter_id, proposal=proposal_id, leads=False, ended_on__isnull=True
        )
        .select_related("institution")
        .first()
    )
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found
