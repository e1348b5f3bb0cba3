"""Commitments and activities as they stand on a day."""

from typing import Any

from rest_framework import serializers

from lifecycle.api.serializers.words import (
    AwaitedSerializer,
    InstitutionSerializer,
    LanguagesField,
    PlanningSerializer,
)
from lifecycle.selectors.activities import ActivityLine
from lifecycle.selectors.commitments import CommitmentRead
from workflow.machine.registry import get_machine


class StandingSerializer(serializers.Serializer[Any]):
    """Where something stands on a day: derived from its periods, nothing of it is stored."""

    situation = serializers.CharField()
    situation_label = serializers.CharField(source="situation.label")
    days_late = serializers.IntegerField()
    planning = PlanningSerializer()
    awaited = AwaitedSerializer(many=True)


class OriginSerializer(serializers.Serializer[Any]):
    """A proposal of which a commitment was born."""

    id = serializers.IntegerField()
    reference = serializers.CharField()


class ActivitySerializer(StandingSerializer):
    """An activity. `label` is how people call it and no rank; `due_on` is a working day."""

    id = serializers.IntegerField(source="activity.id")
    commitment = serializers.IntegerField(source="activity.commitment_id")
    label = serializers.CharField(source="activity.label")  # type: ignore[assignment]  # DRF takes fields off the class
    title = serializers.CharField(source="activity.title")
    titles = LanguagesField("title", source="activity")
    site = serializers.CharField(source="activity.site")
    deliverable = serializers.CharField(source="activity.deliverable")
    indicators = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField(source="activity.state")
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="activity.version")
    progress = serializers.IntegerField(source="activity.progress", allow_null=True)
    residual_after_completion = serializers.BooleanField(
        source="activity.residual_after_completion"
    )
    cancel_reason = serializers.CharField(source="activity.cancel_reason")
    done_by = serializers.CharField(source="activity.done_by")
    done_from = serializers.DateField(source="activity.done_from", allow_null=True)
    done_on = serializers.DateField(source="activity.done_on", allow_null=True)
    unit = serializers.CharField(source="activity.unit")
    units_planned = serializers.IntegerField(source="activity.units_planned", allow_null=True)
    units_delivered = serializers.IntegerField(source="activity.units_delivered", allow_null=True)
    delivered_percent = serializers.IntegerField(
        allow_null=True, help_text="Of the units planned; above 100 when more was delivered."
    )
    weight = serializers.IntegerField(
        source="activity.weight", help_text="How much it counts in the computed progress."
    )
    note = serializers.CharField(source="activity.note")
    due_on = serializers.DateField(allow_null=True)

    def get_state_label(self, line: ActivityLine) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("activity").states[line.activity.state].label)


class CommitmentSerializer(StandingSerializer):
    """A commitment with its activities; what was declared and what they add up to, side by side."""

    id = serializers.IntegerField(source="commitment.id")
    plan = serializers.IntegerField(source="commitment.plan_id")
    number = serializers.IntegerField(source="commitment.number")
    ogp_number = serializers.CharField(source="commitment.ogp_number")
    title = serializers.CharField(source="commitment.title")
    titles = LanguagesField("title", source="commitment")
    theme = serializers.CharField(source="commitment.theme.code", allow_null=True)
    state = serializers.CharField(source="commitment.state")
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="commitment.version")
    lead = InstitutionSerializer(allow_null=True)
    porters = InstitutionSerializer(many=True)
    declared_progress = serializers.IntegerField(source="commitment.declared_progress")
    computed_progress = serializers.IntegerField(allow_null=True)
    declared_complete = serializers.BooleanField(
        source="commitment.declared_complete",
        allow_null=True,
        help_text="None when nobody said either way.",
    )
    unit = serializers.CharField(source="commitment.unit")
    units_planned = serializers.IntegerField(source="commitment.units_planned", allow_null=True)
    units_delivered = serializers.IntegerField(source="commitment.units_delivered", allow_null=True)
    delivered_percent = serializers.IntegerField(
        allow_null=True, help_text="Of the units planned; above 100 when more was delivered."
    )
    note = serializers.CharField(source="commitment.note")
    born_of = OriginSerializer(
        many=True, help_text="The dossier it was, and the published ideas that one carried."
    )
    sheet_version = serializers.IntegerField(
        source="commitment.sheet_version_id",
        allow_null=True,
        help_text="The very text the government adopted.",
    )
    activities = ActivitySerializer(source="lines", many=True)

    def get_state_label(self, read: CommitmentRead) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("commitment").states[read.commitment.state].label)
