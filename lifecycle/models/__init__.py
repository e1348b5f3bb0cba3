"""The tables of the domain, one noun a module."""

from lifecycle.models.activity import STILL_AWAITED, Activity, AwaitedParty
from lifecycle.models.assessment import Assessment, ConflictOfInterest, Score
from lifecycle.models.attachment import Attachment
from lifecycle.models.author import ProposalAuthor
from lifecycle.models.candidate import CandidatePorter
from lifecycle.models.comment import Comment
from lifecycle.models.commitment import Commitment, CommitmentPorter
from lifecycle.models.consultation import Consultation, Contribution, LeftOutLine
from lifecycle.models.convention import (
    Convention,
    ConventionAnnex,
    ConventionParty,
    ConventionTextVersion,
)
from lifecycle.models.council import Council, CouncilLine
from lifecycle.models.criterion import Criterion
from lifecycle.models.duplicate import DuplicateSuspicion
from lifecycle.models.follower import Follower
from lifecycle.models.identity import SiteIdentity
from lifecycle.models.indicator import Indicator, IndicatorReading
from lifecycle.models.invitation import Invitation, InvitedRole
from lifecycle.models.lineage import Lineage, Uptake
from lifecycle.models.mail_answer import MailAnswer
from lifecycle.models.membership import Membership
from lifecycle.models.period import NextStep, PeriodRecord, make_period_columns
from lifecycle.models.plan import ActionPlan, PlanLabel
from lifecycle.models.plan_version import PlanVersion, PlanVersionLine
from lifecycle.models.porter import ProposalPorter
from lifecycle.models.proposal import Proposal
from lifecycle.models.replanning import Replanning
from lifecycle.models.setup_token import SetupToken
from lifecycle.models.sheet import Sheet, SheetVersion
from lifecycle.models.stage import PlanStage, StageWork
from lifecycle.models.theme import Theme

__all__ = [
    "STILL_AWAITED",
    "ActionPlan",
    "Activity",
    "Assessment",
    "Attachment",
    "AwaitedParty",
    "CandidatePorter",
    "Comment",
    "Commitment",
    "CommitmentPorter",
    "ConflictOfInterest",
    "Consultation",
    "Contribution",
    "Convention",
    "ConventionAnnex",
    "ConventionParty",
    "ConventionTextVersion",
    "Council",
    "CouncilLine",
    "Criterion",
    "DuplicateSuspicion",
    "Follower",
    "Indicator",
    "IndicatorReading",
    "Invitation",
    "InvitedRole",
    "LeftOutLine",
    "Lineage",
    "MailAnswer",
    "Membership",
    "NextStep",
    "PeriodRecord",
    "PlanLabel",
    "PlanStage",
    "PlanVersion",
    "PlanVersionLine",
    "Proposal",
    "ProposalAuthor",
    "ProposalPorter",
    "Replanning",
    "Score",
    "SetupToken",
    "Sheet",
    "SheetVersion",
    "SiteIdentity",
    "StageWork",
    "Theme",
    "Uptake",
    "make_period_columns",
]
