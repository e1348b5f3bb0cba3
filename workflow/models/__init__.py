"""The tables of the engine, one noun a module."""

from workflow.models.announcement import Announcement, DeliveryClass
from workflow.models.calendar import (
    CalendarEdition,
    Holiday,
    HolidayAction,
    HolidayChange,
    HolidayKind,
    WorkingDay,
)
from workflow.models.delegation import Delegation
from workflow.models.event import Event, EventBody, EventKind, Via
from workflow.models.heartbeat import Heartbeat
from workflow.models.idempotency import IdempotencyKey
from workflow.models.institution import Institution, InstitutionGrant, InstitutionName
from workflow.models.ladder import Ladder, LadderChange, LadderRung
from workflow.models.people import User
from workflow.models.right_record import RightAction, RightRecord
from workflow.models.round import (
    COUNTING,
    VOTING,
    Decision,
    Round,
    RoundKind,
    RoundOutcome,
    RoundRun,
    Seat,
    Verdict,
)
from workflow.models.subject import Subject, SubjectGrant
from workflow.models.waiver import Waiver
from workflow.models.work_item import (
    LADDER_CLIMBED,
    Escalation,
    EscalationStanding,
    WorkItem,
)

__all__ = [
    "COUNTING",
    "LADDER_CLIMBED",
    "VOTING",
    "Announcement",
    "CalendarEdition",
    "Decision",
    "Delegation",
    "DeliveryClass",
    "Escalation",
    "EscalationStanding",
    "Event",
    "EventBody",
    "EventKind",
    "Heartbeat",
    "Holiday",
    "HolidayAction",
    "HolidayChange",
    "HolidayKind",
    "IdempotencyKey",
    "Institution",
    "InstitutionGrant",
    "InstitutionName",
    "Ladder",
    "LadderChange",
    "LadderRung",
    "RightAction",
    "RightRecord",
    "Round",
    "RoundKind",
    "RoundOutcome",
    "RoundRun",
    "Seat",
    "Subject",
    "SubjectGrant",
    "User",
    "Verdict",
    "Via",
    "Waiver",
    "WorkItem",
    "WorkingDay",
]
