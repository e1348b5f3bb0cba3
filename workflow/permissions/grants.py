"""What one person holds, read in one statement and carried through a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import CharField, IntegerField, QuerySet, Value

from workflow.models import InstitutionGrant, SubjectGrant, User
from workflow.prepared import Question, prepared

#: Permissions on institutions and subjects that stand for a role carry this prefix.
ROLE_PREFIX = "role_"


@dataclass(frozen=True)
class Grants:
    """The rights of one person: groups, roles on institutions, roles on subjects.

    `institutions` and `subjects` hold pairs (code of the role, id).
    """

    person_id: int | None = None
    groups: frozenset[str] = frozenset()
    institutions: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    subjects: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        """Return whether these are the rights of somebody with an account."""
        return self.person_id is not None

    def has_group(self, *roles: str) -> bool:
        """Return whether the person is in the group of any of these roles."""
        return not self.groups.isdisjoint(roles)

    def institutions_of(self, *roles: str) -> frozenset[int]:
        """Return the institutions on which the person holds any of these roles."""
        return frozenset(key for role, key in self.institutions if role in roles)

    def subjects_of(self, *roles: str) -> frozenset[int]:
        """Return the subjects on which the person holds any of these roles."""
        return frozenset(key for role, key in self.subjects if role in roles)

    @property
    def desks(self) -> frozenset[str]:
        """Return the desks whose work items are the person's."""
        if self.person_id is None:
            return frozenset()
        own = {f"person:{self.person_id}"}
        return frozenset(own | self.groups | {f"{role}:{key}" for role, key in self.institutions})


NOBODY = Grants()

#: Whether a group, an institution or a subject; the code of the role; which of them.
_Held: TypeAlias = tuple[str, str, int]


class LaterGrants:
    """What a person holds, read when it is first looked at, or along with something before that."""

    __slots__ = ("_is_given", "_known", "_person_id")

    def __init__(self, person: User | AnonymousUser | None, known: Grants | None = None) -> None:
        is_somebody = isinstance(person, User) and person.is_active
        self._person_id = person.pk if person is not None and is_somebody else None
        self._known = known if known is not None or is_somebody else NOBODY
        self._is_given = self._known is not None

    def get(self) -> Grants:
        """Return what they hold, in one statement the first time."""
        if self._known is None:
            self._known = _make(self._person_id, _read(self._person_id))
        return self._known

    def forget(self) -> None:
        """Read it anew next time, unless it was given: it may have changed."""
        if not self._is_given:
            self._known = None

    def ask(self) -> Question[_Held] | None:
        """Return what reads it along with something else; None when it is known."""
        return _read.ask(self._person_id) if self._known is None else None

    def take(self, rows: Iterable[_Held]) -> None:
        """Take what was read along with something else."""
        self._known = _make(self._person_id, rows)


def load_grants(person: User | AnonymousUser | None) -> Grants:
    """Return what `person` holds now, in one statement; nothing without an active account."""
    return LaterGrants(person).get()


def _make(person_id: int | None, rows: Iterable[_Held]) -> Grants:
    groups: set[str] = set()
    pairs: dict[str, set[tuple[str, int]]] = {"institution": set(), "subject": set()}
    for source, code, key in rows:
        if source == "group":
            groups.add(code)
        elif code.startswith(ROLE_PREFIX):
            pairs[source].add((code.removeprefix(ROLE_PREFIX), key))
    return Grants(
        person_id=person_id,
        groups=frozenset(groups),
        institutions=frozenset(pairs["institution"]),
        subjects=frozenset(pairs["subject"]),
    )


@prepared
def _read(person: int | None) -> QuerySet[Group, _Held]:
    groups = Group.objects.filter(user=person).values_list(
        Value("group", output_field=CharField()), "name", Value(0, output_field=IntegerField())
    )
    on_institutions = InstitutionGrant.objects.filter(user=person).values_list(
        Value("institution", output_field=CharField()), "permission__codename", "content_object_id"
    )
    on_subjects = SubjectGrant.objects.filter(user=person).values_list(
        Value("subject", output_field=CharField()), "permission__codename", "content_object_id"
    )
    return groups.union(on_institutions, on_subjects, all=True)
