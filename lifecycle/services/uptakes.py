"""Uptakes: a dossier takes up a retained idea, or lets it go again."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.models import Proposal, Uptake
from lifecycle.phases.uptakes import LINKED, RETAINED_STATES
from lifecycle.services.access import Access, access
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import LIVE_STATES, Extent, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import lock_rows
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import User, Via

#: The fact written in the history of an idea when a dossier lets it go.
RELEASED = "uptake.released"
WORDS_MAX_LENGTH = 5_000
#: Retained, on its road, and not before the council: what can take up an idea.
DOSSIER_STATES = LIVE_STATES - {
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.NEEDS_DETAILS,
    ProposalState.MERGE_PROPOSED,
    ProposalState.ADMISSIBLE,
    ProposalState.IN_ASSESSMENT,
    ProposalState.TAKEN_UP,
    ProposalState.AT_COUNCIL,
}


def link(
    source: Proposal | int,
    *,
    dossier: Proposal | int,
    extent: str,
    kept: str = "",
    left_out: str = "",
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Uptake:
    """Let `dossier` take up the retained idea `source`; its author reads what is kept and left out.

    Raises:
        SubjectNotFoundError: one is not there, or they may not see it (404).
        StaleSubjectError: `source` is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        InputError: the extent is none, or what is left out is not said (422).
        TransitionRefusedError: one of the two is not where it would have to be (409).
    """
    source_id, dossier_id = _get_key(source), _get_key(dossier)
    with transaction.atomic():
        lock_rows([source_id, dossier_id])
        idea = access(source_id, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        carrier = access(dossier_id, actor=actor, roles=[MINISTRY_TEAM])
        words = _clean(extent, kept, left_out)
        _check_pair(idea, carrier)
        uptake = _write(source_id, dossier_id, words, actor)
        record_fact(
            source_id,
            LINKED,
            actor=actor,
            content={"dossier": dossier_id, "extent": words["extent"]},
            via=via,
        )
    return uptake


def release(
    uptake_id: int,
    *,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> None:
    """Let the idea go again. `expect` is the version of the idea.

    An idea that was moved to its dossiers keeps one: link another first.

    Raises:
        SubjectNotFoundError: there is no such link, or they may not see the idea (404).
        StaleSubjectError: the idea is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: it ended before, or it is the last one that carries the idea (409).
    """
    uptake = Uptake.objects.filter(pk=uptake_id).first()
    if uptake is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        # The other dossiers too: one that ends in this instant would leave the idea to nobody.
        others = _list_other_dossiers(uptake)
        lock_rows([uptake.source_id, *others])
        idea = access(uptake.source_id, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        _check_carried_without(uptake, idea, others)
        released = Uptake.objects.filter(pk=uptake_id, released_at__isnull=True).update(
            released_at=current_clock().now()
        )
        if not released:
            # Nothing was updated: it ended in the meantime.
            raise TransitionRefusedError(_("This link has ended already."))
        record_fact(
            uptake.source_id,
            RELEASED,
            actor=actor,
            content={"dossier": uptake.dossier_id},
            via=via,
        )


def _clean(extent: str, kept: str, left_out: str) -> dict[str, str]:
    code = clean_code(extent, field="extent", choices=Extent)
    missing = None if code == Extent.WHOLE else _("Say it: the author of the idea reads it.")
    words = {"extent": code}
    for name, raw in (("kept", kept), ("left_out", left_out)):
        words[name] = clean_text(raw, field=name, max_length=WORDS_MAX_LENGTH, missing=missing)
    return words


def _check_pair(idea: Access, carrier: Access) -> None:
    source, dossier = idea.case.row, carrier.case.row
    if source.id == dossier.id or source.parent_id != dossier.parent_id:
        raise InputError({"dossier": [_("Choose another dossier of the same plan.")]})
    if source.state not in RETAINED_STATES:
        raise TransitionRefusedError(_("Only a retained idea can be taken up."))
    if dossier.state not in DOSSIER_STATES:
        raise TransitionRefusedError(
            _("%(dossier)s takes up no ideas where it stands.") % {"dossier": dossier.reference}
        )
    if Uptake.objects.filter(
        source=dossier.id, dossier=source.id, released_at__isnull=True
    ).exists():
        raise TransitionRefusedError(
            _("%(dossier)s is itself taken up by this idea.") % {"dossier": dossier.reference}
        )


def _write(source_id: int, dossier_id: int, words: dict[str, str], actor: User) -> Uptake:
    try:
        with transaction.atomic():
            return Uptake.objects.create(
                source_id=source_id,
                dossier_id=dossier_id,
                recorded_by=actor,
                recorded_on=current_clock().today(),
                **words,
            )
    except IntegrityError as error:
        raise TransitionRefusedError(_("This dossier has taken up this idea already.")) from error


def _list_other_dossiers(uptake: Uptake) -> list[int]:
    links = Uptake.objects.filter(source=uptake.source_id, released_at__isnull=True)
    return list(links.exclude(pk=uptake.pk).values_list("dossier_id", flat=True))


def _check_carried_without(uptake: Uptake, idea: Access, others: Collection[int]) -> None:
    """Do nothing when one of the dossiers `others`, which are locked, still carries the idea."""
    if idea.case.row.state != ProposalState.TAKEN_UP:
        return
    carrying = Uptake.objects.filter(
        source=uptake.source_id,
        dossier__in=others,
        released_at__isnull=True,
        dossier__state__in=LIVE_STATES,
    ).exclude(pk=uptake.pk)
    if not carrying.exists():
        raise TransitionRefusedError(
            _("No other dossier carries this idea: link one before you let this one go.")
        )


def _get_key(proposal: Proposal | int) -> int:
    return proposal if isinstance(proposal, int) else int(proposal.pk)
