"""Convention signature: the porters sign, each the text that binds it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from workflow.machine import Guard, Missing


def is_not_annexed(facts: ProposalFacts) -> bool:
    """Return whether no convention annexes its sheet, so that nobody could sign it."""
    return facts.convention.convention_id is None


def _count_unsigned(facts: ProposalFacts) -> Missing | int:
    """Return how many parties have not signed; before they are named, at least one has not."""
    if is_not_annexed(facts):
        return Missing(fix=_("Annex its sheet to a convention."), lifted_by=(MINISTRY_TEAM,))
    if facts.convention.unsigned is None:
        return Missing(
            fix=_("Name who carries it: its convention has no party that signs for it."),
            lifted_by=(MINISTRY_TEAM,),
        )
    if facts.convention.unsigned and facts.convention.is_in_force:
        return Missing(
            facts.convention.unsigned,
            fix=ngettext_lazy(
                "%(count)d party has not signed: have an amendment of the convention signed.",
                "%(count)d parties have not signed: have an amendment of the convention signed.",
                "count",
            ),
            lifted_by=(MINISTRY_TEAM, MINISTRY_LEAD),
        )
    return facts.convention.unsigned


def _have_signatures_fallen(facts: ProposalFacts) -> Missing | None:
    if facts.convention.signatures_match_the_text:
        return None
    if facts.convention.unsigned is None:
        return Missing(fix=_("Nobody has signed it yet: finalize it, then its parties sign."))
    return Missing()


class Needs:
    """What the signature of a convention rests on."""

    all_parties_signed = Guard[ProposalFacts](
        _("Every party of its line has signed"),
        check=_count_unsigned,
        fix=ngettext_lazy(
            "%(count)d party has not signed.", "%(count)d parties have not signed.", "count"
        ),
        lifted_by=(OWNER, MINISTRY_LEAD),
        waivable=True,
    )
    signatures_current = Guard[ProposalFacts](
        _("Every signature is on the present text"),
        check=_have_signatures_fallen,
        fix=_("The text is not the one that was signed: ask its parties to sign it again."),
        lifted_by=MINISTRY_TEAM,
    )
