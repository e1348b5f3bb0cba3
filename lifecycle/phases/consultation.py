"""Consultation: the public reads the frozen text, and each contribution is answered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.machine import Guard, Missing


def _is_not_in_the_version(facts: ProposalFacts) -> bool:
    return not facts.consultation.is_numbered_in_frozen_version


def _is_still_open(facts: ProposalFacts) -> bool:
    return not facts.consultation.is_closed


def _is_difference_hidden(facts: ProposalFacts) -> Missing | None:
    if facts.consultation.difference_is_public:
        return None
    if facts.consultation.is_closed and not facts.consultation.was_consulted_on:
        return Missing(
            fix=_(
                "The public was not consulted on this sheet: put it in a new version of the plan, "
                "and consult on that version."
            )
        )
    return Missing()


def _promises_otherwise(facts: ProposalFacts) -> bool:
    return facts.consultation.promises_otherwise


def _count_unanswered(facts: ProposalFacts) -> int:
    """Return how many contributions wait; before they are counted, at least one does."""
    unanswered = facts.consultation.unanswered
    return 1 if unanswered is None else unanswered


class Needs:
    """What the consultation and its end rest on."""

    in_frozen_version = Guard[ProposalFacts](
        _("It has a number in the frozen draft of the plan"),
        check=_is_not_in_the_version,
        fix=_("Freeze a draft of the plan in which it has a number."),
        lifted_by=MINISTRY_TEAM,
    )
    consultation_closed = Guard[ProposalFacts](
        _("The consultation of the plan is closed"),
        check=_is_still_open,
        fix=_("Wait until the consultation of the plan is closed."),
        lifted_by=MINISTRY_LEAD,
    )
    difference_public = Guard[ProposalFacts](
        _("What changed since the consultation is public"),
        check=_is_difference_hidden,
        fix=_("Publish what changed in the text since the consultation."),
        lifted_by=MINISTRY_TEAM,
    )
    promise_consulted = Guard[ProposalFacts](
        _("What it promises is what was consulted on"),
        check=_promises_otherwise,
        fix=_(
            "Its title, its solution or its activities changed since the consultation: consult on "
            "them again, for some days, or waive this publicly."
        ),
        lifted_by=MINISTRY_LEAD,
        waivable=True,
    )
    contributions_answered = Guard[ProposalFacts](
        _("Every contribution on it is answered"),
        check=_count_unanswered,
        fix=ngettext_lazy(
            "Answer %(count)d contribution.", "Answer %(count)d contributions.", "count"
        ),
        lifted_by=MINISTRY_TEAM,
    )
