"""Seats: who may speak for one, and whether anybody may."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.machine.transitions import DeclaredRound, SeatPlan
from workflow.models import Institution, InstitutionGrant, RoundKind, Seat, User
from workflow.permissions.grants import ROLE_PREFIX, Grants
from workflow.roles import Held, get_role

K = TypeVar("K")


def check_seat(case: Case, seat: Seat, request: Request) -> None:
    """Do nothing when the person, or whom they stand in for, holds the seat and may decide.

    Raises:
        TransitionForbiddenError: the seat is somebody else's, or the round excludes one of both.
    """
    if not sits(case, seat, request.grants):
        raise TransitionForbiddenError(_("This seat is somebody else's."))
    excluded = list_excluded(case, case.machine.rounds.get(seat.round.name))
    people = [request.grants] if request.delegate is None else [request.grants, request.delegate]
    if any(person.person_id in excluded for person in people):
        if seat.content_hash:
            message = _("Separation of duties: who last edited it does not decide on it.")
        else:
            message = _(
                "Separation of duties: whoever asked for it or is concerned by it does not decide "
                "on it."
            )
        raise TransitionForbiddenError(message)


def may_sit(case: Case, seat: Seat, grants: Grants) -> bool:
    """Return whether the holder of `grants` may speak for the seat, and is not excluded."""
    excluded = list_excluded(case, case.machine.rounds.get(seat.round.name))
    return sits(case, seat, grants) and grants.person_id not in excluded


def list_excluded(case: Case, declared: DeclaredRound | None) -> frozenset[int]:
    """Return the people who may not decide in the round whatever they hold."""
    if declared is None or declared.excluded is None:
        return frozenset()
    return declared.excluded(case.facts)


def needs_speakers(declared: DeclaredRound) -> bool:
    """Return whether each seat of the round must have somebody who may decide when it opens.

    Nobody decides in a round that collects, and what may come by letter waits for the letter.
    """
    return declared.kind is RoundKind.DECIDING and not declared.on_paper


def check_eligible(case: Case, declared: DeclaredRound, plans: Sequence[SeatPlan]) -> None:
    """Do nothing when each seat has somebody who may decide, in three statements.

    Whoever is inactive or excluded is nobody.

    Raises:
        TransitionRefusedError: a seat has nobody; it is named, and what helps is said.
    """
    for message, _count in describe_lacking([Planned(case, declared, plans)]):
        if message:
            raise TransitionRefusedError(message)


@dataclass(frozen=True)
class Planned:
    """The seats of a round that would open on a subject."""

    case: Case
    declared: DeclaredRound
    plans: Sequence[SeatPlan]


def describe_lacking(rounds: Sequence[Planned]) -> list[tuple[str, int]]:
    """Return for each round why nobody may decide from a seat, and from how many; or nothing.

    In three statements for all of them, in five when a seat has nobody.
    """
    holders = _read_holders(rounds) if rounds else _Holders()
    lacking = [[plan for plan in each.plans if not holders.speak(plan, each)] for each in rounds]
    names = _read_names(plan.institution_id for plans in lacking for plan in plans)
    return [(_say_lacking(plans, names) if plans else "", len(plans)) for plans in lacking]


def _read_names(ids: Iterable[int | None]) -> dict[int, str]:
    keys = {key for key in ids if key is not None}
    if not keys:
        return {}
    named = Institution.objects.filter(pk__in=keys).prefetch_related("names")
    return {each.pk: str(each) for each in named}


def _say_lacking(lacking: Sequence[SeatPlan], names: Mapping[int, str]) -> str:
    named = [names[plan.institution_id] for plan in lacking if plan.institution_id is not None]
    return _(
        "Nobody may decide for: %(names)s. Somebody with an active account must hold the role "
        "“%(role)s” there, and not be the one who last edited the text: name another one, or "
        "let somebody else edit the text last."
    ) % {
        "names": _(", ").join(named or [str(plan.role) for plan in lacking]),
        "role": lacking[0].role,
    }


@dataclass(frozen=True)
class _Holders:
    """Who of the active people holds what, by their ids."""

    people: frozenset[int] = frozenset()
    groups: Mapping[str, frozenset[int]] = field(default_factory=dict)
    institutions: Mapping[tuple[str, int], frozenset[int]] = field(default_factory=dict)

    def speak(self, plan: SeatPlan, planned: Planned) -> bool:
        """Return whether one of them may decide from the seat; subjects' grants do not count."""
        role, excluded = plan.role, list_excluded(planned.case, planned.declared)
        if plan.person_id is not None:
            return plan.person_id in self.people - excluded
        if plan.institution_id is not None:
            holders = self.institutions.get((role.code, plan.institution_id), frozenset())
            return bool(holders - excluded)
        if role.held is Held.GROUP:
            return bool(self.groups.get(role.code, frozenset()) - excluded)
        related = planned.case.facts.people.get(role.code, frozenset())
        return role.held is not Held.RELATION or bool((related & self.people) - excluded)


def _read_holders(rounds: Sequence[Planned]) -> _Holders:
    plans = [plan for each in rounds for plan in each.plans]
    active = User.objects.filter(is_active=True)
    codes = {plan.role.code for plan in plans}
    wanted = {plan.person_id for plan in plans if plan.person_id is not None}
    for each in rounds:
        wanted |= {key for code in codes for key in each.case.facts.people.get(code, ())}
    granted = InstitutionGrant.objects.filter(
        user__in=active,
        content_object__in=[plan.institution_id for plan in plans if plan.institution_id],
        permission__codename__in=[f"{ROLE_PREFIX}{code}" for code in codes],
    )
    return _Holders(
        people=frozenset(active.filter(pk__in=wanted).values_list("pk", flat=True)),
        groups=_gather(active.filter(groups__name__in=codes).values_list("groups__name", "pk")),
        institutions=_gather(
            ((codename.removeprefix(ROLE_PREFIX), key), person)
            for codename, key, person in granted.values_list(
                "permission__codename", "content_object_id", "user_id"
            )
        ),
    )


def _gather(pairs: Iterable[tuple[K, int]]) -> dict[K, frozenset[int]]:
    found: dict[K, frozenset[int]] = {}
    for key, person in pairs:
        found[key] = found.get(key, frozenset()) | {person}
    return found


def sits(case: Case, seat: Seat, grants: Grants) -> bool:
    """Return whether the holder of `grants` holds the seat, excluded or not."""
    if seat.person_id is not None:
        return grants.person_id == seat.person_id
    if seat.institution_id is not None:
        return (seat.role, seat.institution_id) in grants.institutions
    return holds(get_role(seat.role), grants, case.facts)
