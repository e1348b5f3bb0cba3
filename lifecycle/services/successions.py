"""What passes to an institution that takes over: roles, dossiers, open seats, open tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from lifecycle.models import (
    STILL_AWAITED,
    AwaitedParty,
    CandidatePorter,
    CommitmentPorter,
    ConventionParty,
    ConventionTextVersion,
    ProposalPorter,
)
from lifecycle.selectors.convention_agreements import load_agreements
from lifecycle.vocabulary import ConventionState
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.models import (
    COUNTING,
    Decision,
    Institution,
    InstitutionGrant,
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
    decided stands under the old name.
    """
    ids = _list_subjects(succession.old)
    for subject_id in ids:

        def write(subject_id: int = subject_id) -> None:
            _pass_porters(subject_id, succession)
            _pass_candidates(subject_id, succession)
            _pass_commitment(subject_id, succession)
            _pass_parties(subject_id, succession)
            _pass_awaited(subject_id, succession)
            _pass_seats_and_items(subject_id, succession)

        record_fact(
            subject_id,
            "institution.succeeded",
            actor=succession.actor,
            content={"from": succession.old.pk, "to": succession.new.pk},
            write=write,
            via=succession.via,
        )
    _renew_texts(ids, succession.new)
    return len(ids)


def _renew_texts(ids: Iterable[int], heir: Institution) -> None:
    """Let the heir be asked to sign what binds it now: its own sheets and those it took over.

    What it was asked before is not its text any more, and nobody could sign it.
    """
    for key, agreement in load_agreements(ids).items():
        current = agreement.text.compute_hash(heir.pk)
        asked = _query_undecided(heir).filter(round__subject=key).exclude(content_hash="")
        if asked.exclude(content_hash=current).update(content_hash=current):
            ConventionTextVersion.objects.create(
                convention_id=key,
                content=agreement.text.to_json(),
                asked_at=current_clock().now(),
            )


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


def _pass_seats_and_items(subject_id: int, succession: Succession) -> None:
    _query_undecided(succession.old).filter(round__subject=subject_id).update(
        institution=succession.new
    )
    items = WorkItem.objects.filter(
        subject=subject_id, institution=succession.old, closed_at__isnull=True
    )
    # The desk names the institution unless a person took the task.
    items.filter(person__isnull=True).update(
        desk=Concat(F("role"), Value(f":{succession.new.pk}"), output_field=CharField())
    )
    items.update(institution=succession.new)


def _query_undecided(old: Institution) -> QuerySet[Seat]:
    counting = Decision.objects.filter(COUNTING, seat=OuterRef("pk"))
    return Seat.objects.filter(~Exists(counting), institution=old, round__outcome="")
