"""Who carries a commitment: its institutions, the people of them, and who runs it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lifecycle.models import CommitmentPorter, Membership
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    OWNER,
    PORTER_MEMBER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.models import InstitutionGrant, SubjectGrant
from workflow.permissions.grants import ROLE_PREFIX

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
    rows = list(
        CommitmentPorter.objects.filter(commitment__in=commitments).values_list(
            "commitment", "institution", "leads"
        )
    )
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
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    staff = Membership.objects.filter(
        current, body=MembershipBody.STAFF.value, institution__in=institutions, starts_on__lte=on
    ).values_list("institution", "person")
    granted = InstitutionGrant.objects.filter(
        content_object__in=institutions, permission__codename__in=_ANSWERING
    ).values_list("content_object", "user")
    members: dict[int, set[int]] = {}
    for institution, person in (*staff, *granted):
        members.setdefault(institution, set()).add(person)
    return members


def _read_project_leads(commitments: Collection[int]) -> Mapping[int, set[int]]:
    codename = f"{ROLE_PREFIX}{PROJECT_LEAD.code}"
    rows = SubjectGrant.objects.filter(
        content_object__in=commitments, permission__codename=codename
    ).values_list("content_object", "user")
    named: dict[int, set[int]] = {}
    for commitment, person in rows:
        named.setdefault(commitment, set()).add(person)
    return named
