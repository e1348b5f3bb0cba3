"""Seats: who may speak for one, and whether anybody may."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.machine.transitions import DeclaredRound, SeatPlan
from workflow.models import Institution, InstitutionGrant, Seat, User
from workflow.permissions.grants import ROLE_PREFIX, Grants
from workflow.roles import Held, get_role


def check_seat(case: Case, seat: Seat, request: Request) -> None:
    """Do nothing when the person, or whom they stand in for, holds the seat and may decide.

    Raises:
        TransitionForbiddenError: the seat is somebody else's, or they last edited the text.
    """
    if not sits(case, seat, request.grants):
        raise TransitionForbiddenError(_("This seat is somebody else's."))
    excluded = list_excluded(case, case.machine.rounds.get(seat.round.name))
    people = [request.grants] if request.delegate is None else [request.grants, request.delegate]
    if any(person.person_id in excluded for person in people):
        raise TransitionForbiddenError(
            _("Separation of duties: who last edited it does not decide on it.")
        )


def may_sit(case: Case, seat: Seat, grants: Grants) -> bool:
    """Return whether the holder of `grants` may speak for the seat, and is not excluded."""
    excluded = list_excluded(case, case.machine.rounds.get(seat.round.name))
    return sits(case, seat, grants) and grants.person_id not in excluded


def list_excluded(case: Case, declared: DeclaredRound | None) -> frozenset[int]:
    """Return the people who may not decide in the round whatever they hold."""
    if declared is None or declared.excluded is None:
        return frozenset()
    return declared.excluded(case.facts)


def check_eligible(case: Case, declared: DeclaredRound, plans: Sequence[SeatPlan]) -> None:
    """Do nothing when each seat has somebody who may decide, in three statements.

    Whoever is inactive or excluded is nobody.

    Raises:
        TransitionRefusedError: a seat has nobody; it is named, and what helps is said.
    """
    excluded = list_excluded(case, declared)
    holders = _read_holders(case, plans, excluded)
    lacking = [plan for plan in plans if not holders.hold(plan, case)]
    if not lacking:
        return
    institutions = [plan.institution_id for plan in lacking if plan.institution_id is not None]
    named = Institution.objects.filter(pk__in=institutions).prefetch_related("names")
    names = [str(each) for each in named] or [str(plan.role) for plan in lacking]
    raise TransitionRefusedError(
        _(
            "Nobody may decide for: %(names)s. Somebody with an active account must hold the role "
            "“%(role)s” there, and not be the one who last edited the text: name another one, or "
            "let somebody else edit the text last."
        )
        % {"names": _(", ").join(names), "role": lacking[0].role}
    )


@dataclass(frozen=True)
class _Holders:
    """Who holds what, of those who are active and not excluded."""

    people: frozenset[int]
    groups: frozenset[str]
    institutions: frozenset[tuple[str, int]]

    def hold(self, plan: SeatPlan, case: Case) -> bool:
        """Return whether somebody holds the seat; grants on subjects are not looked at."""
        role = plan.role
        if plan.person_id is not None:
            return plan.person_id in self.people
        if plan.institution_id is not None:
            return (role.code, plan.institution_id) in self.institutions
        if role.held is Held.GROUP:
            return role.code in self.groups
        related = case.facts.people.get(role.code, frozenset())
        return role.held is not Held.RELATION or not related.isdisjoint(self.people)


def _read_holders(case: Case, plans: Sequence[SeatPlan], excluded: frozenset[int]) -> _Holders:
    active = User.objects.filter(is_active=True).exclude(pk__in=excluded)
    codes = {plan.role.code for plan in plans}
    wanted = {plan.person_id for plan in plans if plan.person_id is not None}
    wanted |= {key for code in codes for key in case.facts.people.get(code, ())}
    granted = InstitutionGrant.objects.filter(
        user__in=active,
        content_object__in=[plan.institution_id for plan in plans if plan.institution_id],
        permission__codename__in=[f"{ROLE_PREFIX}{code}" for code in codes],
    )
    return _Holders(
        people=frozenset(active.filter(pk__in=wanted).values_list("pk", flat=True)),
        groups=frozenset(
            Group.objects.filter(name__in=codes, user__in=active).values_list("name", flat=True)
        ),
        institutions=frozenset(
            (codename.removeprefix(ROLE_PREFIX), key)
            for codename, key in granted.values_list("permission__codename", "content_object_id")
        ),
    )


def sits(case: Case, seat: Seat, grants: Grants) -> bool:
    """Return whether the holder of `grants` holds the seat, excluded or not."""
    if seat.person_id is not None:
        return grants.person_id == seat.person_id
    if seat.institution_id is not None:
        return (seat.role, seat.institution_id) in grants.institutions
    return holds(get_role(seat.role), grants, case.facts)
