"""The beginning of every write that is no transition: lock, then see, then hold the role."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.reading import Case, load_case
from workflow.engine.request import make_request
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.machine.registry import get_machine
from workflow.machine.rights import holds, name_roles
from workflow.models import Subject, User
from workflow.permissions import Grants
from workflow.roles import Role


class Access(NamedTuple):
    """What a person was let in to: the locked subject with its facts, and what they hold."""

    case: Case
    grants: Grants
    today: date

    def holds(self, *roles: Role) -> bool:
        """Return whether the person holds any of these roles with regard to the subject."""
        return any(holds(role, self.grants, self.case.facts) for role in roles)


def access(
    subject: Subject | int,
    *,
    actor: User,
    roles: Sequence[Role] = (),
    expect: int | None = None,
    on_behalf_of: User | None = None,
) -> Access:
    """Lock the subject and let in who sees it and holds one of `roles`. Needs a transaction.

    No `roles` lets in whoever sees it. Who acts for another has the rights of that person.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
    """
    request = make_request(actor, on_behalf_of=on_behalf_of)
    subject_id = subject if isinstance(subject, int) else subject.pk
    case = load_case(subject_id, today=request.today, lock=True)
    check_visible(case, request)
    check_version(case, expect)
    entered = Access(case, request.grants, request.today)
    if roles and not entered.holds(*roles):
        raise make_denial(roles)
    return entered


def check_access(subject_id: int, *, actor: User, roles: Sequence[Role] = ()) -> Grants:
    """Look, without a lock, whether `access` would let them in; return what they hold.

    For writes that lock more than the subject: nobody makes others wait for what they may not do.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError: as `access` does.
    """
    request = make_request(actor)
    case = load_case(subject_id, today=request.today)
    check_visible(case, request)
    if roles and not any(holds(role, request.grants, case.facts) for role in roles):
        raise make_denial(roles)
    return request.grants


def make_denial(roles: Sequence[Role]) -> TransitionForbiddenError:
    """Return the error that says which roles can."""
    message = ngettext(
        "Only this role can do this: %(roles)s.",
        "Only these roles can do this: %(roles)s.",
        len(roles),
    )
    return TransitionForbiddenError(message % {"roles": name_roles(tuple(roles))})


def check_group(grants: Grants, *roles: Role) -> None:
    """Do nothing when the person is in the group of one of these roles.

    Raises:
        TransitionForbiddenError: they are in none.
    """
    if not grants.has_group(*(role.code for role in roles)):
        raise make_denial(roles)


def check_state(kind: str, state: str, states: Sequence[str]) -> None:
    """Do nothing when `state` is one of these of this kind of subject.

    Raises:
        TransitionRefusedError: it is another one; all are named (409).
    """
    if state in states:
        return
    labels = {name: str(each.label) for name, each in get_machine(kind).states.items()}
    raise TransitionRefusedError(
        _("This is possible in: %(states)s. The state is now: %(state)s.")
        % {"states": _(", ").join(labels[each] for each in states), "state": labels[state]}
    )
