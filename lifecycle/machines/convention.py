"""The machine of a convention: written, agreed, signed by each party, in force, amended, ended."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.machines.births import LOAD_INPUTS
from lifecycle.phases import convention_writing as writing
from lifecycle.phases import conventions
from lifecycle.phases.records import PUBLIC_REASON
from lifecycle.selectors.convention_signing_facts import SigningFacts, load_signing_facts
from lifecycle.selectors.convention_visibility import conventions_visible_to, sees_convention
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.deadlines import milestone, working_days
from workflow.machine import (
    Birth,
    DeclaredRound,
    End,
    Exit,
    StateMachine,
    SubjectRow,
    Transition,
    Wait,
    Waiting,
)
from workflow.models import RoundKind
from workflow.permissions import Grants
from workflow.roles import Automatic

STANDARD = "standard"
PHASE = Phase.CONVENTION_SIGNATURE
Needs = conventions.Needs


class At:
    """Where a convention can be."""

    draft = Waiting(
        _("Text being written"),
        phase=PHASE,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10))],
        ladder=STANDARD,
    )
    text_agreed = Waiting(
        _("Text agreed"),
        phase=PHASE,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=working_days(5))],
        ladder=STANDARD,
    )
    signing = Waiting(_("Being signed"), phase=PHASE, exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE])
    in_force = Waiting(
        _("In force"),
        phase=PHASE,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=milestone("plan_end"))],
        ladder=STANDARD,
    )
    amending = Waiting(
        _("Amendment being signed"),
        phase=PHASE,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("plan_end"))],
        ladder=STANDARD,
    )
    abandoned = End(pgettext_lazy("convention", "Given up"), phase=PHASE)
    terminated = End(_("Ended before its time"), phase=PHASE)
    expired = End(_("Ended with its plan"), phase=PHASE)


class Signing:
    """From the first words to the last signature."""

    create = Birth(
        At.draft,
        label=_("Write a convention"),
        by=MINISTRY_TEAM,
        then=[writing.give_reference],
    )
    load = Birth(
        None,
        into=[each for each in vars(At).values() if isinstance(each, Waiting | End)],
        label=_("Load a convention"),
        by=Automatic.SYSTEM,
        takes=LOAD_INPUTS,
        then=[writing.give_reference],
    )
    agree_text = Transition(
        At.draft >> At.text_agreed,
        label=_("Agree on the text"),
        by=MINISTRY_TEAM,
        needs=[Needs.parties_named, Needs.dossier_annexed, Needs.text_written],
    )
    reopen_text = Transition(
        At.text_agreed >> At.draft, label=_("Open the text again"), by=MINISTRY_TEAM
    )
    open_signing = Transition(
        At.text_agreed >> At.signing,
        label=_("Invite the parties to sign"),
        by=MINISTRY_LEAD,
        needs=[Needs.parties_named, Needs.lines_settled],
        cascades=conventions.complete_lines,
        then=[writing.keep_text],
    )
    complete = Transition(
        At.signing >> At.in_force,
        label=_("Complete the signatures"),
        by=Automatic.ROUND,
        cascades=conventions.complete_lines,
        then=[writing.come_into_force],
    )
    complete_partial = Transition(
        At.signing >> At.in_force,
        label=_("Bring into force without every signature"),
        by=MINISTRY_LEAD,
        needs=[Needs.partial_allowed, Needs.line_complete],
        takes=[PUBLIC_REASON],
        cascades=conventions.settle_lines,
        then=[writing.leave_unsigned, writing.come_into_force],
        help=_(
            "Dossiers with all their signatures, or whose missing ones you have waived, go on; the "
            "others go back."
        ),
    )
    change_text = Transition(
        At.signing >> At.draft,
        label=_("Change the text"),
        by=MINISTRY_TEAM,
        takes=[PUBLIC_REASON],
        help=_("Signatures stand where the text that they bind does not change."),
    )
    abandon = Transition(
        [At.draft, At.text_agreed, At.signing] >> At.abandoned,
        label=_("Give the convention up"),
        by=MINISTRY_LEAD,
        needs=[Needs.nothing_signed],
        takes=[PUBLIC_REASON],
        cascades=conventions.send_lines_back,
        then=[writing.take_all_out],
    )


class Binding:
    """What happens to a convention that binds."""

    start_amendment = Transition(
        At.in_force >> At.amending,
        label=_("Have an amendment signed"),
        by=MINISTRY_TEAM,
        takes=[PUBLIC_REASON, *writing.BODIES],
        checks=[writing.check_bodies],
        then=[writing.amend_text, writing.keep_text],
        help=_("Only the parties whose text changes are asked."),
    )
    complete_amendment = Transition(
        At.amending >> At.in_force,
        label=_("Complete the amendment"),
        by=Automatic.ROUND,
        cascades=conventions.complete_lines,
        then=[writing.keep_amendment],
    )
    drop_amendment = Transition(
        At.amending >> At.in_force,
        label=_("Drop the amendment"),
        by=MINISTRY_LEAD,
        takes=[PUBLIC_REASON],
        then=[writing.restore_text],
    )
    terminate = Transition(
        [At.in_force, At.amending] >> At.terminated,
        label=_("End the convention before its time"),
        by=MINISTRY_LEAD,
        takes=[PUBLIC_REASON],
        then=[writing.restore_text, writing.let_all_leave],
    )
    expire = Transition(
        [At.in_force, At.amending] >> At.expired,
        label=_("End with the plan"),
        by=Automatic.SYSTEM,
        needs=[Needs.plan_over],
        then=[writing.restore_text],
        after_due=True,
    )


class Rounds:
    """Who signs, and what each signature moves at once. Nobody is passed over for being silent."""

    signing = DeclaredRound(
        At.signing,
        label=_("Signature of the convention"),
        kind=RoundKind.DECIDING,
        seats=conventions.plan_parties,
        term=working_days(10),
        ladder=STANDARD,
        rule=conventions.EVERY_SIGNATURE,
        excluded=conventions.list_editors,
        on_paper=True,
        decision_moves=conventions.follow_signatures,
        passed=Signing.complete,
    )
    amendment = DeclaredRound(
        At.amending,
        label=_("Signature of an amendment"),
        kind=RoundKind.DECIDING,
        seats=conventions.plan_unsigned,
        term=working_days(20),
        ladder=STANDARD,
        rule=conventions.EVERY_SIGNATURE,
        excluded=conventions.list_editors,
        on_paper=True,
        decision_moves=conventions.follow_signatures,
        passed=Binding.complete_amendment,
    )


class ConventionMachine(StateMachine):
    """An agreement with the porters, from its first words to the end of its plan."""

    kind = "convention"
    model = "lifecycle.Convention"
    version = "2026.1"
    parts = (At, Needs, Signing, Binding, Rounds)
    paper_documents = conventions.list_paper_signatures

    @classmethod
    def load_facts(
        cls, subjects: Sequence[SubjectRow], *, today: date
    ) -> Mapping[int, SigningFacts]:
        """Return the facts of each convention by id, in a fixed number of statements."""
        return load_signing_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: SigningFacts) -> bool:
        """Return whether the holder of `grants` may read the convention."""
        return sees_convention(grants, facts)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the conventions the holder of `grants` may read."""
        return conventions_visible_to(grants, today=today)
