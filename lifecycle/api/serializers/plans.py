"""Plans, their stages, themes and criteria."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.api.serializers.words import LanguagesField
from lifecycle.models import ActionPlan, PlanStage
from lifecycle.selectors.period_words import choose_words, format_span
from lifecycle.selectors.plans import compute_stage_slip
from lifecycle.selectors.slips import Slip, find_publication_slip
from lifecycle.vocabulary import ProgressPolicy
from workflow.machine.registry import get_machine


class SlipSerializer(serializers.Serializer[Slip]):
    """A last day promised at first, the one that counts now, and how far they are apart."""

    planned_on = serializers.DateField()
    now_on = serializers.DateField()
    days = serializers.IntegerField()
    months = serializers.IntegerField(
        allow_null=True, help_text="Null when it is not a whole number of months."
    )


class PlanSerializer(serializers.Serializer[ActionPlan]):
    """A plan. `code` is its identity; `label` is how it is called today, as "2020-2022"."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # DRF takes fields off the class
    title = serializers.CharField()
    titles = LanguagesField("title")
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    baseline_ends_on = serializers.DateField(allow_null=True)
    previous = serializers.IntegerField(source="previous_id", allow_null=True)
    accepts_attachments = serializers.BooleanField()
    noted_adopts = serializers.BooleanField(
        help_text="Whether a council that only takes note of the plan adopts it."
    )
    progress_policy = serializers.ChoiceField(choices=ProgressPolicy.choices)
    progress_reason = serializers.CharField()
    as_of = serializers.DateField(
        allow_null=True, help_text="The day that the file it was loaded from tells of."
    )
    publication_slip = serializers.SerializerMethodField(
        help_text="How much later than planned at first it is published; null while it is not."
    )
    note = serializers.CharField()
    notes = LanguagesField("note")

    @extend_schema_field(SlipSerializer(allow_null=True))
    def get_publication_slip(self, plan: ActionPlan) -> Any:
        """Return the slip of its publication; reads the prefetch."""
        slip = find_publication_slip(plan)
        return SlipSerializer(slip).data if slip is not None else None

    def get_label(self, plan: ActionPlan) -> str:
        """Return the label that counts today; reads the prefetch."""
        labels = [each.label for each in plan.labels.all()]
        return labels[-1] if labels else ""

    def get_state_label(self, plan: ActionPlan) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("plan").states[plan.state].label)


class StageSerializer(serializers.Serializer[PlanStage]):
    """A stage of a plan: the window that counts, and the one planned first, which never moves."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    window_words = serializers.CharField()
    window_said = serializers.SerializerMethodField(
        help_text="The window in the reader's language, made of its days when the words are not."
    )
    opens_on = serializers.DateField(allow_null=True)
    closes_on = serializers.DateField(allow_null=True)
    baseline_words = serializers.CharField()
    baseline_opens_on = serializers.DateField(allow_null=True)
    baseline_closes_on = serializers.DateField(allow_null=True)
    slip_days = serializers.SerializerMethodField(
        help_text="By how many days the closing day moved; null when that cannot be counted."
    )

    def get_window_said(self, stage: PlanStage) -> str:
        """Return the window that counts, in the reader's language."""
        return choose_words(stage.window_words, format_span(stage.opens_on, stage.closes_on))

    def get_slip_days(self, stage: PlanStage) -> int | None:
        """Return by how many days it closes later than was planned at first."""
        return compute_stage_slip(stage)

    def get_state_label(self, stage: PlanStage) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("plan_stage").states[stage.state].label)


class ThemeSerializer(serializers.Serializer[Any]):
    """An axis of a plan."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    names = LanguagesField("name")


class CriterionSerializer(ThemeSerializer):
    """What assessors score on as `description` says, from 0 to `max_points`, with its `weight`."""

    description = serializers.CharField()
    descriptions = LanguagesField("description")
    weight = serializers.IntegerField()
    max_points = serializers.IntegerField()
