"""What is to be done, in words: the name of a work item for the person whose work it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.machine.declaration import StateMachine
from workflow.machine.registry import get_machine
from workflow.models import RoundKind

#: By kind of subject and kind of work item; a state, a wait or a round gives the latter its name.
TASKS: dict[str, dict[str, str | Promise]] = {
    "proposal": {
        "draft": gettext_lazy("Finish your proposal and submit it"),
        "submitted": gettext_lazy("Check whether it can be admitted"),
        "needs_details": gettext_lazy("Answer the question of the ministry"),
        "merge_proposed": gettext_lazy("Agree to the merge or object to it"),
        "admissible": gettext_lazy("Start its assessment"),
        "in_assessment": gettext_lazy("Retain, decline or defer it"),
        "assessment": gettext_lazy("Score it"),
        "prioritized": gettext_lazy("Look for a porter, or link it to a dossier that carries it"),
        "acceptance": gettext_lazy("Say whether you carry it"),
        "unported": gettext_lazy("Find another candidate, or decline it"),
        "lead_naming": gettext_lazy("Name its project lead"),
        "prefill_sheet": gettext_lazy("Pre-fill its sheet"),
        "sheet_drafting": gettext_lazy("Write its sheet"),
        "approval": gettext_lazy("Read its sheet and decide"),
        "ready": gettext_lazy("Put it in the draft of the plan"),
        "finalization": gettext_lazy("Settle its text"),
        "annex": gettext_lazy("Annex its sheet to a convention"),
        "signed": gettext_lazy("Bring it before the council"),
        "at_council": gettext_lazy("Record what the council decided"),
    },
    "plan": {
        "co_creation": gettext_lazy("Bring the plan to its adoption"),
        "in_implementation": gettext_lazy("Follow the plan to its end"),
        "midterm_review": gettext_lazy("Close the mid-term review"),
        "ended": gettext_lazy("Publish the self-assessment"),
        "self_assessed": gettext_lazy("Archive the plan"),
    },
    "plan_stage": {
        "not_started": gettext_lazy("Open the stage"),
        "open": gettext_lazy("Close the stage"),
    },
    "consultation": {
        "draft": gettext_lazy("Announce the consultation"),
        "scheduled": gettext_lazy("Be ready for its opening"),
        "open": gettext_lazy("Answer contributions as they come"),
        "moderation": gettext_lazy("Moderate contributions"),
        "closed": gettext_lazy("Answer every contribution"),
        "answered": gettext_lazy("Publish the answers"),
    },
    "convention": {
        "draft": gettext_lazy("Have its text agreed"),
        "text_agreed": gettext_lazy("Invite the parties to sign"),
        "signing": gettext_lazy("Read the convention and sign it"),
        "in_force": gettext_lazy("Follow the convention to the end of its plan"),
        "amending": gettext_lazy("See the amendment through"),
        "amendment": gettext_lazy("Read the amendment and sign it"),
    },
    "council": {
        "preparing": gettext_lazy("Hand the file in to the council"),
        "submitted": gettext_lazy("Put it on the agenda of the council"),
        "on_agenda": gettext_lazy("Record that it was presented"),
        "presented": gettext_lazy("Record what the council decided"),
    },
    "activity": {
        "planned": gettext_lazy("Start it, or say why not"),
        "in_progress": gettext_lazy("Report where it stands"),
        "in_test": gettext_lazy("Report where it stands"),
        "reported_done": gettext_lazy("Check the evidence that it is done"),
    },
    "commitment": {
        "not_started": gettext_lazy("Start it"),
        "in_progress": gettext_lazy("Carry it to its completion"),
        "declared": gettext_lazy("Check that it is complete"),
        "suspended": gettext_lazy("Review the suspension"),
    },
    "replanning": {
        "asked": gettext_lazy("Send the new date on to the ministry, or hold it back"),
        "submitted": gettext_lazy("Accept the new date, refuse it, or ask the committee"),
        "committee": gettext_lazy("Say whether the new date is accepted"),
    },
}


#: What no state opens and the end of none closes, whatever it belongs to.
ERRANDS: dict[str, str | Promise] = {
    "escalated": gettext_lazy("Decide what is to be done about this delay"),
    "keep_amend_or_withdraw": gettext_lazy("Keep, amend or withdraw: its date slipped too far"),
    "settle_period": gettext_lazy("Say which reading of its period is meant"),
    "awaited_party": gettext_lazy("Ask again whoever is awaited"),
    "name_awaited_party": gettext_lazy("Name whoever is awaited"),
    "answer_awaited": gettext_lazy("Answer: others wait for you"),
}


#: In the kind of an item that asks to confirm what was recorded from paper for a seat.
RECORD = ".record."


def name_task(
    subject_kind: str, kind: str, *, round_kind: str | None = None, transition: str | None = None
) -> str:
    """Return what is to be done, in the reader's language; never a code.

    A second person is asked to confirm a transition, whose name the item bears.
    """
    if RECORD in kind:
        return _("Confirm or decline a decision on paper")
    machine = get_machine(subject_kind)
    if round_kind == str(RoundKind.COUNTERSIGN):
        return _confirm(machine, transition or kind)
    if round_kind == str(RoundKind.RECORD):
        return _("Confirm or decline what was recorded from paper")
    words = TASKS.get(subject_kind, {}).get(kind) or ERRANDS.get(kind)
    if words is not None:
        return str(words)
    if kind in machine.rounds:
        return str(machine.rounds[kind].label)
    if kind in machine.states:
        return str(machine.states[kind].label)
    return _confirm(machine, kind)


def _confirm(machine: type[StateMachine], transition: str) -> str:
    if transition not in machine.transitions:
        return _("Something to do")
    label = machine.transitions[transition].label
    return _("Confirm or decline: %(transition)s") % {"transition": label}
