"""What passes to an institution that takes over: roles, dossiers, open seats, open tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from lifecycle.models import (
    STILL_AWAITED,
    AwaitedParty,
    CandidatePorter,
    CommitmentPorter,
    ConventionAnnex,
    ConventionParty,
    ProposalPorter,
)
from lifecycle.services.bound_texts import bind_text
from lifecycle.vocabulary import ConventionState
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.engine import join_seat, record_fact, renew_seat
from workflow.engine.casting import void_records
from workflow.engine.reading import lock_rows
from workflow.models import (
    COUNTING,
    VOTING,
    Decision,
    Institution,
    InstitutionGrant,
    RoundKind,
    Seat,
    User,
    Via,
    WorkItem,
)
from workflow.permissions import grant, revoke
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import get_role

RIGHT_REASON_MAX_LENGTH = 250
#: A convention in one of these is still to be signed, or binds its parties.
LIVE_CONVENTIONS = (
    ConventionState.DRAFT.value,
    ConventionState.TEXT_AGREED.value,
    ConventionState.SIGNING.value,
    ConventionState.IN_FORCE.value,
    ConventionState.AMENDING.value,
)


@dataclass(frozen=True)
class Succession:
    """One institution takes over from another on a day; who records it, and how."""

    old: Institution
    new: Institution
    on: date
    actor: User
    via: Via

    @property
    def reason(self) -> str:
        """Return why things pass, in the language of whoever records it."""
        return _("%(old)s is succeeded by %(new)s.") % {"old": self.old, "new": self.new}


def pass_roles(succession: Succession) -> None:
    """Give the successor the roles that people held on the institution."""
    held = InstitutionGrant.objects.filter(
        content_object=succession.old.pk, permission__codename__startswith=ROLE_PREFIX
    ).select_related("user", "permission")
    reason = succession.reason[:RIGHT_REASON_MAX_LENGTH]
    for each in list(held):
        role = get_role(each.permission.codename.removeprefix(ROLE_PREFIX))
        revoke(role, each.user, on=succession.old, by=succession.actor, reason=reason)
        grant(role, each.user, on=succession.new, by=succession.actor, reason=reason)


def pass_subjects(succession: Succession) -> int:
    """Let the successor carry what the institution carried and was asked, subject by subject.

    In ascending id, each with an Event; return how many subjects that is. What ended or was
    decided stands under the old name. Where the successor sits in the same round, it speaks for
    both seats: one vote each.
    """
    ids = _list_subjects(succession.old)
    # A seat that is joined to another can complete the signatures of a line.
    lock_rows({*ids, *_list_annexed(ids)})
    for subject_id in ids:
        seats = _list_passing(subject_id, succession)

        def write(subject_id: int = subject_id, seats: Sequence[Seat] = seats) -> None:
            _pass_porters(subject_id, succession)
            _pass_candidates(subject_id, succession)
            _pass_commitment(subject_id, succession)
            _pass_parties(subject_id, succession)
            _pass_awaited(subject_id, succession)
            _pass_seats_and_items(subject_id, seats, succession)

        event = record_fact(
            subject_id,
            "institution.succeeded",
            actor=succession.actor,
            content={"from": succession.old.pk, "to": succession.new.pk},
            write=write,
            via=succession.via,
        )
        for seat in seats:
            void_records(seat, event)
    _renew_texts(ids, succession.new)
    for seat in list(_query_undecided(succession.old)):
        join_seat(
            seat,
            heir=succession.new,
            actor=succession.actor,
            by=MINISTRY_LEAD,
            reason=succession.reason,
            bind=bind_text,
            via=succession.via,
        )
    for seat in list(_query_seats(succession.new).filter(round__subject__in=ids)):
        renew_seat(
            seat, actor=succession.actor, by=MINISTRY_LEAD, bind=bind_text, via=succession.via
        )
    return len(ids)


def _renew_texts(ids: Iterable[int], heir: Institution) -> None:
    """Let the heir be asked to sign what binds it now: its own sheets and those it took over.

    What it was asked before is not its text any more, and nobody could sign it.
    """
    for seat in list(_query_undecided(heir).filter(round__subject__in=ids)):
        Seat.objects.filter(pk=seat.pk).update(content_hash=bind_text(seat))


def _list_annexed(conventions: Iterable[int]) -> list[int]:
    """Return the dossiers that one of these conventions has before its signatories."""
    annexes = ConventionAnnex.objects.filter(convention__in=conventions, removed_at=None)
    return list(annexes.values_list("proposal_id", flat=True))


def _list_subjects(old: Institution) -> list[int]:
    found: set[int | None] = set()
    sources: Iterable[Iterable[int | None]] = (
        WorkItem.objects.filter(institution=old, closed_at=None).values_list("subject", flat=True),
        _query_undecided(old).values_list("round__subject", flat=True),
        ProposalPorter.objects.filter(institution=old, ended_on=None).values_list(
            "proposal", flat=True
        ),
        CandidatePorter.objects.filter(institution=old).values_list("proposal", flat=True),
        CommitmentPorter.objects.filter(institution=old).values_list("commitment", flat=True),
        AwaitedParty.objects.filter(STILL_AWAITED, institution=old).values_list(
            "subject", flat=True
        ),
        ConventionParty.objects.filter(
            institution=old, convention__state__in=LIVE_CONVENTIONS
        ).values_list("convention", flat=True),
    )
    for keys in sources:
        found.update(keys)
    return sorted(key for key in found if key is not None)


def _pass_porters(proposal_id: int, succession: Succession) -> None:
    """End the part of the institution and begin that of its successor, who leads if it led.

    A successor that was a partner already leads from now on, or goes on as it is.
    """
    current = ProposalPorter.objects.filter(proposal=proposal_id, ended_on=None)
    ending = current.filter(institution=succession.old).first()
    if ending is None:
        return
    known = current.filter(institution=succession.new)
    if not ending.leads and known.exists():
        _end(ending, succession)
        return
    for each in [ending, *known]:
        _end(each, succession)
    ProposalPorter.objects.create(
        proposal_id=proposal_id,
        institution=succession.new,
        leads=ending.leads,
        letter=ending.letter,
        started_on=max(succession.on, ending.started_on),
    )


def _end(porter: ProposalPorter, succession: Succession) -> None:
    porter.ended_on = max(succession.on, porter.started_on)
    porter.end_reason = succession.reason
    porter.save(update_fields=["ended_on", "end_reason"])


def _pass_parties(convention_id: int, succession: Succession) -> None:
    """Let the successor be the party: what was signed stands for it, what is asked it signs."""
    parties = ConventionParty.objects.filter(
        convention=convention_id, convention__state__in=LIVE_CONVENTIONS
    )
    ending = parties.filter(institution=succession.old)
    if parties.filter(institution=succession.new).exists():
        ending.delete()
    else:
        ending.update(institution=succession.new)


def _pass_awaited(subject_id: int, succession: Succession) -> None:
    """Await the answer of the successor, unless that one is awaited there already."""
    awaited = AwaitedParty.objects.filter(STILL_AWAITED, subject=subject_id)
    if not awaited.filter(institution=succession.new).exists():
        awaited.filter(institution=succession.old).update(institution=succession.new)


def _pass_candidates(proposal_id: int, succession: Succession) -> None:
    rows = CandidatePorter.objects.filter(proposal=proposal_id)
    ending = rows.filter(institution=succession.old)
    if rows.filter(institution=succession.new).exists():
        ending.delete()
    else:
        ending.update(institution=succession.new)


def _pass_commitment(commitment_id: int, succession: Succession) -> None:
    rows = CommitmentPorter.objects.filter(commitment=commitment_id)
    ending = rows.filter(institution=succession.old).first()
    if ending is None:
        return
    known = rows.filter(institution=succession.new)
    leads = ending.leads or known.filter(leads=True).exists()
    known.delete()
    rows.filter(pk=ending.pk).update(institution=succession.new, leads=leads)


def _list_passing(subject_id: int, succession: Succession) -> list[Seat]:
    """Return the seats that the successor takes: not those beside one of its own."""
    own = Seat.objects.filter(
        VOTING,
        round=OuterRef("round"),
        role=OuterRef("role"),
        institution=succession.new,
    )
    seats = _query_undecided(succession.old).filter(~Exists(own), round__subject=subject_id)
    return list(seats)


def _pass_seats_and_items(subject_id: int, seats: Sequence[Seat], succession: Succession) -> None:
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(institution=succession.new)
    items = WorkItem.objects.filter(
        Q(seat=None) | Q(seat__in=seats),
        subject=subject_id,
        institution=succession.old,
        closed_at__isnull=True,
    )
    # The desk names the institution unless a person took the task.
    items.filter(person__isnull=True).update(
        desk=Concat(F("role"), Value(f":{succession.new.pk}"), output_field=CharField())
    )
    items.update(institution=succession.new)


def _query_undecided(institution: Institution) -> QuerySet[Seat]:
    counting = Decision.objects.filter(COUNTING, seat=OuterRef("pk"))
    return _query_seats(institution).filter(~Exists(counting), carried_from=None)


def _query_seats(institution: Institution) -> QuerySet[Seat]:
    """Return the seats of the institution that have a vote in a round that runs and decides."""
    seats = Seat.objects.filter(
        VOTING,
        institution=institution,
        round__kind=str(RoundKind.DECIDING),
        round__outcome="",
    )
    return seats.select_related("round").order_by("round__subject", "pk")
