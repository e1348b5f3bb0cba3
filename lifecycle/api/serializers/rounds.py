"""Rounds of decisions: the seats, the text that is decided on, and what the asker can say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.selectors.own_seats import Earlier, Sitting
from lifecycle.selectors.round_acts import SeatAct
from lifecycle.selectors.round_choices import Answer, Choice
from lifecycle.selectors.round_records import RecordRead
from lifecycle.selectors.round_seats import SeatRead, SeatStatus
from lifecycle.selectors.round_sections import Section
from lifecycle.selectors.rounds import RoundRead
from lifecycle.selectors.word_diff import Change
from workflow.models import RoundOutcome, Verdict

_ACTS = [str(each) for each in SeatAct]


@dataclass(frozen=True)
class ReadRound:
    """A round as it is answered: as the asker may know it, and the seat they read it from."""

    read: RoundRead
    sitting: Sitting
    earlier: Earlier | None
    #: What was recorded from paper, and waits for a second person.
    records: Sequence[RecordRead]

    @property
    def counts(self) -> list[tuple[SeatStatus, int]]:
        """Return how many seats stand how."""
        return [(status, self.read.count(status)) for status in SeatStatus]

    @property
    def seats(self) -> Sequence[SeatRead]:
        """Return the seats that the asker may know."""
        return self.read.seats if self.read.reads_all else ()

    @property
    def seat_id(self) -> int | None:
        """Return the seat whose text is told."""
        seat = self.sitting.seat if self.read.reads_all else None
        return seat.id if seat is not None else None

    @property
    def content_hash(self) -> str:
        """Return the hash that a decision is bound to."""
        return self.sitting.text.content_hash if self.sitting.text else ""

    @property
    def sections(self) -> Sequence[Section]:
        """Return the parts of the text."""
        return self.sitting.text.sections if self.sitting.text else ()

    @property
    def choices(self) -> Sequence[Choice]:
        """Return what the asker can say from the seat now."""
        place = self.sitting.place
        return place.choices if place is not None and not place.refusal else ()

    @property
    def refusal(self) -> str:
        """Return why this person must leave the decision to another holder of the seat."""
        return self.sitting.place.refusal if self.sitting.place else ""


class RoundSubjectSerializer(serializers.Serializer[Any]):
    """The subject a round is about."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()


class SeatSerializer(serializers.Serializer[Any]):
    """A seat: whose it is, and what it has said. `people`: who spoke, for whom, who confirmed."""

    id = serializers.IntegerField()
    rank = serializers.IntegerField(source="row.rank")
    role = serializers.CharField(source="row.role")
    holder = serializers.CharField()
    institution = serializers.IntegerField(source="row.institution_id", allow_null=True)
    status = serializers.ChoiceField(choices=[str(each) for each in SeatStatus])
    due_on = serializers.DateField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    people = serializers.ListField(child=serializers.CharField())
    comment = serializers.CharField()
    content_hash = serializers.CharField()
    is_carried = serializers.BooleanField(
        help_text="It approved the very same text in an earlier round."
    )
    paper_on = serializers.DateField(allow_null=True)
    acts = serializers.SerializerMethodField(
        help_text="What the asker can do about the seat now, beside speaking from it."
    )

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=_ACTS)))
    def get_acts(self, seat: SeatRead) -> list[str]:
        """Return the acts by their codes."""
        return [str(each) for each in self.context["acts"].get(seat.id, ())]


class PairSerializer(serializers.Serializer[Any]):
    """The words of a part in one language; `language` is empty for what is in none."""

    def to_representation(self, pair: tuple[str, str]) -> dict[str, str]:
        """Return the pair by name."""
        language, words = pair
        return {"language": language, "words": words}

    language = serializers.CharField()
    words = serializers.CharField()


class CountSerializer(serializers.Serializer[Any]):
    """How many seats stand this way."""

    def to_representation(self, pair: tuple[SeatStatus, int]) -> dict[str, Any]:
        """Return the pair by name."""
        status, count = pair
        return {"status": str(status), "count": count}

    status = serializers.ChoiceField(choices=[str(each) for each in SeatStatus])
    count = serializers.IntegerField()


class SectionSerializer(serializers.Serializer[Any]):
    """A part of the text."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    texts = PairSerializer(many=True)


class PieceSerializer(serializers.Serializer[Any]):
    """Some words that stayed, were added or were removed."""

    change = serializers.ChoiceField(choices=[str(each) for each in Change])
    words = serializers.CharField(trim_whitespace=False)


class ChangedTextSerializer(serializers.Serializer[Any]):
    """What changed in a part, in one language."""

    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    language = serializers.CharField()
    pieces = PieceSerializer(many=True)


class EarlierSerializer(serializers.Serializer[Any]):
    """What the same holder said of an earlier text, and what changed since."""

    verdict = serializers.ChoiceField(choices=[str(each) for each in Verdict])
    comment = serializers.CharField()
    decided_at = serializers.DateTimeField()
    is_kept = serializers.BooleanField(help_text="The earlier text can still be read.")
    changes = ChangedTextSerializer(many=True)


class ChoiceSerializer(serializers.Serializer[Any]):
    """Something that can be said from the seat, in the words of its round."""

    answer = serializers.ChoiceField(choices=[str(each) for each in Answer])
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class


class RecordSerializer(serializers.Serializer[Any]):
    """A decision on paper that a second person must confirm; `id` is that of the confirmation."""

    id = serializers.IntegerField()
    seat = serializers.IntegerField(source="seat_id")
    verdict = serializers.ChoiceField(choices=[str(each) for each in Verdict])
    comment = serializers.CharField()
    recorded_by = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    may_answer = serializers.BooleanField(help_text="The asker can be the second person.")


class RoundSerializer(serializers.Serializer[Any]):
    """A round. Who only sees its subject reads the counts; `seats` and `sections` are then empty.

    `seat` is the one the text is read from, `choices` what the asker can say from it now, and
    `content_hash` what they send with their decision.
    """

    id = serializers.IntegerField(source="read.id")
    name = serializers.CharField(source="read.round.name")
    label = serializers.CharField(source="read.label")  # type: ignore[assignment]  # DRF takes fields off the class
    subject = RoundSubjectSerializer(source="read.case.row")
    opened_at = serializers.DateTimeField(source="read.round.opened_at")
    closed_at = serializers.DateTimeField(source="read.round.closed_at", allow_null=True)
    outcome = serializers.ChoiceField(
        source="read.round.outcome",
        choices=["", *[str(each) for each in RoundOutcome]],
        help_text="Empty while the round runs.",
    )
    due_on = serializers.DateField(source="read.due_on", allow_null=True)
    counts = CountSerializer(many=True)
    seats = SeatSerializer(many=True)
    seat = serializers.IntegerField(source="seat_id", allow_null=True)
    content_hash = serializers.CharField()
    sections = SectionSerializer(many=True)
    choices = ChoiceSerializer(many=True)
    refusal = serializers.CharField()
    earlier = EarlierSerializer(allow_null=True)
    records = RecordSerializer(many=True)
