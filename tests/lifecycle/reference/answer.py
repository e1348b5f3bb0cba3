"""How the door answers."""

from enum import Enum


class Answer(Enum):
    """How the door answers."""

    #: It moved.
    DONE = "done"
    #: A second person is asked.
    PROPOSED = "proposed"
    #: As if it did not exist.
    NOT_FOUND = 404
    FORBIDDEN = 403
    #: The state, a guard, or somebody who got there first.
    REFUSED = 409
    #: What is given is missing or wrong.
    BAD_INPUT = 422


#: Nothing stands against it but, perhaps, what was given with it.
ALLOWED = frozenset({Answer.DONE, Answer.PROPOSED, Answer.BAD_INPUT})
