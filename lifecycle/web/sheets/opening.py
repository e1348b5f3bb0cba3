"""Opening a sheet: the dossier it belongs to, as this reader may see it."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.models import Proposal
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposals import KIND, get_proposal
from lifecycle.selectors.sheet_rights import is_open_to, reads_drafts
from lifecycle.selectors.sheets import make_unknown
from lifecycle.web.proposals.dossier import list_crumbs
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.engine.reading import Case, load_case
from workflow.machine.keys import LARGEST_KEY
from workflow.permissions import Grants


@dataclass(frozen=True)
class Opened:
    """A dossier before a reader."""

    case: Case
    grants: Grants
    proposal: Proposal

    @property
    def facts(self) -> ProposalFacts:
        """Return what the guards know of the dossier."""
        return cast("ProposalFacts", self.case.facts)

    @property
    def state(self) -> str:
        """Return the state of the dossier."""
        return self.case.row.state

    @property
    def reads_drafts(self) -> bool:
        """Return whether every version is theirs to read."""
        return reads_drafts(self.grants, self.facts)

    @property
    def may_write(self) -> bool:
        """Return whether they may write the sheet now."""
        return is_open_to(self.grants, self.facts)


def open_dossier(request: HttpRequest, pk: int) -> Opened:
    """Return the dossier of this number.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it (404).
    """
    if pk > LARGEST_KEY:
        raise make_unknown()
    grants = read_grants(request)
    case = load_case(pk, today=current_clock().today())
    if case.row.kind != KIND or not case.machine.sees(grants, case.facts):
        raise make_unknown()
    return Opened(case, grants, get_proposal(pk))


def describe_frame(opened: Opened, *words: str) -> dict[str, Any]:
    """Return what every page of a sheet shows around its own part."""
    pk = opened.proposal.pk
    crumbs = list_crumbs(opened.proposal.reference or _("Draft"), _("Sheet"), proposal_id=pk)
    if words:
        crumbs[-1]["url"] = reverse("sheet", args=[pk])
        crumbs += [{"words": each, "url": ""} for each in words]
    return {
        "proposal": opened.proposal,
        "opened": opened,
        "state_label": opened.case.machine.states[opened.state].label,
        "crumbs": crumbs,
    }


def find_sheet_page(pk: int, **_others: object) -> str:
    """Return the address of the sheet: where a refused reader goes on."""
    return reverse("sheet", args=[pk])
