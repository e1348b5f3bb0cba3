"""Waivers: the ministry lead lifts a waivable condition for one subject, publicly."""

from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow import engine
from workflow.models import Subject, User, Via, Waiver


def waive(
    subject: Subject | int,
    *,
    guard: str,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Waiver:
    """Lift the guard of this name for the subject, for a reason everybody can read.

    Raises:
        WorkflowError: as `workflow.engine.waive` does.
    """
    return engine.waive(
        subject,
        guard,
        actor=actor,
        reason=reason,
        by=MINISTRY_LEAD,
        expect=expect,
        via=via,
    )
