"""Every reason behind a refusal, as the list of transitions would give it."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from workflow.engine import Reason
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError, WorkflowError
from workflow.machine.guards import Shortfall


@runtime_checkable
class Explaining(Protocol):
    """A view that can say everything that stands against what it was asked to do."""

    def explain_refusal(self) -> Sequence[Reason]:
        """Return every reason, with the names behind the counts, as far as the asker may know."""


def list_reasons(error: WorkflowError, view: object) -> Sequence[Reason]:
    """Return every reason behind a refusal.

    A view of one transition explains it whole; otherwise the error says what it carries.
    """
    if not isinstance(error, TransitionForbiddenError | TransitionRefusedError):
        return ()
    explained = view.explain_refusal() if isinstance(view, Explaining) else ()
    if explained or not isinstance(error, TransitionRefusedError):
        return explained
    return [_as_reason(shortfall) for shortfall in error.shortfalls]


def _as_reason(shortfall: Shortfall) -> Reason:
    return Reason(
        code=shortfall.guard,
        message=shortfall.fix,
        roles=shortfall.lifted_by,
        count=shortfall.count,
        waivable=shortfall.waivable,
    )
