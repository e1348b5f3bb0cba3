"""The annexes of a convention: the dossiers whose sheets are signed with it, in their order."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Convention, ConventionAnnex, ConventionParty, ProposalPorter
from lifecycle.selectors.convention_annexable import list_annexable
from lifecycle.services.access import Access, check_access
from lifecycle.services.conventions import change_draft
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.errands import finish_wait
from workflow.engine.reading import lock_rows
from workflow.engine.request import make_request
from workflow.engine.waiting import open_wait
from workflow.exceptions import InputError
from workflow.models import Event, User, Via

ANNEXES_MAX = 200
JOINED, LEFT = "convention.joined", "convention.left"
#: What is waited for before its signatories, while no convention annexes a dossier.
ANNEX = "annex"


def set_annexes(
    convention: Convention | int,
    *,
    proposals: Sequence[int],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Replace the annexes by the sheets of these dossiers, in this order.

    Whoever carries one of them becomes a party. A dossier that joins or leaves learns it in its own
    history.

    Raises:
        SubjectNotFoundError, StaleSubjectError, TransitionForbiddenError, TransitionRefusedError:
            as `write_text` does.
        InputError: a dossier is named twice, is in another convention, or its text is not settled
            (422).
    """
    key = convention if isinstance(convention, int) else convention.pk
    # Nobody makes others wait for what they may not do.
    check_access(key, actor=actor, roles=[MINISTRY_TEAM])
    with transaction.atomic():
        # What moves together is locked together, in ascending id.
        known = ConventionAnnex.objects.filter(convention=key, removed_at=None)
        present = set(known.values_list("proposal_id", flat=True))
        lock_rows({key, *present, *proposals})
        changed: list[tuple[str, int]] = []

        def write(entered: Access) -> None:
            _check(entered, proposals)
            changed.extend(_replace(entered.case.row.id, proposals))
            _name_carriers(entered.case.row.id, proposals)

        event = change_draft(
            key,
            "convention.annexed",
            write,
            actor=actor,
            expect=expect,
            content={"proposals": list(proposals)},
            via=via,
        )
        for name, proposal_id in sorted(changed, key=lambda pair: pair[1]):
            told = {"convention": _name(key)}
            _await(record_fact(proposal_id, name, actor=actor, content=told, via=via), actor)
    return event


def _await(event: Event, actor: User) -> None:
    """Let the ministry wait for a convention of the dossier, when it left one, and no more else."""
    if event.name == LEFT:
        open_wait(event, ANNEX, make_request(actor))
    else:
        finish_wait(event, ANNEX)


def _name(convention_id: int) -> str:
    """Return how a convention is called in the history of a dossier."""
    return Convention.objects.values_list("reference", flat=True).get(pk=convention_id)


def _check(entered: Access, proposals: Sequence[int]) -> None:
    """Do nothing when these dossiers can be annexed.

    Raises:
        InputError: one cannot; each is named.
    """
    problems = []
    if len(proposals) > ANNEXES_MAX:
        problems.append(_("Annex at most %(count)d dossiers.") % {"count": ANNEXES_MAX})
    if len(set(proposals)) < len(proposals):
        problems.append(_("A dossier is named twice."))
    row = entered.case.row
    possible = list_annexable(row.parent_id or 0, convention_id=row.id)
    found = set(possible.filter(pk__in=proposals).values_list("pk", flat=True))
    if not found.issuperset(proposals):
        problems.append(
            _("A dossier is in another convention, or its text is not settled: it cannot join.")
        )
    if problems:
        raise InputError({"proposals": problems})


def _replace(convention_id: int, proposals: Sequence[int]) -> list[tuple[str, int]]:
    """Write the annexes, and return who joined and who left."""
    rows = ConventionAnnex.objects.filter(convention=convention_id, removed_at=None)
    present = {row.proposal_id: row for row in rows}
    gone = [each for each in present if each not in proposals]
    rows.filter(proposal__in=gone).update(removed_at=current_clock().now())
    joined = []
    for rank, proposal_id in enumerate(proposals, start=1):
        if proposal_id in present:
            rows.filter(proposal=proposal_id).update(rank=rank)
        else:
            joined.append(proposal_id)
            ConventionAnnex.objects.create(
                convention_id=convention_id, proposal_id=proposal_id, rank=rank
            )
    return [(JOINED, key) for key in joined] + [(LEFT, key) for key in gone]


def _name_carriers(convention_id: int, proposals: Sequence[int]) -> None:
    """Name as parties the institutions that carry these dossiers and are none yet."""
    carriers = ProposalPorter.objects.filter(
        proposal__in=proposals, ended_on=None, institution__dissolved_on=None
    )
    named = ConventionParty.objects.filter(convention=convention_id)
    missing = carriers.exclude(institution__in=named.values("institution")).order_by(
        "-leads", "institution_id"
    )
    keys = dict.fromkeys(missing.values_list("institution_id", flat=True))
    ConventionParty.objects.bulk_create(
        ConventionParty(convention_id=convention_id, institution_id=each) for each in keys
    )
