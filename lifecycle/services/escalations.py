"""Escalations of a ladder that is shown before it goes: the ministry lets them go or holds them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.selectors.escalations import SETTLERS
from lifecycle.services.access import check_group
from workflow import escalations
from workflow.exceptions import TransitionRefusedError
from workflow.models import Escalation, User
from workflow.permissions import load_grants

#: One request settles so many at most: the page shows no more.
AT_MOST = 200


@dataclass(frozen=True)
class Settled:
    """What became of one escalation; `problem` says why nothing did."""

    id: int
    problem: str = ""

    @property
    def is_done(self) -> bool:
        """Return whether it was settled."""
        return not self.problem


def release_all(ids: Iterable[int], *, actor: User) -> list[Settled]:
    """Let these escalations go, each for itself; return what became of each, in their order.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
    """
    return _settle(ids, escalations.release, actor)


def drop_all(ids: Iterable[int], *, actor: User) -> list[Settled]:
    """Hold these escalations back for good, each for itself; return what became of each.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
    """
    return _settle(ids, escalations.drop, actor)


def _settle(ids: Iterable[int], act: Callable[..., Escalation], actor: User) -> list[Settled]:
    check_group(load_grants(actor), *SETTLERS)
    wanted = list(dict.fromkeys(ids))[:AT_MOST]
    known = Escalation.objects.in_bulk(wanted)
    return [_settle_one(key, known.get(key), act, actor) for key in wanted]


def _settle_one(
    key: int, escalation: Escalation | None, act: Callable[..., Escalation], actor: User
) -> Settled:
    if escalation is None:
        return Settled(key, _("There is nothing here under this number."))
    try:
        act(escalation, actor=actor)
    except TransitionRefusedError as error:
        return Settled(key, str(error))
    return Settled(key)
