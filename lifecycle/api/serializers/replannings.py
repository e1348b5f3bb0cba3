"""New dates as JSON: requests, what they would move, and what is given with them."""

from typing import Any

from rest_framework import serializers

from lifecycle.api.inputs import KeyField
from lifecycle.selectors.replanning_simulation import (
    Follower,
    MovedCommitment,
    MovedRung,
    MovedTarget,
    Simulation,
)
from lifecycle.selectors.replannings import ReplanningRead
from lifecycle.services.after_slips import REASON_MAX_LENGTH as ANSWER_MAX_LENGTH
from lifecycle.services.replanning_words import CAUSES, REASON_MAX_LENGTH, WORDS_MAX_LENGTH
from lifecycle.services.replannings_together import MOST_LINES, ForeseenLine
from lifecycle.vocabulary import AfterSlips, ContentLanguage
from workflow.periods import Period


class DatesSerializer(serializers.Serializer[Period]):
    """A period: the words as they were typed, its kind, its days; no `latest` means undated."""

    words = serializers.CharField()
    kind = serializers.CharField()
    precision = serializers.CharField()
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)


class ReplanningSerializer(serializers.Serializer[ReplanningRead]):
    """A request for a new date. `old` is what it replaces; the one promised at first stays."""

    id = serializers.IntegerField(source="request.pk")
    subject = serializers.IntegerField(source="request.target_id")
    subject_kind = serializers.CharField(source="target.subject.kind")
    title = serializers.CharField(source="target.title")
    commitment = serializers.IntegerField(source="request.commitment_id")
    state = serializers.CharField(source="request.state")
    state_label = serializers.CharField()
    version = serializers.IntegerField(source="request.version")
    old = DatesSerializer(allow_null=True)
    new = DatesSerializer(allow_null=True)
    cause = serializers.CharField(source="request.cause")
    cause_label = serializers.CharField()
    reason = serializers.CharField(source="request.reason")
    reason_language = serializers.CharField(source="request.reason_language")
    slip_days = serializers.IntegerField(allow_null=True)
    slips = serializers.IntegerField(source="target.slips.slips")
    is_beyond = serializers.BooleanField()
    batch = serializers.UUIDField(source="request.batch", allow_null=True)
    asked_on = serializers.DateField(source="request.asked_on")
    decided_on = serializers.DateField(source="request.decided_on", allow_null=True)
    forwarded_in_silence = serializers.BooleanField(source="request.forwarded_in_silence")


class NewDateSerializer(serializers.Serializer[Any]):
    """A new date in words; the language helps where they do not tell theirs."""

    words = serializers.CharField(max_length=WORDS_MAX_LENGTH)
    language = serializers.ChoiceField(choices=ContentLanguage.choices, required=False)


class AskingSerializer(NewDateSerializer):
    """A new date, its cause and its reason."""

    cause = serializers.ChoiceField(choices=CAUSES)
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class NewDateLineSerializer(serializers.Serializer[Any]):
    """An activity or a commitment, and its new date in words."""

    subject = KeyField()
    words = serializers.CharField(max_length=WORDS_MAX_LENGTH)


class NewDatesSerializer(serializers.Serializer[Any]):
    """Many new dates."""

    lines = serializers.ListField(
        child=NewDateLineSerializer(), allow_empty=False, max_length=MOST_LINES
    )
    language = serializers.ChoiceField(choices=ContentLanguage.choices, required=False)


class AskingTogetherSerializer(NewDatesSerializer):
    """Many new dates for one cause."""

    cause = serializers.ChoiceField(choices=CAUSES)
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class ForeseenDateSerializer(serializers.Serializer[ForeseenLine]):
    """What would become of a line; `problem` is empty when it can be asked for."""

    subject = serializers.IntegerField(source="target.subject.pk")
    title = serializers.CharField(source="target.title")
    old = DatesSerializer(source="target.period", allow_null=True)
    new = DatesSerializer(source="period", allow_null=True)
    problem = serializers.CharField()


class MovedRungSerializer(serializers.Serializer[MovedRung]):
    """A rung of the ladder, before and after."""

    code = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    old_on = serializers.DateField(allow_null=True)
    new_on = serializers.DateField(allow_null=True)


class MovedTargetSerializer(serializers.Serializer[MovedTarget]):
    """What the new date is for, by how much it moves, and the rungs that move with it."""

    subject = serializers.IntegerField(source="target.subject.pk")
    title = serializers.CharField(source="target.title")
    old = DatesSerializer(source="target.period", allow_null=True)
    new = DatesSerializer()
    old_due_on = serializers.DateField(allow_null=True)
    new_due_on = serializers.DateField(allow_null=True)
    slip_days = serializers.IntegerField(allow_null=True)
    slips = serializers.IntegerField()
    is_beyond = serializers.BooleanField()
    rungs = MovedRungSerializer(many=True)


class FollowerSerializer(serializers.Serializer[Follower]):
    """An activity that comes after one that moves, and would begin before that one ends."""

    subject = serializers.IntegerField(source="activity.pk")
    title = serializers.CharField(source="activity.title")
    after = serializers.CharField()
    begins_on = serializers.DateField()
    ends_on = serializers.DateField()
    overlap_days = serializers.IntegerField()
    foreseen_on = serializers.DateField()


class MovedCommitmentSerializer(serializers.Serializer[MovedCommitment]):
    """The last day of a commitment, before and after, beside the end of its plan."""

    commitment = serializers.IntegerField(source="commitment_id")
    number = serializers.IntegerField()
    old_on = serializers.DateField(allow_null=True)
    new_on = serializers.DateField(allow_null=True)
    plan_ends_on = serializers.DateField(allow_null=True)
    days_past_plan = serializers.IntegerField()


class SimulationSerializer(serializers.Serializer[Simulation]):
    """All that new dates would move; nothing is written."""

    targets = MovedTargetSerializer(many=True)
    followers = FollowerSerializer(many=True)
    commitments = MovedCommitmentSerializer(many=True)


class OutlookSerializer(serializers.Serializer[Any]):
    """What would become of each line, and all that would move."""

    lines = ForeseenDateSerializer(many=True)
    simulation = SimulationSerializer()


class DecidingTogetherSerializer(serializers.Serializer[Any]):
    """What is decided on several requests, each on its own; a refusal has a reason."""

    requests = serializers.ListField(child=KeyField(), allow_empty=False, max_length=MOST_LINES)
    decision = serializers.ChoiceField(choices=["accept", "refuse", "escalate"])
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH, default="", allow_blank=True)


class DecidedSerializer(serializers.Serializer[Any]):
    """What became of one request; `problems` say why it was not decided."""

    request = serializers.IntegerField()
    is_done = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())


class AfterSlipsSerializer(serializers.Serializer[Any]):
    """What becomes of what slipped too far, and why."""

    answer = serializers.ChoiceField(choices=AfterSlips.choices)
    reason = serializers.CharField(max_length=ANSWER_MAX_LENGTH)
