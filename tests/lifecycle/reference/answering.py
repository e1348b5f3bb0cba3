"""What the product answered, in the words of the model."""

from collections.abc import Callable
from typing import Any

from tests.lifecycle.reference.answer import Answer
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, EventKind


def answer(act: Callable[[], Any]) -> Answer:
    """Do it, and return how it was answered."""
    try:
        done = act()
    except SubjectNotFoundError:
        return Answer.NOT_FOUND
    except TransitionForbiddenError:
        return Answer.FORBIDDEN
    except (TransitionRefusedError, StaleSubjectError):
        return Answer.REFUSED
    except InputError:
        return Answer.BAD_INPUT
    is_proposal = isinstance(done, Event) and done.kind == EventKind.FACT
    return Answer.PROPOSED if is_proposal else Answer.DONE
