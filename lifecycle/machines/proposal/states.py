"""The states of a proposal, in the order of the road: who is waited for, and until when."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.phases import convention_signature, porter_identification
from lifecycle.vocabulary import Phase
from lifecycle.vocabulary.roles import (
    AUTHOR,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PROJECT_LEAD,
)
from workflow.deadlines import first_of, milestone, stage_end, working_days
from workflow.machine import End, Exit, Parked, Wait, Waiting

STANDARD = "standard"


class At:
    """Where a proposal can be."""

    # Submission: from an idea to a file the ministry can read.

    draft = Waiting(
        _("Draft"),
        phase=Phase.SUBMISSION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(AUTHOR, term=stage_end("collection"))],
        ladder="draft",
    )
    submitted = Waiting(
        _("Submitted"),
        phase=Phase.SUBMISSION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(5))],
        ladder=STANDARD,
    )
    needs_details = Waiting(
        _("Details asked of the author"),
        phase=Phase.SUBMISSION,
        exits=[Exit.BACK, Exit.REFUSE],
        # Whoever spoke at an event or sent a letter may have no account: the ministry asks them.
        waits=[Wait(AUTHOR, term=working_days(10), otherwise=MINISTRY_TEAM)],
        ladder=STANDARD,
    )
    merge_proposed = Waiting(
        _("Merge proposed"),
        phase=Phase.SUBMISSION,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(AUTHOR, term=working_days(10), otherwise=MINISTRY_TEAM)],
        ladder=STANDARD,
    )

    # Prioritization: from admissible ideas to the files of the plan.

    admissible = Waiting(
        _("Admissible"),
        phase=Phase.PRIORITIZATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10, not_before="stage_start:prioritization"))],
        ladder=STANDARD,
    )
    in_assessment = Waiting(
        _("In assessment"),
        phase=Phase.PRIORITIZATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=stage_end("prioritization"))],
        ladder=STANDARD,
    )
    prioritized = Waiting(
        _("Retained in prioritization"),
        phase=Phase.PRIORITIZATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(5))],
        ladder=STANDARD,
    )
    taken_up = Waiting(
        _("Taken up by other files"),
        phase=Phase.PRIORITIZATION,
        exits=[Exit.BACK, Exit.REFUSE],
        carried_by=_("The files that carry it move it on."),
    )

    # Porter identification: from a file to an institution that carries it.

    porter_search = Waiting(
        _("Looking for a porter"),
        phase=Phase.PORTER_IDENTIFICATION,
        exits=[Exit.FORWARD, Exit.REFUSE],
    )
    unported = Waiting(
        _("Without a porter"),
        phase=Phase.PORTER_IDENTIFICATION,
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=first_of(milestone("next_committee"), working_days(20)))],
        ladder=STANDARD,
    )
    lead_naming = Waiting(
        _("Project lead to be named"),
        phase=Phase.PORTER_IDENTIFICATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[
            Wait(OWNER, term=working_days(5), otherwise=MINISTRY_TEAM),
            Wait(
                MINISTRY_TEAM,
                term=working_days(5),
                kind="prefill_sheet",
                when=porter_identification.is_not_prefilled,
            ),
        ],
        ladder=STANDARD,
    )

    # Sheet drafting: from a pre-filled text to one that its porters approve.

    sheet_drafting = Waiting(
        _("Sheet being drafted"),
        phase=Phase.SHEET_DRAFTING,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        # The account of who was named may have been closed meanwhile.
        waits=[Wait(PROJECT_LEAD, term=working_days(15), otherwise=MINISTRY_TEAM)],
        ladder=STANDARD,
    )
    sheet_approval = Waiting(
        _("Sheet before its owners"),
        phase=Phase.SHEET_DRAFTING,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
    )
    ready = Waiting(
        _("Ready for the plan draft"),
        phase=Phase.SHEET_DRAFTING,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=milestone("plan_freeze"))],
        ladder=STANDARD,
    )

    # Consultation: the public reads the frozen text, and is answered.

    in_consultation = Waiting(
        _("In consultation"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        carried_by=_("The consultation of the plan moves it on when it closes."),
    )
    finalization = Waiting(
        _("Being finalized"),
        phase=Phase.CONSULTATION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_TEAM, term=working_days(10))],
        ladder=STANDARD,
    )

    # Convention: the porters sign.

    signature = Waiting(
        _("Before its signatories"),
        phase=Phase.CONVENTION_SIGNATURE,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[
            Wait(
                MINISTRY_TEAM,
                term=working_days(10),
                kind="annex",
                when=convention_signature.is_not_annexed,
            )
        ],
        carried_by=_("The signatures of its convention move it on."),
        ladder=STANDARD,
    )
    signed = Waiting(
        _("Signed"),
        phase=Phase.CONVENTION_SIGNATURE,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=first_of(milestone("council_day"), working_days(20)))],
        ladder=STANDARD,
    )

    # Government: the council adopts the plan, line by line.

    at_council = Waiting(
        _("Before the government council"),
        phase=Phase.GOVERNMENT_ADOPTION,
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(MINISTRY_LEAD, term=milestone("council_day", plus=5))],
        ladder=STANDARD,
    )
    adopted = End(_("Adopted by the government"), phase=Phase.GOVERNMENT_ADOPTION)

    # Set aside: it can come back, into one fixed state, while the plan is being made.

    inadmissible = Parked(_("Not admissible"))
    redirected = Parked(_("Redirected to another body"))
    withdrawn = Parked(_("Withdrawn by its author"))
    merged = Parked(_("Merged into another proposal"))
    not_retained = Parked(_("Not retained"))
    deferred = Parked(_("Deferred to a later plan"))
    dropped = Parked(_("Dropped"))

    # Ended.

    lapsed = End(_("Lapsed before it was submitted"), phase=Phase.SUBMISSION)
    # Its transition bears the same words in English.
    split = End(pgettext_lazy("state", "Split into several proposals"), phase=Phase.PRIORITIZATION)
    fulfilled = End(_("Fulfilled by the files that carried it"), phase=Phase.PRIORITIZATION)
