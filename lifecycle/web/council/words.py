"""The words and marks of council files."""

from lifecycle.models import Council
from lifecycle.selectors.councils import label_state
from lifecycle.vocabulary import CouncilState, LineOutcome

#: The kind of badge of each state (a key of `look.STATE_ICONS`).
KINDS: dict[str, str] = {
    CouncilState.PREPARING.value: "quiet",
    CouncilState.SUBMITTED.value: "waiting",
    CouncilState.ON_AGENDA.value: "due",
    CouncilState.PRESENTED.value: "due",
    CouncilState.ADOPTED.value: "done",
    CouncilState.NOTED.value: "done",
    CouncilState.RETURNED.value: "blocked",
    CouncilState.PULLED_BACK.value: "quiet",
}
OUTCOME_KINDS: dict[str, str] = {
    LineOutcome.ADOPTED.value: "done",
    LineOutcome.RETURNED.value: "blocked",
    LineOutcome.REMOVED.value: "quiet",
}


def describe_state(council: Council) -> dict[str, str]:
    """Return the state of a file as a badge."""
    return {"kind": KINDS[council.state], "words": label_state(council)}
