"""Contributions: what everybody reads, what is moderated and answered, and who may propose."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from lifecycle.models import Consultation, Contribution, ProposalPorter
from lifecycle.selectors.visibility import READERS
from lifecycle.vocabulary import ConsultationState, Moderation
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    MODERATOR,
    OWNER,
    PROJECT_LEAD,
)
from workflow.permissions import Grants

#: Answers are read by everybody, or by the author of a contribution, from then on.
TOLD_STATES = frozenset({ConsultationState.PUBLISHED.value, ConsultationState.CANCELLED.value})
PROPOSING_ROLES = (OWNER.code, PROJECT_LEAD.code, FOCAL_POINT.code)


def are_answers_told(consultation: Consultation) -> bool:
    """Return whether the answers of a consultation are public."""
    return consultation.state in TOLD_STATES


def list_published(
    consultation_id: int, *, proposal_id: int | None = None
) -> QuerySet[Contribution]:
    """Return what everybody may read, the latest first; of one line when it is named."""
    rows = Contribution.objects.filter(
        consultation=consultation_id, moderation=Moderation.PUBLISHED.value
    )
    if proposal_id is not None:
        rows = rows.filter(proposal=proposal_id)
    return rows.select_related("proposal").order_by("-received_at", "-pk")


def list_for_work(
    consultation_id: int,
    *,
    moderation: str = "",
    answered: bool | None = None,
    proposal_id: int | None = None,
) -> QuerySet[Contribution]:
    """Return every contribution for those who work on them, grouped ones behind their leader."""
    rows = Contribution.objects.filter(consultation=consultation_id)
    if moderation:
        rows = rows.filter(moderation=moderation)
    if answered is not None:
        rows = rows.filter(~Q(effect="") if answered else Q(effect=""))
    if proposal_id is not None:
        rows = rows.filter(proposal=proposal_id)
    return (
        rows.select_related("proposal", "leader", "proposed_by", "answered_by", "moderated_by")
        .annotate(behind=Count("group"))
        .order_by("received_at", "pk")
    )


def find_by_token(token: str) -> Contribution | None:
    """Return the contribution of a secret link, or None."""
    # No token holds a null character, and PostgreSQL cannot even look for one.
    return (
        Contribution.objects.filter(receipt_token=token.replace("\0", ""))
        .select_related("consultation__plan", "proposal", "leader")
        .first()
    )


def count_by_line(consultation_id: int, *, published_only: bool) -> dict[int | None, int]:
    """Return how many contributions each line has; None counts those on the whole plan."""
    rows = Contribution.objects.filter(consultation=consultation_id)
    if published_only:
        rows = rows.filter(moderation=Moderation.PUBLISHED.value)
    return dict(rows.order_by().values_list("proposal_id").annotate(Count("pk")))


def count_work(consultation_id: int) -> dict[str, int]:
    """Return how many there are, how many wait for moderation, and how many for an answer."""
    counts: dict[str, int] = Contribution.objects.filter(consultation=consultation_id).aggregate(
        received=Count("pk"),
        waiting=Count("pk", filter=Q(moderation=Moderation.WAITING.value)),
        unanswered=Count("pk", filter=Q(effect="")),
    )
    return counts


def list_own_lines(proposal_ids: Iterable[int], grants: Grants) -> frozenset[int]:
    """Return the lines on which the holder of `grants` proposes answers; one statement."""
    ids = list(proposal_ids)
    bodies = grants.institutions_of(*PROPOSING_ROLES)
    carried: set[int] = set()
    if bodies:
        porters = ProposalPorter.objects.filter(
            proposal__in=ids, institution__in=bodies, ended_on__isnull=True
        )
        carried = set(porters.values_list("proposal_id", flat=True))
    return frozenset(carried | (set(ids) & grants.subjects_of(*PROPOSING_ROLES)))


def list_proposed_lines(lines: Iterable[int], grants: Grants) -> frozenset[int]:
    """Return the lines on which they read what a porter proposes: the ministry, and the porter."""
    ids = frozenset(lines)
    if grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code):
        return ids
    return list_own_lines(ids, grants)


def may_read(contribution: Contribution, grants: Grants) -> bool:
    """Return whether they read it: all who follow it, a porter on its lines, its author, everybody.

    Everybody reads what is published.
    """
    is_own = contribution.person_id is not None and contribution.person_id == grants.person_id
    return (
        contribution.moderation == Moderation.PUBLISHED.value
        or is_own
        or grants.has_group(*READERS, MODERATOR.code)
        or may_propose(contribution, grants)
    )


def may_propose(contribution: Contribution, grants: Grants) -> bool:
    """Return whether they answer for a porter of the line it is on."""
    line = contribution.proposal_id
    return line is not None and line in list_own_lines([line], grants)
