"""Sheets as JSON: the text, its versions, what is missing in it and what cannot be verified."""

from typing import Any

from rest_framework import serializers

from lifecycle.api.inputs import LARGEST_KEY, InputsSerializer
from lifecycle.api.serializers.rounds import ChangedTextSerializer
from lifecycle.models import SheetVersion
from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from lifecycle.selectors.period_words import describe_period
from lifecycle.selectors.sheet_completeness import Completeness
from lifecycle.selectors.sheet_lint import Finding, Rule
from lifecycle.selectors.sheets import ReadSheet
from lifecycle.services.sheet_values import (
    ACTIVITIES_MAX,
    ACTIVITY_MAX_LENGTHS,
    MAX_LENGTHS,
    PERIOD_MAX_LENGTH,
)
from lifecycle.services.sheets import COMMENT_MAX_LENGTH


def _make_text(max_length: int) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=max_length)


def _make_read_fields(names: Any) -> dict[str, serializers.CharField]:
    return {name: serializers.CharField(allow_blank=True) for name in names}


class ActivitySerializerBase(serializers.Serializer[PlannedActivity]):
    """A planned activity; `latest` is null while its period has no last day."""

    key = serializers.CharField()
    period = serializers.CharField(source="period_words", allow_blank=True)
    period_said = serializers.SerializerMethodField(
        help_text="The period in the reader's language, made of its days when the words are not."
    )
    earliest = serializers.DateField(source="period.earliest", allow_null=True, default=None)
    latest = serializers.DateField(source="period.latest", allow_null=True, default=None)

    def get_period_said(self, activity: PlannedActivity) -> str:
        """Return the period in the reader's language."""
        return describe_period(activity.period)


PlannedActivitySerializer = type(
    "PlannedActivitySerializer",
    (ActivitySerializerBase,),
    {**_make_read_fields(ACTIVITY_MAX_LENGTHS), "__doc__": ActivitySerializerBase.__doc__},
)


class ContentSerializerBase(serializers.Serializer[SheetContent]):
    """The text of a sheet, in French and Arabic."""

    activities = PlannedActivitySerializer(many=True)


SheetContentSerializer = type(
    "SheetContentSerializer",
    (ContentSerializerBase,),
    {**_make_read_fields(MAX_LENGTHS), "__doc__": ContentSerializerBase.__doc__},
)

NewActivitySerializer = type(
    "NewActivitySerializer",
    (InputsSerializer,),
    {
        "key": _make_text(50),
        **{name: _make_text(length) for name, length in ACTIVITY_MAX_LENGTHS.items()},
        "period": _make_text(PERIOD_MAX_LENGTH),
        "__doc__": "A planned activity to write; without a key it is a new one.",
    },
)

NewContentSerializer = type(
    "NewContentSerializer",
    (InputsSerializer,),
    {
        **{name: _make_text(length) for name, length in MAX_LENGTHS.items()},
        "activities": serializers.ListField(
            child=NewActivitySerializer(), required=False, max_length=ACTIVITIES_MAX
        ),
        "__doc__": "Fields to write; what is left out stays as it is.",
    },
)


class NewVersionSerializer(serializers.Serializer[Any]):
    """A text to keep. `base` is the number of the version that was read; 0 when there was none."""

    base = serializers.IntegerField(min_value=0, max_value=LARGEST_KEY)
    comment = serializers.CharField(default="", allow_blank=True, max_length=COMMENT_MAX_LENGTH)
    content = NewContentSerializer()


class BaseSerializer(serializers.Serializer[Any]):
    """The number of the version that was read."""

    base = serializers.IntegerField(min_value=0, max_value=LARGEST_KEY)


class TextSerializer(serializers.Serializer[Any]):
    """A text to examine; nothing of it is kept."""

    content = NewContentSerializer()


class SheetVersionSerializer(serializers.Serializer[SheetVersion]):
    """A version, without its text. One that is set aside never counted."""

    number = serializers.IntegerField()
    content_hash = serializers.CharField()
    base = serializers.IntegerField(source="base.number", allow_null=True, default=None)
    set_aside = serializers.BooleanField()
    comment = serializers.CharField(allow_blank=True)
    edited_by = serializers.CharField(allow_null=True)
    edited_at = serializers.DateTimeField()


class CompletenessSerializer(serializers.Serializer[Completeness]):
    """How much of a part is filled in, and which of its fields are not."""

    part = serializers.CharField()
    filled = serializers.IntegerField()
    wanted = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())


class SheetSerializer(serializers.Serializer[ReadSheet]):
    """The sheet as the asker may read it; `number` is 0 before anything is written."""

    number = serializers.IntegerField()
    content_hash = serializers.SerializerMethodField()
    content = SheetContentSerializer()
    completeness = CompletenessSerializer(many=True)
    sources = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="The proposals that pre-filled fields come from, by field.",
    )

    def get_content_hash(self, read: ReadSheet) -> str:
        """Return what approvals of this text are bound to; empty before there is one."""
        return read.version.content_hash if read.version is not None else ""


class FindingSerializer(serializers.Serializer[Finding]):
    """A wording that nobody could verify, and what to write instead."""

    rule = serializers.ChoiceField(choices=[each.value for each in Rule])
    field = serializers.CharField(source="address")
    words = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    repair = serializers.CharField()


class LintSerializer(serializers.Serializer[Any]):
    """What the lint says of a text."""

    findings = FindingSerializer(many=True)
    completeness = CompletenessSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """What changed from one version to another."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    changes = ChangedTextSerializer(many=True)


class SavedSerializer(serializers.Serializer[Any]):
    """The version as which a text was kept. `is_new` is false when nothing had changed."""

    version = SheetVersionSerializer()
    is_new = serializers.BooleanField()


class CheckedSerializer(serializers.Serializer[Any]):
    """What was said of a sheet."""

    number = serializers.IntegerField(source="current.number")
    prefill_checked_at = serializers.DateTimeField(allow_null=True)
    difference_published = serializers.IntegerField(
        source="difference_published.number", allow_null=True, default=None
    )
