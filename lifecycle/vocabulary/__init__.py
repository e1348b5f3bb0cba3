"""The closed lists of the domain: what exists, under which code, in which words."""

from lifecycle.vocabulary.people import AuthorVisibility, ConflictOrigin, MembershipBody, Side
from lifecycle.vocabulary.phases import PROPOSAL_PHASES, Phase
from lifecycle.vocabulary.planning import (
    AfterSlips,
    AwaitedTask,
    CancelReason,
    PeriodRole,
    ProgressPolicy,
    ReplanningCause,
    ReplanningState,
    StageCode,
)
from lifecycle.vocabulary.porters import CandidateStatus
from lifecycle.vocabulary.proposals import (
    AttachmentPurpose,
    Channel,
    ContentLanguage,
    DuplicateVerdict,
    Extent,
    LineageKind,
    RefusalCode,
)
from lifecycle.vocabulary.road import (
    AnswerEffect,
    ConsultationState,
    ConventionState,
    CouncilState,
    LineOutcome,
    Moderation,
    SignaturePolicy,
)
from lifecycle.vocabulary.states import (
    LIVE_STATES,
    SETTLED_STATES,
    ActivityState,
    CommitmentState,
    PlanState,
    ProposalState,
    StageState,
)

__all__ = [
    "LIVE_STATES",
    "PROPOSAL_PHASES",
    "SETTLED_STATES",
    "ActivityState",
    "AfterSlips",
    "AnswerEffect",
    "AttachmentPurpose",
    "AuthorVisibility",
    "AwaitedTask",
    "CancelReason",
    "CandidateStatus",
    "Channel",
    "CommitmentState",
    "ConflictOrigin",
    "ConsultationState",
    "ContentLanguage",
    "ConventionState",
    "CouncilState",
    "DuplicateVerdict",
    "Extent",
    "LineOutcome",
    "LineageKind",
    "MembershipBody",
    "Moderation",
    "PeriodRole",
    "Phase",
    "PlanState",
    "ProgressPolicy",
    "ProposalState",
    "RefusalCode",
    "ReplanningCause",
    "ReplanningState",
    "Side",
    "SignaturePolicy",
    "StageCode",
    "StageState",
]
