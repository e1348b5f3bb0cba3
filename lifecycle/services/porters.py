"""Porters of a dossier: partners join and leave until the sheet is before its owners.

The lead porter is found by the round of candidates, and leaves by `withdraw_porter`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Proposal, ProposalPorter
from lifecycle.services.access import Access, access, check_access
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.engine import record_fact
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import Institution, User, Via

LETTER_MAX_LENGTH = 100
REASON_MAX_LENGTH = 2_000
#: From the acceptance of the lead porter until the sheet is submitted, and again once it returns.
PARTNER_STATES = frozenset({ProposalState.LEAD_NAMING.value, ProposalState.SHEET_DRAFTING.value})


def add_partner(
    proposal: Proposal | int,
    *,
    institution_id: int,
    letter: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> ProposalPorter:
    """Let an institution carry the dossier beside its lead porter, as its letter says.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: nobody leads it yet, or its sheet is being read (409).
        InputError: the institution is unknown, dissolved or a porter already, or no letter is
            named (422).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        _check_state(entered.case.row.state)
        institution = _get_newcomer(institution_id, entered)
        words = clean_text(
            letter,
            field="letter",
            max_length=LETTER_MAX_LENGTH,
            missing=_("Name the letter by which it accepts."),
        )
        added = ProposalPorter.objects.create(
            proposal_id=entered.case.row.id,
            institution=institution,
            letter=words,
            started_on=entered.today,
        )
        _tell_history(added, "porter.added", actor, via)
    return added


def remove_partner(
    porter: ProposalPorter | int,
    *,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> ProposalPorter:
    """End the part of a partner, for a reason everybody reads; its row stays.

    Raises:
        SubjectNotFoundError: there is no such partner, or they may not see its dossier (404).
        StaleSubjectError: the dossier is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: it leads the dossier, left already, or the sheet is being read
            (409).
        InputError: no reason is given (422).
    """
    found = _get_porter(porter)
    with transaction.atomic():
        entered = access(found.proposal_id, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        found.refresh_from_db()
        _check_may_leave(found)
        _check_state(entered.case.row.state)
        found.end_reason = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say why it carries the dossier no more; everybody reads it."),
        )
        found.ended_on = entered.today
        found.save(update_fields=["ended_on", "end_reason"])
        _tell_history(found, "porter.removed", actor, via)
    return found


def check_partnering(proposal_id: int, *, actor: User) -> None:
    """Do nothing when partners may join and leave the dossier now.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError, TransitionRefusedError: as `add_partner`
            does.
    """
    check_access(proposal_id, actor=actor, roles=[MINISTRY_TEAM])
    _check_state(Proposal.objects.values_list("state", flat=True).get(pk=proposal_id))


def _tell_history(porter: ProposalPorter, name: str, actor: User, via: Via) -> None:
    content = {"institution": str(porter.institution), "institution_id": porter.institution_id}
    record_fact(porter.proposal_id, name, actor=actor, content=content, via=via)


def _get_porter(porter: ProposalPorter | int) -> ProposalPorter:
    key = porter if isinstance(porter, int) else porter.pk
    found = ProposalPorter.objects.select_related("institution").filter(pk=key).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def _check_state(state: str) -> None:
    if state not in PARTNER_STATES:
        raise TransitionRefusedError(
            _("Partners join and leave once a porter leads, until the sheet is submitted.")
        )


def _check_may_leave(porter: ProposalPorter) -> None:
    if porter.ended_on is not None:
        raise TransitionRefusedError(
            _("%(institution)s carries it no more.") % {"institution": porter.institution}
        )
    if porter.leads:
        raise TransitionRefusedError(
            _("%(institution)s leads the dossier: it leaves by a withdrawal of the porter.")
            % {"institution": porter.institution}
        )


def _get_newcomer(institution_id: int, entered: Access) -> Institution:
    living = Institution.objects.filter(dissolved_on__isnull=True, succeeded_by__isnull=True)
    found = living.filter(pk=institution_id).first()
    if found is None:
        raise InputError({"institution": [_("This institution does not exist, or not any more.")]})
    if ProposalPorter.objects.filter(
        proposal=entered.case.row.id, institution=found, ended_on__isnull=True
    ).exists():
        raise InputError(
            {"institution": [_("%(institution)s carries it already.") % {"institution": found}]}
        )
    return found
