"""What a transition changes of a proposal besides its state, told by plain Python."""

from collections.abc import Callable, Mapping

from tests.lifecycle.reference.idea import Idea


def _submit(idea: Idea) -> None:
    idea.submitted = True


def _ask_a_question(idea: Idea) -> None:
    idea.questions += 1


def _publish(idea: Idea) -> None:
    idea.public = True


def _stand_alone(idea: Idea) -> None:
    idea.merge_target = None


def _assess_again(idea: Idea) -> None:
    _publish(idea)
    _stand_alone(idea)


def _seat_assessors(idea: Idea) -> None:
    idea.awaited_scores = 2


def _name_lead(idea: Idea) -> None:
    idea.has_lead = True


#: What a transition changes besides the state.
EFFECTS: Mapping[str, Callable[[Idea], None]] = {
    "submit": _submit,
    "request_details": _ask_a_question,
    "admit": _publish,
    "object": _stand_alone,
    "reopen_assessment": _assess_again,
    "start_assessment": _seat_assessors,
    "seek_porter": Idea.ask,
    "seek_again": Idea.ask,
    "withdraw_porter": Idea.lose_porter,
    "name_lead": _name_lead,
}
