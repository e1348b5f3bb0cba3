"""Work items: what somebody has to do, until when, and who hears of it next."""

from typing import Any

from rest_framework import serializers

from lifecycle.selectors.inbox import Urgency, find_urgency
from lifecycle.selectors.open_items import OpenItem
from lifecycle.selectors.tasks import name_task
from workflow.clock import current_clock
from workflow.machine.registry import get_machine


class WorkSubjectSerializer(serializers.Serializer[OpenItem]):
    """The subject a work item is about."""

    id = serializers.IntegerField(source="subject_id")
    kind = serializers.CharField(source="subject_kind")
    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    plan = serializers.CharField(allow_null=True)

    def get_state_label(self, item: OpenItem) -> str:
        """Return the state in the reader's language."""
        return str(get_machine(item.subject_kind).states[item.state].label)


class WorkItemSerializer(serializers.Serializer[OpenItem]):
    """One thing to do. `round` and `seat` say where to answer when several people decide."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    words = serializers.SerializerMethodField()
    urgency = serializers.SerializerMethodField()
    due_on = serializers.DateField(allow_null=True)
    opened_at = serializers.DateTimeField()
    subject = WorkSubjectSerializer(source="*")
    role = serializers.CharField()
    institution = serializers.IntegerField(source="institution_id", allow_null=True)
    person = serializers.CharField(allow_null=True)
    round = serializers.IntegerField(source="round_id", allow_null=True)
    round_kind = serializers.CharField(allow_null=True)
    seat = serializers.IntegerField(source="seat_id", allow_null=True)
    proposed_transition = serializers.CharField(allow_null=True)
    next_rung_on = serializers.DateField(
        allow_null=True, help_text="When it is told to `next_role`, unless it is done before."
    )
    next_role = serializers.CharField(allow_null=True)
    paused_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when another party has the pen: nothing escalates."
    )
    pause_reason = serializers.CharField()
    snoozed_until = serializers.DateField(
        allow_null=True, help_text="The day it is back in the inbox of whoever set it aside."
    )
    is_extended = serializers.BooleanField(help_text="Its due day was given by hand.")

    def get_words(self, item: OpenItem) -> str:
        """Return what is to be done, in the reader's language."""
        return name_task(item.subject_kind, item.kind)

    def get_urgency(self, item: OpenItem) -> Urgency:
        """Return the group of the inbox in which it stands today."""
        return find_urgency(item, today=current_clock().today())


class InboxSerializer(serializers.Serializer[Any]):
    """One page of an inbox, the gravest first."""

    page = serializers.IntegerField()
    has_next = serializers.BooleanField()
    results = WorkItemSerializer(many=True, source="items")
