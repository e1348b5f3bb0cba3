"""States as codes, for queries and constraints. What people read is the label in the machine."""

from django.db import models


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    #: Its author writes it; nobody else sees it.
    DRAFT = "draft"
    #: The ministry checks whether it can be admitted.
    SUBMITTED = "submitted"
    #: The ministry asked its author a question.
    NEEDS_DETAILS = "needs_details"
    #: The ministry takes it for a duplicate; its author may object.
    MERGE_PROPOSED = "merge_proposed"
    #: Admitted and public, it waits for the assessment.
    ADMISSIBLE = "admissible"
    #: Assessors score it.
    IN_ASSESSMENT = "in_assessment"
    #: Retained: it becomes a dossier, or is taken up by one.
    PRIORITIZED = "prioritized"
    #: Retained and carried by other dossiers.
    TAKEN_UP = "taken_up"
    #: Candidate porters are asked, in order.
    PORTER_SEARCH = "porter_search"
    #: No candidate accepted.
    UNPORTED = "unported"
    #: The lead porter names who runs it.
    LEAD_NAMING = "lead_naming"
    #: The sheet is being written.
    SHEET_DRAFTING = "sheet_drafting"
    #: The porters' owners approve the sheet.
    SHEET_APPROVAL = "sheet_approval"
    #: Approved, it waits for the consultation.
    READY = "ready"
    #: Everybody can comment on the frozen text.
    IN_CONSULTATION = "in_consultation"
    #: The text is settled after the consultation.
    FINALIZATION = "finalization"
    #: The porters sign.
    SIGNATURE = "signature"
    #: All parties signed.
    SIGNED = "signed"
    #: The council has the file.
    AT_COUNCIL = "at_council"
    #: The government adopted it: a commitment is born.
    ADOPTED = "adopted"
    #: Refused at the door, with a code and a published reason.
    INADMISSIBLE = "inadmissible"
    #: Sent to the body that can act on it.
    REDIRECTED = "redirected"
    #: Its author took it back.
    WITHDRAWN = "withdrawn"
    #: Goes on as part of another proposal.
    MERGED = "merged"
    #: Not retained, with a published reason.
    NOT_RETAINED = "not_retained"
    #: Kept for a later plan.
    DEFERRED = "deferred"
    #: Ended after it was retained, with a published reason.
    DROPPED = "dropped"
    #: A draft nobody submitted before the window closed.
    LAPSED = "lapsed"
    #: Goes on as its parts.
    SPLIT = "split"
    #: Taken up by a dossier that was adopted.
    FULFILLED = "fulfilled"


class CommitmentState(models.TextChoices):
    """Where a commitment is."""

    #: Adopted; no activity has begun.
    NOT_STARTED = "not_started"
    #: At least one activity has begun.
    IN_PROGRESS = "in_progress"
    #: Its owner says it is complete; the ministry verifies.
    DECLARED = "declared"
    #: Stopped until a review date.
    SUSPENDED = "suspended"
    #: Complete, every activity verified.
    COMPLETED = "completed"
    #: Complete, some activities were cancelled.
    COMPLETED_WITH_CANCELLATIONS = "completed_with_cancellations"
    #: The plan ended before all was done.
    PARTIALLY_COMPLETED = "partially_completed"
    #: The plan ended before anything began.
    NOT_STARTED_AT_END = "not_started_at_end"
    #: Given up, publicly.
    WITHDRAWN = "withdrawn"
    #: Goes on in the next plan.
    CARRIED_OVER = "carried_over"


class ActivityState(models.TextChoices):
    """Where an activity is; blocked, overdue and undated are derived, never states."""

    #: Not begun.
    PLANNED = "planned"
    #: Begun.
    IN_PROGRESS = "in_progress"
    #: Being tried out.
    IN_TEST = "in_test"
    #: Said to be done, with evidence.
    REPORTED_DONE = "reported_done"
    #: The evidence was checked by somebody else.
    VERIFIED = "verified"
    #: Will not be done, for the reason given.
    CANCELLED = "cancelled"


class PlanState(models.TextChoices):
    """Where a plan is."""

    #: Proposals are received and become commitments.
    CO_CREATION = "co_creation"
    #: Commitments are being carried out.
    IN_IMPLEMENTATION = "in_implementation"
    #: A four-year plan is reviewed half-way.
    MIDTERM_REVIEW = "midterm_review"
    #: Its end date has passed.
    ENDED = "ended"
    #: The self-assessment is published.
    SELF_ASSESSED = "self_assessed"
    #: Closed for good.
    ARCHIVED = "archived"
    #: Given up before adoption.
    ABANDONED = "abandoned"


class StageState(models.TextChoices):
    """Where a stage of the co-creation is."""

    #: Before its window.
    NOT_STARTED = "not_started"
    #: Its window is open.
    OPEN = "open"
    #: Its gate was passed.
    CLOSED = "closed"
    #: Left out, with a public reason.
    SKIPPED = "skipped"


#: Proposals nobody waits for any more, unless a declared transition takes them back.
SETTLED_STATES: frozenset[ProposalState] = frozenset(
    {
        ProposalState.ADOPTED,
        ProposalState.INADMISSIBLE,
        ProposalState.REDIRECTED,
        ProposalState.WITHDRAWN,
        ProposalState.MERGED,
        ProposalState.NOT_RETAINED,
        ProposalState.DEFERRED,
        ProposalState.DROPPED,
        ProposalState.LAPSED,
        ProposalState.SPLIT,
        ProposalState.FULFILLED,
    }
)
#: Proposals on their road.
LIVE_STATES: frozenset[ProposalState] = frozenset(ProposalState) - SETTLED_STATES
