"""What became of a request, told from the history alone: the same key is answered the same."""

from dataclasses import dataclass
from functools import cached_property

from rest_framework import status
from rest_framework.response import Response

from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.api.subjects import answer
from lifecycle.selectors.happenings import PROPOSED
from workflow.models import Event, EventKind, Round, RoundKind, Subject

#: What the engine adds to the name of a round whose seat answered on paper.
RECORDED = ".recorded"


@dataclass(frozen=True)
class Outcome:
    """The Event a request led to, now or when its key was first used."""

    event: Event

    @property
    def outcome(self) -> str:
        """Return whether the subject came to be, moved, or somebody else must confirm first."""
        if self.event.kind == EventKind.BIRTH:
            return "born"
        is_fact = self.event.kind == EventKind.FACT
        is_proposal = is_fact and self.event.name.endswith((PROPOSED, RECORDED))
        return "proposed" if is_proposal else "done"

    @cached_property
    def confirmation(self) -> int | None:
        """Return the round in which a second person answers, None when none was asked."""
        if self.outcome != "proposed":
            return None
        asked = Round.objects.filter(
            subject=self.event.subject_id,
            kind__in=[str(RoundKind.COUNTERSIGN), str(RoundKind.RECORD)],
            subject_version=self.event.seq,
        )
        return asked.values_list("pk", flat=True).first()


#: The status of each outcome: what waits for a second person is accepted, not done.
_STATUSES = {
    "born": status.HTTP_201_CREATED,
    "proposed": status.HTTP_202_ACCEPTED,
    "done": status.HTTP_200_OK,
}


#: One for all: its fields are copied whenever a serializer is made.
_WRITER = OutcomeSerializer()


def answer_outcome(outcome: Outcome) -> Response:
    """Return the answer, with the version that the event brought the subject to."""
    return answer(
        _WRITER.to_representation(outcome),
        version=outcome.event.seq,
        status=_STATUSES[outcome.outcome],
    )


def answer_birth(subject: Subject) -> Response:
    """Return the answer to whoever brought the subject to life."""
    return answer_outcome(Outcome(Event.objects.get(subject=subject.pk, seq=1)))
