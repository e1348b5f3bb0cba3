"""The ladders of the procedure: who hears of what is late, as a new installation begins."""

from lifecycle.vocabulary.roles import (
    AUTHOR,
    COMMITTEE,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.ladders import CountedFrom, DeclaredLadder, Rung, RungForm

LADDERS: tuple[DeclaredLadder, ...] = (
    # A draft waits for its author alone.
    DeclaredLadder(
        "draft",
        "Brouillon",
        "مسودة",
        "Draft",
        (Rung("D5", -5, (AUTHOR,)), Rung("D1", -1, (AUTHOR,), RungForm.AT_ONCE)),
    ),
    # A step of the procedure: the team on the day, then the lead.
    DeclaredLadder(
        "standard",
        "Étape de la procédure",
        "مرحلة من المسطرة",
        "Step of the procedure",
        (Rung("R1", 0, (MINISTRY_TEAM,)), Rung("R2", 5, (MINISTRY_LEAD,))),
    ),
    # An activity: who answers for it first, then the ministry, then the committee's list. R5 is no
    # matter of days: a third slip, or a period past the plan's end.
    DeclaredLadder(
        "activity",
        "Activité",
        "نشاط",
        "Activity",
        (
            Rung("R0-10", -10, (PROJECT_LEAD, FOCAL_POINT)),
            Rung("R0-3", -3, (PROJECT_LEAD, FOCAL_POINT)),
            Rung("R1", 0, (PROJECT_LEAD, FOCAL_POINT), RungForm.AT_ONCE),
            Rung("R2", 5, (FOCAL_POINT, SUPERIOR)),
            Rung("R3", 10, (MINISTRY_TEAM,), RungForm.WORK_ITEM),
            Rung("R4", 15, (COMMITTEE,), RungForm.LIST),
        ),
    ),
    # No date was given: counted from the day that was recorded, or from the announced start.
    DeclaredLadder(
        "undated",
        "Sans visibilité",
        "بدون تاريخ محدد",
        "Undated",
        (
            Rung("U1-20", 20, (FOCAL_POINT,)),
            Rung("U1-30", 30, (SUPERIOR,)),
            Rung("U1-40", 40, (COMMITTEE,), RungForm.LIST),
        ),
        CountedFrom.OPENING,
    ),
    # Somebody else's answer is awaited: counted from the day it was asked for.
    DeclaredLadder(
        "awaited",
        "En attente de retour",
        "في انتظار الرد",
        "Answer awaited",
        (
            Rung("W1-5", 5, (FOCAL_POINT,)),
            Rung("W1-10", 10, (FOCAL_POINT,)),
            Rung("W1-20", 20, (OWNER,)),
        ),
        CountedFrom.OPENING,
    ),
    # Nobody said who that is: the owner must, before anybody can be asked.
    DeclaredLadder(
        "unnamed",
        "Partie à désigner",
        "جهة يتعين تحديدها",
        "Party to be named",
        (
            Rung("W1-5", 5, (OWNER,)),
            Rung("W1-10", 10, (OWNER,)),
            Rung("W1-20", 20, (OWNER, MINISTRY_TEAM)),
        ),
        CountedFrom.OPENING,
    ),
)
