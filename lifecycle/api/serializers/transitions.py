"""Transitions as one person meets them: allowed or not, why, and what they take."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.api.descriptions import TYPES, describe_inputs
from lifecycle.api.serializers.problems import ReasonSerializer, RoleSerializer
from lifecycle.selectors.readers import Reader
from workflow.engine import Explanation, TransitionExplanation
from workflow.engine.explaining import Waited


class OptionSerializer(serializers.Serializer[Any]):
    """Something that can be chosen: the value to send, and its words."""

    value = serializers.CharField(help_text="A code, or the id of a row.")
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class


class ColumnSerializer(serializers.Serializer[Any]):
    """One value that is asked for. `type` says which JSON it is, `many` that a list of it is sent.

    `least` and `most` bound the rows, `most` the characters of a text.
    """

    name = serializers.CharField(source="declared.name")
    label = serializers.CharField(source="declared.label")  # type: ignore[assignment]  # DRF takes fields off the class
    help = serializers.CharField(source="declared.help")
    required = serializers.BooleanField()  # type: ignore[assignment]  # DRF takes fields off the class
    public = serializers.BooleanField(
        source="declared.public", help_text="Shown to everybody once the transition is made."
    )
    type = serializers.ChoiceField(choices=list(TYPES.values()))
    many = serializers.BooleanField()  # type: ignore[assignment]  # DRF takes fields off the class
    least = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True)
    options = OptionSerializer(many=True, help_text="What can be chosen, a hundred at most.")


class InputSerializer(ColumnSerializer):
    """One input of a transition; `columns` are those of each row when `type` is `rows`."""

    columns = ColumnSerializer(many=True)


class TransitionSerializer(serializers.Serializer[Any]):
    """A transition as one person meets it; nothing in `reasons` means that they may fire it."""

    name = serializers.CharField(source="transition.name")
    label = serializers.CharField(source="transition.label")  # type: ignore[assignment]  # DRF takes fields off the class
    help = serializers.CharField(source="transition.help")
    allowed = serializers.BooleanField(source="is_allowed")
    leaves_here = serializers.BooleanField(help_text="The present state is one of its sources.")
    is_theirs = serializers.BooleanField(help_text="No reason of rights stands against it.")
    second_person = serializers.BooleanField(
        source="transition.second_person", help_text="Somebody else must confirm it."
    )
    confirmation = serializers.IntegerField(
        source="proposal_id",
        allow_null=True,
        help_text="The round in which it waits for a second person.",
    )
    roles = RoleSerializer(source="transition.roles", many=True)
    reasons = ReasonSerializer(many=True)
    inputs = serializers.SerializerMethodField()

    @extend_schema_field(InputSerializer(many=True))
    def get_inputs(self, explained: TransitionExplanation) -> Any:
        """Return what it takes, with what this person can choose."""
        described = describe_inputs(
            explained.inputs, self.context["facts"], with_rows=explained.is_allowed
        )
        return InputSerializer(described, many=True).data


class WaitedSerializer(serializers.Serializer[Any]):
    """Somebody who is waited for. `id` is the item of an inbox; `holder` a person or a role."""

    id = serializers.IntegerField(source="item_id")
    kind = serializers.CharField()
    role = RoleSerializer()
    holder = serializers.SerializerMethodField()
    due_on = serializers.DateField(allow_null=True)
    days_late = serializers.IntegerField()
    pause_reason = serializers.SerializerMethodField(
        help_text="Why nothing escalates while another party has the pen; empty otherwise."
    )

    def get_pause_reason(self, waited: Waited) -> str:
        """Return why it is paused, as this reader may know it."""
        reader: Reader = self.context["reader"]
        return reader.read_pause(waited.pause_reason)

    def get_holder(self, waited: Waited) -> str:
        """Return who it is: an author only as they chose to be known, officials to officials."""
        reader: Reader = self.context["reader"]
        if waited.person is None:
            return waited.holder
        return reader.name(waited.person, otherwise=waited.role.label)


class TransitionsSerializer(serializers.Serializer[Any]):
    """Where a subject stands, who is waited for, and every transition of its machine."""

    id = serializers.IntegerField(source="subject_id")
    kind = serializers.CharField()
    reference = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    entered_at = serializers.DateTimeField()
    waiting = WaitedSerializer(many=True)
    transitions = serializers.SerializerMethodField()

    def get_state_label(self, explained: Explanation) -> str:
        """Return the state in the reader's language."""
        return str(explained.case.machine.states[explained.state].label)

    @extend_schema_field(TransitionSerializer(many=True))
    def get_transitions(self, explained: Explanation) -> Any:
        """Return every transition of the machine, in the order of its declaration."""
        context = {"facts": explained.case.facts}
        return TransitionSerializer(explained.transitions, many=True, context=context).data


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of a request: the entry in the history, by which the same key answers again.

    `outcome` is `proposed` while a second person must confirm; `confirmation` is then the round.
    """

    outcome = serializers.ChoiceField(choices=["born", "done", "proposed"])
    confirmation = serializers.IntegerField(allow_null=True)
    subject = serializers.IntegerField(source="event.subject_id")
    name = serializers.CharField(source="event.name")
    from_state = serializers.CharField(source="event.source")
    state = serializers.CharField(source="event.target")
    version = serializers.IntegerField(
        source="event.seq", help_text="The version of the subject, and the number of the event."
    )
    recorded_at = serializers.DateTimeField(source="event.recorded_at")


class PreviewedMoveSerializer(serializers.Serializer[Any]):
    """One subject that would move."""

    subject = serializers.IntegerField(source="subject_id")
    kind = serializers.CharField()
    reference = serializers.CharField()
    transition = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    target = serializers.CharField()


class PreviewedBirthSerializer(serializers.Serializer[Any]):
    """A subject that would come to life."""

    kind = serializers.CharField()
    birth = serializers.CharField()
    target = serializers.CharField()


class ExpectedSerializer(serializers.Serializer[Any]):
    """Somebody who would be waited for."""

    role = RoleSerializer()
    person = serializers.IntegerField(source="person_id", allow_null=True)
    institution = serializers.IntegerField(source="institution_id", allow_null=True)
    due_on = serializers.DateField(allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What firing would do; `needs_second_person`: it would only be proposed at first."""

    moves = PreviewedMoveSerializer(many=True)
    births = PreviewedBirthSerializer(many=True)
    expected = ExpectedSerializer(many=True)
    needs_second_person = serializers.BooleanField()
