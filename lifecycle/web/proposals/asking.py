"""Who asks: somebody in their own name, or for a person who delegated their rights to them."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest

from lifecycle.selectors.delegations import list_delegations
from lifecycle.web.access import FOR, find_person, require_person
from lifecycle.web.rights import get_rights
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from workflow.clock import current_clock
from workflow.models import Delegation, User
from workflow.permissions import Grants, LaterGrants, load_grants


@dataclass(frozen=True)
class Asker:
    """A person (None without an account), the rights they hold, and whom they act for."""

    person: User | None
    own_rights: LaterGrants
    principal: User | None = None

    @property
    def own_grants(self) -> Grants:
        """Return the rights they hold themselves."""
        return self.own_rights.get()

    @cached_property
    def delegations(self) -> tuple[Delegation, ...]:
        """Return the delegations to them that run today; read only by who shows or uses them."""
        return _list_running(self.person) if self.person is not None else ()

    @cached_property
    def grants(self) -> Grants:
        """Return the rights that count: those of the person acted for, when there is one."""
        return load_grants(self.principal) if self.principal is not None else self.own_grants

    @property
    def query(self) -> str:
        """Return what an address needs so that the next page is asked in the same name."""
        if self.principal is None:
            return ""
        return f"?{urlencode({FOR: self.principal.pk})}"


@dataclass(frozen=True)
class Signatory(Asker):
    """An asker who has signed in."""

    person: User


def read_asker(request: HttpRequest) -> Asker:
    """Return who asks. A delegation that does not run today is as if it were not there."""
    person, rights = find_person(request), get_rights(request)
    if person is None:
        return Asker(None, rights)
    return _read_signed_in(request, person, rights)


def require_asker(request: HttpRequest) -> Signatory:
    """Return who asks.

    Raises:
        TransitionForbiddenError: nobody is signed in.
    """
    return _read_signed_in(request, require_person(request), get_rights(request))


def _read_signed_in(request: HttpRequest, person: User, rights: LaterGrants) -> Signatory:
    asked = request.GET.get(FOR, "")
    if not (asked.isdecimal() and len(asked) <= NUMBER_MAX_LENGTH):
        return Signatory(person, rights)
    principals = (each.principal for each in _list_running(person))
    return Signatory(person, rights, next((p for p in principals if p.pk == int(asked)), None))


def _list_running(person: User) -> tuple[Delegation, ...]:
    today = current_clock().today()
    received = list_delegations(person.pk, today=today).received
    return tuple(each for each in received if each.starts_on <= today)
