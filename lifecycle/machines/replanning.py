"""The machine of a replanning: asked for, seen by the owner, decided by somebody else."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases import replanning as phase
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.selectors.replanning_facts import ReplanningFacts, load_replanning_facts
from lifecycle.selectors.replanning_visibility import replannings_visible_to, sees_replanning
from lifecycle.vocabulary import Phase, ReplanningCause
from lifecycle.vocabulary.roles import (
    ASKER,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PORTER_MEMBER,
    PROJECT_LEAD,
)
from workflow.deadlines import working_days
from workflow.machine import (
    Birth,
    Choice,
    DeclaredRound,
    End,
    Exit,
    StateMachine,
    SubjectRow,
    Text,
    Transition,
    Wait,
    Waiting,
)
from workflow.models import RoundKind
from workflow.permissions import Grants
from workflow.roles import Automatic

STANDARD = "standard"
PHASE = Phase.IMPLEMENTATION
Needs = phase.Needs
#: Whoever asked, and whoever belongs to an institution that carries it, decides nothing of it.
_SOMEBODY_ELSE = (ASKER, PORTER_MEMBER)
_ASKED = (
    Text("words", _("New date in words"), lines=1, max_length=300, public=True),
    Choice("cause", _("Cause"), choices=ReplanningCause.choices, public=True),
    Text("reason", _("Reason"), public=True),
)


class At:
    """Where a request can be."""

    asked = Waiting(
        pgettext_lazy("replanning", "Asked for"),
        phase=PHASE,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(OWNER, term=working_days(3), otherwise=MINISTRY_TEAM)],
        ladder=STANDARD,
    )
    submitted = Waiting(
        _("Before the ministry"),
        phase=PHASE,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10))],
        ladder=STANDARD,
    )
    escalated = Waiting(_("Before the committee"), phase=PHASE, exits=[Exit.FORWARD, Exit.REFUSE])
    accepted = End(pgettext_lazy("replanning", "Accepted"), phase=PHASE)
    refused = End(pgettext_lazy("replanning", "Refused"), phase=PHASE)
    withdrawn = End(pgettext_lazy("replanning", "Taken back"), phase=PHASE)


class Asking:
    """From the first words to the desk of the ministry."""

    ask = Birth(
        At.asked,
        label=_("Ask for a new date"),
        by=(FOCAL_POINT, PROJECT_LEAD),
        takes=_ASKED,
    )
    bulk = Birth(
        At.submitted,
        label=_("Ask for new dates together"),
        by=MINISTRY_TEAM,
        takes=_ASKED,
    )
    load = Birth(
        None,
        into=[each for each in vars(At).values() if isinstance(each, Waiting | End)],
        label=_("Load a replanning"),
        by=Automatic.SYSTEM,
        takes=LOAD_INPUTS,
    )
    forward = Transition(
        At.asked >> At.submitted,
        label=_("Send it on to the ministry"),
        by=OWNER,
        then=[phase.note_silence],
        after_due=True,
        help=_("After three working days without an answer it is sent on, and that is shown."),
    )
    hold_back = Transition(
        At.asked >> At.withdrawn,
        label=_("Hold it back"),
        by=OWNER,
        takes=[PUBLIC_REASON],
        cascades=phase.keep_date,
        then=[phase.close_request],
    )
    withdraw = Transition(
        [At.asked, At.submitted, At.escalated] >> At.withdrawn,
        label=_("Take it back"),
        by=ASKER,
        cascades=phase.keep_date,
        then=[phase.close_request],
    )


class Deciding:
    """The ministry within what it may, the committee beyond; nobody's silence accepts anything.

    Whoever asked neither records nor confirms what the committee decided. A member of the porter
    does: the committee decides on what the ministry itself carries, whose team keeps its minutes.
    """

    accept = Transition(
        At.submitted >> At.accepted,
        label=_("Accept the new date"),
        by=MINISTRY_TEAM,
        not_by=_SOMEBODY_ELSE,
        needs=[Needs.target_goes_on, Needs.inside_the_plan, Needs.second_slip_at_most],
        cascades=phase.move_date,
        then=[phase.close_request],
    )
    refuse = Transition(
        At.submitted >> At.refused,
        label=_("Refuse the new date"),
        by=MINISTRY_TEAM,
        not_by=_SOMEBODY_ELSE,
        takes=[PUBLIC_REASON],
        cascades=phase.keep_date,
        then=[phase.close_request],
    )
    escalate = Transition(
        At.submitted >> At.escalated,
        label=_("Send it to the committee"),
        by=MINISTRY_TEAM,
    )
    escalate_unanswered = Transition(
        At.submitted >> At.escalated,
        label=_("Send it to the committee unanswered"),
        by=Automatic.SYSTEM,
        after_due=True,
    )
    accept_beyond = Transition(
        At.escalated >> At.accepted,
        label=_("The committee accepts the new date"),
        by=Automatic.ROUND,
        cascades=phase.move_date,
        then=[phase.close_request],
    )
    refuse_beyond = Transition(
        At.escalated >> At.refused,
        label=_("The committee refuses the new date"),
        by=Automatic.ROUND,
        takes=[PUBLIC_REASON],
        cascades=phase.keep_date,
        then=[phase.close_request],
    )
    settle_accept = Transition(
        At.escalated >> At.accepted,
        label=_("Accept the new date for the committee"),
        by=MINISTRY_LEAD,
        not_by=_SOMEBODY_ELSE,
        needs=[Needs.committee_is_late, Needs.target_goes_on],
        takes=[PUBLIC_REASON],
        cascades=phase.move_date,
        then=[phase.close_request],
    )
    settle_refuse = Transition(
        At.escalated >> At.refused,
        label=_("Refuse the new date for the committee"),
        by=MINISTRY_LEAD,
        not_by=_SOMEBODY_ELSE,
        needs=[Needs.committee_is_late],
        takes=[PUBLIC_REASON],
        cascades=phase.keep_date,
        then=[phase.close_request],
    )
    committee_accepts = Transition(
        [At.submitted, At.escalated] >> At.accepted,
        label=_("Record that the committee accepts the new date"),
        by=(),
        not_by=ASKER,
        recorded_by=MINISTRY_TEAM,
        needs=[Needs.target_goes_on],
        cascades=phase.move_date,
        then=[phase.close_request],
    )
    committee_refuses = Transition(
        [At.submitted, At.escalated] >> At.refused,
        label=_("Record that the committee refuses the new date"),
        by=(),
        not_by=ASKER,
        recorded_by=MINISTRY_TEAM,
        takes=[PUBLIC_REASON],
        cascades=phase.keep_date,
        then=[phase.close_request],
    )


class Rounds:
    """The committee decides; those of an institution concerned abstain, and are not seated.

    They stand in for nobody there either.
    """

    committee = DeclaredRound(
        At.escalated,
        label=_("Decision of the committee on a new date"),
        kind=RoundKind.DECIDING,
        seats=phase.plan_committee,
        term=working_days(30),
        ladder=STANDARD,
        rule=phase.HALF_AND_MORE,
        excluded=phase.exclude_concerned,
        on_paper=True,
        passed=Deciding.accept_beyond,
        returned=Deciding.refuse_beyond,
    )


class ReplanningMachine(StateMachine):
    """A request for a new date of an activity, or of a commitment whose period is its own.

    What was promised at first never moves. The ministry accepts what ends inside the plan and is
    the second slip at most; beyond, and of what it carries itself, the committee decides.
    """

    kind = "replanning"
    model = "lifecycle.Replanning"
    version = "2026.1"
    parts = (At, Needs, Asking, Deciding, Rounds)
    paper_documents = phase.list_minutes

    @classmethod
    def load_facts(
        cls, subjects: Sequence[SubjectRow], *, today: date
    ) -> Mapping[int, ReplanningFacts]:
        """Return the facts of each request by id, in a fixed number of statements."""
        return load_replanning_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: ReplanningFacts) -> bool:
        """Return whether the holder of `grants` may read the request."""
        return sees_replanning(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the requests the holder of `grants` may read."""
        return replannings_visible_to(grants, today=today)
