"""Births: how a proposal comes to be."""

from django.utils.translation import gettext_lazy as _

from lifecycle.machines.proposal.states import At
from lifecycle.models import Proposal
from lifecycle.phases import origins, records, submission, uptakes
from lifecycle.phases.records import MINUTES
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_TEAM
from workflow.machine import Birth, Move, State
from workflow.roles import Automatic

#: Every state, in the order of the road: an existing proposal can come in at any.
EVERY_STATE = [each for each in vars(At).values() if isinstance(each, State)]
#: What nobody but its author has read keeps no reference and stays private.
UNREAD = {At.draft.name, At.lapsed.name}


def give_loaded_reference(move: Move) -> None:
    """Give a reference to what was submitted before it was loaded without one."""
    if move.facts.subject.state not in UNREAD:
        records.give_reference(move)


def publish_loaded(move: Move) -> None:
    """Let everybody read what was admitted before it was loaded."""
    state: State = getattr(At, move.facts.subject.state)
    if state.phase and state.phase != Phase.SUBMISSION:
        records.publish(move)


def keep_minutes(move: Move) -> None:
    """Keep the minutes in which the workshop composed the dossier."""
    Proposal.objects.filter(pk=move.subject_id).update(
        decided_on=move.today, decided_by_minutes=move.inputs["minutes"]
    )


class Births:
    """The ways in."""

    create = Birth(
        At.draft,
        label=_("Write a proposal"),
        by=AUTHOR,
        needs=[submission.Needs.window_open],
        then=[origins.sign_as_author],
    )
    record_for = Birth(
        At.submitted,
        label=_("Record a proposal for somebody"),
        by=MINISTRY_TEAM,
        # A letter may be written down after the window: it is then refused as late, not lost.
        needs=[submission.Needs.plan_in_co_creation],
        takes=[origins.AUTHORS],
        checks=[origins.check_authors],
        then=[origins.write_authors, origins.check_named, records.give_reference],
        help=_("Its author, if an address is given, receives the receipt."),
    )
    split_child = Birth(
        At.admissible,
        label=_("Part of a proposal"),
        by=Automatic.SYSTEM,
        then=[origins.inherit_from_whole, records.give_reference, records.publish],
    )
    carry_in = Birth(
        At.admissible,
        label=_("Carry over from an earlier plan"),
        by=Automatic.SYSTEM,
        takes=[origins.CARRIED_FROM],
        then=[origins.inherit_from_earlier, records.give_reference, records.publish],
    )
    compose = Birth(
        At.prioritized,
        label=_("Compose a dossier out of retained ideas"),
        by=MINISTRY_TEAM,
        takes=[uptakes.SOURCES, MINUTES],
        checks=[uptakes.check_sources],
        then=[
            records.give_reference,
            records.publish,
            keep_minutes,
            uptakes.link_sources,
        ],
    )
    load = Birth(
        None,
        into=EVERY_STATE,
        label=_("Load from a file"),
        by=Automatic.SYSTEM,
        takes=[
            origins.SOURCE_DOCUMENT,
            origins.AS_OF,
            origins.AUTHORS,
            origins.SEATED,
        ],
        checks=[origins.check_authors],
        then=[origins.write_authors, give_loaded_reference, publish_loaded],
    )
