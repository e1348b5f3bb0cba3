"""The door: a generated transition runs only while the engine holds it open for that subject."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from workflow.exceptions import OutsideTheDoorError

_open_for: ContextVar[tuple[int, str] | None] = ContextVar("workflow_door", default=None)


@contextmanager
def opened(subject_id: int, transition: str) -> Iterator[None]:
    """Let the generated method `transition` of this one subject run."""
    token = _open_for.set((subject_id, transition))
    try:
        yield
    finally:
        _open_for.reset(token)


def check_open(subject_id: int, transition: str) -> None:
    """Do nothing when the engine holds the door open for this very transition.

    Raises:
        OutsideTheDoorError: somebody called the generated method by hand.
    """
    if _open_for.get() != (subject_id, transition):
        message = (
            f"{transition} of subject {subject_id} was called outside the engine; "
            "use workflow.engine.fire()"
        )
        raise OutsideTheDoorError(message)
