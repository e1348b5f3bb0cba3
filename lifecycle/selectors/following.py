"""A proposal followed by its link, without an account: public facts, never who wrote it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.models import Proposal
from lifecycle.selectors.kinship import Kinship, read_kinship
from lifecycle.selectors.readers import Reader
from lifecycle.selectors.timeline import HistoryEntry, describe_events, query_events
from workflow.clock import current_clock
from workflow.engine.explaining import Waited, waiting_for
from workflow.engine.reading import Case, load_case
from workflow.exceptions import SubjectNotFoundError
from workflow.permissions import NOBODY


@dataclass(frozen=True)
class Followed:
    """Where a proposal stands, for whoever has its link."""

    proposal: Proposal
    case: Case
    waiting: list[Waited]
    history: list[HistoryEntry]
    kinship: Kinship


def get_followed(token: str) -> Followed:
    """Return the proposal of this link.

    Raises:
        SubjectNotFoundError: it leads nowhere (404).
    """
    proposal = Proposal.objects.select_related("plan").filter(receipt_token=token).first()
    if proposal is None or not proposal.reference:
        raise SubjectNotFoundError(_("This link leads nowhere."))
    today = current_clock().today()
    case = load_case(proposal.pk, today=today)
    # Whoever has the link may have it from anybody, so they read as the public does.
    stranger = Reader(NOBODY, frozenset())
    return Followed(
        proposal=proposal,
        case=case,
        waiting=waiting_for(proposal.pk, today=today),
        history=describe_events(query_events(case, stranger), case, stranger, today=today),
        kinship=read_kinship(proposal, stranger, today=today),
    )
