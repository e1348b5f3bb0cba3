"""Open activities as their institutions and the committee follow them."""

from typing import Any

from rest_framework import serializers

from lifecycle.api.serializers.commitments import ActivitySerializer
from lifecycle.api.serializers.words import InstitutionSerializer
from lifecycle.selectors.late import Lateness, OpenLine


class RungSerializer(serializers.Serializer[Any]):
    """A rung of a ladder: the day it fired or will, and the codes of the roles it speaks to."""

    code = serializers.CharField()
    on = serializers.DateField()
    roles = serializers.ListField(child=serializers.CharField())


class OpenLineSerializer(serializers.Serializer[OpenLine]):
    """An open activity, why it is on the list of what is late, and how far it has climbed."""

    activity = ActivitySerializer(source="line")
    plan = serializers.CharField(source="commitment.plan.code")
    number = serializers.IntegerField(source="commitment.number")
    commitment_title = serializers.CharField(source="commitment.title")
    porters = InstitutionSerializer(many=True)
    reasons = serializers.SerializerMethodField(
        help_text="Why it is on the list; empty when it is only open."
    )
    slips = serializers.IntegerField(source="slips.slips")
    slip_days = serializers.IntegerField(source="slips.days")
    fired = RungSerializer(source="climbed.fired", many=True)
    next_rung = RungSerializer(source="climbed.next", allow_null=True)
    listed_on = serializers.DateField(
        source="climbed.listed_on",
        allow_null=True,
        help_text="Since when it is on the committee's list.",
    )
    new_date_asked_on = serializers.DateField(
        source="asked.asked_on", default=None, allow_null=True
    )

    def get_reasons(self, line: OpenLine) -> list[str]:
        """Return the codes of the reasons, in the order of their list."""
        return [each.value for each in Lateness if each in line.reasons]
