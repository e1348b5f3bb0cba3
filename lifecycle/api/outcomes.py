"""What became of a request, told from the history alone: the same key is answered the same."""

from dataclasses import dataclass
from functools import cached_property

from rest_framework import status
from rest_framework.response import Response

from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.api.subjects import answer
from workflow.models import Event, EventKind, Round, RoundKind


@dataclass(frozen=True)
class Outcome:
    """The Event a request led to, now or when its key was first used."""

    event: Event

    @property
    def outcome(self) -> str:
        """Return whether the subject moved, or somebody else must confirm first."""
        return "proposed" if self.event.kind == EventKind.FACT else "moved"

    @cached_property
    def confirmation(self) -> int | None:
        """Return the round in which a second person answers, None when none was asked."""
        if self.outcome == "moved":
            return None
        asked = Round.objects.filter(
            subject=self.event.subject_id,
            kind=str(RoundKind.COUNTERSIGN),
            subject_version=self.event.seq,
        )
        return asked.values_list("pk", flat=True).first()


def answer_outcome(outcome: Outcome) -> Response:
    """Return the answer: 200 when it is done, 202 when it waits for a second person."""
    proposed = outcome.outcome == "proposed"
    return answer(
        OutcomeSerializer(outcome).data,
        version=outcome.event.seq,
        status=status.HTTP_202_ACCEPTED if proposed else status.HTTP_200_OK,
    )
