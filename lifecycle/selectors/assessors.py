"""Who may score a proposal, and who must not: author, of the same body, or declared."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from lifecycle.models import ConflictOfInterest, Membership, ProposalAuthor
from lifecycle.vocabulary import MembershipBody
from workflow.models import User
from workflow.prepared import prepared


class Conflict(StrEnum):
    """Why an assessor must not score a proposal."""

    #: Is its author.
    AUTHOR = "author"
    #: Belongs to the association or institution of its author.
    SAME_BODY = "same_body"
    #: Was said to have an interest in it.
    DECLARED = "declared"


#: The conflicts of each assessor who has any, by the id of the person.
Conflicts = Mapping[int, frozenset[Conflict]]


def list_assessors(*, today: date) -> QuerySet[User]:
    """Return the people who can be seated today, by name."""
    seated = Membership.objects.filter(is_current(today), body=MembershipBody.ASSESSORS)
    return User.objects.filter(pk__in=seated.values("person"), is_active=True).order_by(
        "display_name", "email"
    )


def is_current(day: date) -> Q:
    """Return the filter of memberships whose mandate runs on this day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class AssessorPool:
    """The assessors of one day and the bodies people belong to, read once for many proposals."""

    def __init__(self, proposal_ids: Iterable[int], *, today: date) -> None:
        """Read in two statements, whatever the number of proposals."""
        ids = list(proposal_ids)
        self.assessors: frozenset[int] = frozenset()
        self._bodies: dict[int, set[int]] = {}
        self._declared: dict[int, set[int]] = {}
        self._read_memberships(ids, today)
        for proposal_id, person_id in ConflictOfInterest.objects.filter(
            proposal__in=ids
        ).values_list("proposal_id", "person_id"):
            self._declared.setdefault(proposal_id, set()).add(person_id)

    def find_conflicts(
        self, proposal_id: int, *, authors: Iterable[int], bodies: Iterable[int]
    ) -> Conflicts:
        """Return every conflict of every assessor with one proposal.

        `authors` are the people who wrote it, `bodies` the institutions they speak for.
        """
        written_by = frozenset(authors)
        named = frozenset(bodies)
        declared = self._declared.get(proposal_id, set())
        found = {
            person: frozenset(self._list_conflicts(person, written_by, named, declared))
            for person in self.assessors
        }
        return {person: conflicts for person, conflicts in found.items() if conflicts}

    def _list_conflicts(
        self, person: int, authors: frozenset[int], named: frozenset[int], declared: set[int]
    ) -> Iterable[Conflict]:
        if person in authors:
            yield Conflict.AUTHOR
        others = authors - {person}
        bodies = named.union(*(self._bodies.get(each, set()) for each in others))
        if not bodies.isdisjoint(self._bodies.get(person, set())):
            yield Conflict.SAME_BODY
        if person in declared:
            yield Conflict.DECLARED

    def _read_memberships(self, proposal_ids: list[int], today: date) -> None:
        seated = set()
        for person_id, body, institution_id in _list_memberships(proposal_ids, today):
            if body == MembershipBody.ASSESSORS:
                seated.add(person_id)
            if institution_id is not None:
                self._bodies.setdefault(person_id, set()).add(institution_id)
        self.assessors = frozenset(seated)


@prepared
def _list_memberships(
    proposals: Iterable[int], today: date
) -> QuerySet[Membership, tuple[int, str, int | None]]:
    """Find what the assessors of that day and the authors of these proposals belong to."""
    assessors = list_assessors(today=today).order_by().values("pk")
    authors = ProposalAuthor.objects.filter(proposal__in=proposals, person__isnull=False)
    rows = Membership.objects.filter(
        is_current(today),
        Q(person__in=assessors) | Q(person__in=authors.values("person")),
        person__is_active=True,
    )
    return rows.order_by().values_list("person_id", "body", "institution_id")
