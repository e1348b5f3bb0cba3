"""The dossier of a proposal: all that one reader may know of it; its statements never grow."""

from dataclasses import dataclass
from datetime import date

from lifecycle.models import Attachment, CandidatePorter, Comment, Proposal
from lifecycle.selectors import attachments, comments
from lifecycle.selectors.authorship import AuthorNames, list_authors, name_authors
from lifecycle.selectors.kinship import Kin, Kinship, list_suspicions, read_kinship
from lifecycle.selectors.pending import Pending, list_pending
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.selectors.scores import AssessmentResult, find_result
from lifecycle.selectors.timeline import HistoryEntry, describe_events, query_events
from workflow.clock import current_clock
from workflow.engine import Explanation
from workflow.models import User
from workflow.permissions import Grants, load_grants

#: Entries of the history shown beside the dossier; the whole of it has a page of its own.
LATEST = 6


@dataclass(frozen=True)
class Dossier:
    """A proposal with everything this reader may read of it, as it stands on `today`."""

    proposal: Proposal
    explanation: Explanation
    reader: Reader
    today: date
    authors: AuthorNames
    attachments: list[Attachment]
    comments: list[Comment]
    kinship: Kinship
    suspicions: list[Kin]
    candidates: list[CandidatePorter]
    pending: list[Pending]
    result: AssessmentResult | None
    history: list[HistoryEntry]
    has_more_history: bool


def list_candidates(proposal_id: int) -> list[CandidatePorter]:
    """Return the institutions that may carry the proposal, the first to be asked on top."""
    rows = CandidatePorter.objects.filter(proposal=proposal_id).select_related("institution")
    return list(rows.prefetch_related("institution__names").order_by("rank"))


def load_dossier(
    proposal_id: int,
    *,
    actor: User | None,
    grants: Grants,
    on_behalf_of: User | None = None,
) -> Dossier:
    """Return the dossier as this person may read it, or as the person they act for may.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
    """
    explanation = explain_proposal(
        proposal_id, actor=actor, grants=grants, on_behalf_of=on_behalf_of
    )
    if on_behalf_of is not None:
        grants = load_grants(on_behalf_of)
    case, today = explanation.case, current_clock().today()
    reader = make_reader(case, grants)
    proposal = get_proposal(proposal_id)
    events = list(query_events(case, reader)[: LATEST + 1])
    return Dossier(
        proposal=proposal,
        explanation=explanation,
        reader=reader,
        today=today,
        authors=name_authors(proposal, list_authors(proposal_id), reader),
        attachments=list(attachments.list_readable(case, grants)),
        comments=list(comments.list_readable(case, grants)),
        kinship=read_kinship(proposal, reader, today=today),
        suspicions=list_suspicions(proposal_id) if reader.is_ministry else [],
        candidates=list_candidates(proposal_id) if reader.is_staff else [],
        pending=list_pending(explanation, reader, today=today),
        result=find_result(proposal, reader),
        history=describe_events(events[:LATEST], case, reader, today=today),
        has_more_history=len(events) > LATEST,
    )
