"""Who carries a commitment: its institutions, the people of them, and who runs it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from lifecycle.models import CommitmentPorter, Membership
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    OWNER,
    PORTER_MEMBER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.models import InstitutionGrant, SubjectGrant, User
from workflow.permissions.grants import ROLE_PREFIX
from workflow.prepared import prepared
from workflow.roles import Role

#: Whoever answers for an institution belongs to it, membership or not.
_ANSWERING = [f"{ROLE_PREFIX}{role.code}" for role in (OWNER, FOCAL_POINT, PROJECT_LEAD, SUPERIOR)]


@dataclass(frozen=True)
class Porters:
    """The institutions that carry a commitment (`leads` is one of them) and their people."""

    all: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    project_leads: frozenset[int] = frozenset()
    institutions: Mapping[str, frozenset[int]] = field(init=False)
    people: Mapping[str, frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        institutions = {
            OWNER.code: self.leads,
            FOCAL_POINT.code: self.all,
            PROJECT_LEAD.code: self.all,
        }
        people = {PORTER_MEMBER.code: self.members, PROJECT_LEAD.code: self.project_leads}
        object.__setattr__(self, "institutions", institutions)
        object.__setattr__(self, "people", people)


def read_porters(commitments: Collection[int], *, on: date) -> Mapping[int, Porters]:
    """Return who carries each commitment `on` that day, in four statements."""
    rows = _list_carrying(commitments)
    institutions = {institution for _commitment, institution, _leads in rows}
    members = _read_members(institutions, on=on)
    named = _read_project_leads(commitments)
    return {
        commitment: _assemble(
            [(institution, leads) for key, institution, leads in rows if key == commitment],
            members,
            named.get(commitment, set()),
        )
        for commitment in commitments
    }


@prepared
def _list_carrying(
    commitments: Iterable[int],
) -> QuerySet[CommitmentPorter, tuple[int, int, bool]]:
    porters = CommitmentPorter.objects.filter(commitment__in=commitments)
    return porters.values_list("commitment", "institution", "leads")


def query_people_of(institution_id: int, *, on: date, role: Role | None = None) -> QuerySet[User]:
    """Return the active people of an institution on that day: its staff and who answers for it.

    With `role`, only those who hold that role on it.
    """
    codenames = _ANSWERING if role is None else [f"{ROLE_PREFIX}{role.code}"]
    granted = InstitutionGrant.objects.filter(
        content_object=institution_id, permission__codename__in=codenames
    )
    belongs = Q(pk__in=granted.values("user"))
    if role is None:
        belongs |= Q(pk__in=_query_staff([institution_id], on=on).values("person"))
    return User.objects.filter(belongs, is_active=True).order_by("display_name", "email")


def _assemble(
    rows: list[tuple[int, bool]], members: Mapping[int, set[int]], named: set[int]
) -> Porters:
    people: set[int] = set(named)
    for institution, _leads in rows:
        people |= members.get(institution, set())
    return Porters(
        all=frozenset(institution for institution, _leads in rows),
        leads=frozenset(institution for institution, leads in rows if leads),
        members=frozenset(people),
        project_leads=frozenset(named),
    )


def _read_members(institutions: Collection[int], *, on: date) -> Mapping[int, set[int]]:
    members: dict[int, set[int]] = {}
    for institution, person in (*_list_staff(institutions, on), *_list_answering(institutions)):
        members.setdefault(institution, set()).add(person)
    return members


@prepared
def _list_staff(institutions: Iterable[int], on: date) -> QuerySet[Membership, tuple[int, int]]:
    return _query_staff(institutions, on=on).values_list("institution", "person")


@prepared
def _list_answering(institutions: Iterable[int]) -> QuerySet[InstitutionGrant, tuple[int, int]]:
    granted = InstitutionGrant.objects.filter(
        content_object__in=institutions, permission__codename__in=_ANSWERING
    )
    return granted.values_list("content_object", "user")


def _query_staff(institutions: Iterable[int], *, on: date) -> QuerySet[Membership]:
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return Membership.objects.filter(
        current, body=MembershipBody.STAFF.value, institution__in=institutions, starts_on__lte=on
    )


def _read_project_leads(commitments: Collection[int]) -> Mapping[int, set[int]]:
    named: dict[int, set[int]] = {}
    for commitment, person in _list_named(commitments):
        named.setdefault(commitment, set()).add(person)
    return named


@prepared
def _list_named(commitments: Iterable[int]) -> QuerySet[SubjectGrant, tuple[int, int]]:
    codename = f"{ROLE_PREFIX}{PROJECT_LEAD.code}"
    named = SubjectGrant.objects.filter(
        content_object__in=commitments, permission__codename=codename
    )
    return named.values_list("content_object", "user")
