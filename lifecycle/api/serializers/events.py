"""The history of a subject, as far as the reader may know it."""

from typing import Any

from rest_framework import serializers


class GivenSerializer(serializers.Serializer[Any]):
    """Something that was given with an event: words, a file that may be read, another subject."""

    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    words = serializers.CharField()
    attachment = serializers.IntegerField(source="attachment_id", allow_null=True)
    subject = serializers.IntegerField(source="subject_id", allow_null=True)


class EventSerializer(serializers.Serializer[Any]):
    """One entry of a history.

    The codes are for programs, the words for people: `people` says who acted, for whom, and who
    confirmed it, by name or by role as the reader may know. `given` holds what is public, and the
    rest for those who may read it; nothing once it was erased.
    """

    version = serializers.IntegerField(
        source="event.seq", help_text="Number in the history; the version of the subject then."
    )
    kind = serializers.CharField(source="event.kind")
    name = serializers.CharField(source="event.name")
    from_state = serializers.CharField(source="event.source")
    state = serializers.CharField(source="event.target")
    words = serializers.CharField(source="entry.words")
    people = serializers.ListField(source="entry.people", child=serializers.CharField())
    given = GivenSerializer(source="entry.details", many=True)
    recorded_at = serializers.DateTimeField(source="event.recorded_at")
    occurred_on = serializers.DateField(
        source="event.occurred_on", allow_null=True, help_text="The day of an act on paper."
    )
    is_erased = serializers.BooleanField(source="entry.is_erased")
