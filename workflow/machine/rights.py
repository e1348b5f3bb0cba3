"""Rights: who may fire a transition, as pure rules over grants and facts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow.machine.facts import Facts
from workflow.machine.transitions import Birth, Transition
from workflow.permissions.grants import Grants
from workflow.roles import Automatic, Held, Role


class DenialKind(StrEnum):
    """Why a person may not fire a transition, whatever the state of the subject."""

    #: No person fires it: a round, an act, another subject or the clock does.
    AUTOMATIC = "automatic"
    #: The person holds none of its roles.
    ROLE = "role"
    #: The person holds a role, but also one that must be somebody else's.
    SEPARATION = "separation"


@dataclass(frozen=True)
class Denial:
    """One reason of rights, and the roles of those who can help."""

    kind: DenialKind
    message: str
    roles: tuple[Role, ...] = ()


_AUTOMATIC_MESSAGES: dict[Automatic, str | Promise] = {
    Automatic.ROUND: gettext_lazy("A round of decisions does this when it ends, not a person."),
    Automatic.ACT: gettext_lazy("An act on the whole plan does this, not a person."),
    Automatic.CASCADE: gettext_lazy("Another dossier does this when it moves, not a person."),
    Automatic.SYSTEM: gettext_lazy("The clock does this on the due day, not a person."),
}


def holds(role: Role, grants: Grants, facts: Facts) -> bool:
    """Return whether the holder of `grants` holds `role` with regard to this subject."""
    if role.held is Held.GROUP:
        return grants.has_group(role.code)
    if role.held is Held.RELATION:
        return grants.person_id in facts.people.get(role.code, frozenset())
    own = {(role.code, facts.subject.id), (role.code, facts.subject.parent_id)}
    if role.held is Held.SUBJECT and not own.isdisjoint(grants.subjects):
        return True
    concerned = facts.institutions.get(role.code, frozenset())
    return not concerned.isdisjoint(grants.institutions_of(role.code))


def list_denials(
    transition: Transition,
    grants: Grants,
    facts: Facts,
    *,
    also: Grants | None = None,
    automatic: Automatic | None = None,
) -> list[Denial]:
    """Return why the holder of `grants` may not fire `transition`; empty when they may.

    `also` are the rights of the delegate who acts for them: separation of duties binds both.
    `automatic` says that no person fires it but the clock, a round, an act or another subject.
    """
    if automatic is not None and is_fired_by(transition, automatic):
        return []
    if transition.automatic is not None:
        message = str(_AUTOMATIC_MESSAGES[transition.automatic])
        return [Denial(DenialKind.AUTOMATIC, message)]
    denials = []
    entitled = (*transition.roles, *transition.recorded_by)
    if not any(holds(role, grants, facts) for role in entitled):
        denials.append(_deny_role(entitled))
    people = [grants] if also is None else [grants, also]
    denials += [
        _deny_separation(role)
        for role in transition.not_by
        if any(holds(role, person, facts) for person in people)
    ]
    return denials


def is_fired_by(transition: Transition, automatic: Automatic) -> bool:
    """Return whether `automatic` may fire it: as declared, or the clock once its day has come."""
    if automatic is Automatic.SYSTEM and (transition.after_due or transition.on_due):
        return True
    return transition.automatic is automatic


def may_bear(birth: Birth, grants: Grants) -> bool:
    """Return whether the holder of `grants` may bring a subject to life this way.

    A relation cannot hold before the subject exists: any account may take the author's place.
    """
    if birth.automatic is not None:
        return False
    return any(
        grants.is_authenticated
        if role.held is Held.RELATION
        else grants.has_group(role.code)
        or bool(grants.institutions_of(role.code))
        or bool(grants.subjects_of(role.code))
        for role in birth.roles
    )


def must_record_paper(transition: Transition, grants: Grants, facts: Facts) -> bool:
    """Return whether the person may fire it only as the record of somebody else's paper act."""
    if not transition.recorded_by:
        return False
    return not any(holds(role, grants, facts) for role in transition.roles) and any(
        holds(role, grants, facts) for role in transition.recorded_by
    )


def name_roles(roles: tuple[Role, ...]) -> str:
    """Return the labels of `roles` as a list people read."""
    return _(", ").join(str(role.label) for role in roles)


def _deny_role(roles: tuple[Role, ...]) -> Denial:
    message = ngettext(
        "Only this role can do this: %(roles)s.",
        "Only these roles can do this: %(roles)s.",
        len(roles),
    ) % {"roles": name_roles(roles)}
    return Denial(DenialKind.ROLE, message, roles)


def _deny_separation(role: Role) -> Denial:
    values: dict[str, Any] = {"role": role.label}
    message = _("Separation of duties: this must be done by somebody other than the %(role)s.")
    return Denial(DenialKind.SEPARATION, message % values)
