"""Who reads and who writes the sheet of a dossier, as rules over grants and facts."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.visibility import INSTITUTION_READERS, READERS
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import AUTHOR, FOCAL_POINT, MINISTRY_TEAM, PROJECT_LEAD
from workflow.machine.rights import holds
from workflow.permissions.grants import Grants

#: Who writes a sheet. The focal point is that of the lead porter.
EDITORS = (PROJECT_LEAD, FOCAL_POINT, MINISTRY_TEAM)
#: Where the ministry team pre-fills the sheet, and where its editors write it.
PREFILLED_IN = frozenset({ProposalState.LEAD_NAMING.value})
WRITTEN_IN = frozenset({ProposalState.SHEET_DRAFTING.value})
#: Everybody reads the current text here.
PUBLIC_IN = frozenset(
    {
        ProposalState.IN_CONSULTATION.value,
        ProposalState.FINALIZATION.value,
        ProposalState.SIGNATURE.value,
        ProposalState.SIGNED.value,
        ProposalState.AT_COUNCIL.value,
        ProposalState.ADOPTED.value,
    }
)

#: Why the text is locked, by the state that locks it.
_LOCKS: dict[str, str | Promise] = {
    ProposalState.LEAD_NAMING.value: gettext_lazy(
        "The ministry team pre-fills the sheet; it is written once its project lead is named."
    ),
    ProposalState.SHEET_APPROVAL.value: gettext_lazy(
        "The sheet is before its owners: nobody changes a text on which others decide. Once one of "
        "them returns it, it can be written again."
    ),
    ProposalState.READY.value: gettext_lazy(
        "The sheet is approved and waits for the draft of the plan. The ministry team can open it "
        "again."
    ),
    ProposalState.IN_CONSULTATION.value: gettext_lazy(
        "The text is frozen: the public is commenting on it."
    ),
    ProposalState.FINALIZATION.value: gettext_lazy(
        "The text is being settled after the consultation. The ministry team can send it back to "
        "drafting."
    ),
    ProposalState.SIGNATURE.value: gettext_lazy(
        "The text is before its signatories. The ministry team can recall it."
    ),
    ProposalState.SIGNED.value: gettext_lazy(
        "The text is signed. The ministry team can recall it; a signature falls if its text "
        "changes."
    ),
    ProposalState.AT_COUNCIL.value: gettext_lazy("The text is before the government council."),
    ProposalState.ADOPTED.value: gettext_lazy(
        "The text was adopted; the commitment is changed by an amendment."
    ),
}


def reads_drafts(grants: Grants, facts: ProposalFacts) -> bool:
    """Return whether the holder of `grants` reads every version, also before the consultation.

    Its author, those who run and follow the procedure, and the people of its porters.
    """
    if not grants.is_authenticated:
        return False
    return (
        grants.person_id in facts.people[AUTHOR.code]
        or grants.has_group(*READERS)
        or not facts.porters.all_ids.isdisjoint(grants.institutions_of(*INSTITUTION_READERS))
        or holds(PROJECT_LEAD, grants, facts)
    )


def is_editor(grants: Grants, facts: ProposalFacts) -> bool:
    """Return whether the holder of `grants` writes this sheet, when it can be written."""
    return (
        grants.has_group(MINISTRY_TEAM.code)
        or holds(PROJECT_LEAD, grants, facts)
        or facts.porters.lead_id in grants.institutions_of(FOCAL_POINT.code)
    )


def prefills(grants: Grants) -> bool:
    """Return whether the holder of `grants` pre-fills sheets and checks what was pre-filled."""
    return grants.has_group(MINISTRY_TEAM.code)


def is_open_to(grants: Grants, facts: ProposalFacts) -> bool:
    """Return whether the holder of `grants` may write the sheet now."""
    state = facts.subject.state
    if state in PREFILLED_IN:
        return prefills(grants)
    return state in WRITTEN_IN and is_editor(grants, facts)


def explain_lock(state: str) -> str:
    """Return why the sheet is not written in this state, in the reader's language."""
    if state in _LOCKS:
        return str(_LOCKS[state])
    return _("The sheet is written once an institution carries the dossier, until it is approved.")
