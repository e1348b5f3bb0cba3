"""Words kept in three languages, institutions and periods: what many answers are made of."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.models.wording import FALLBACKS
from lifecycle.selectors.period_words import describe_period
from workflow.periods import Period


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class LanguagesField(serializers.Field[Any, Any, dict[str, str], Any]):
    """All that is written of a notion, by language; `name` is that of its three columns."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(**{"source": "*", "read_only": True, **kwargs})

    def to_representation(self, value: object) -> dict[str, str]:
        """Return the words that are filled in, by language."""
        words = {each: getattr(value, f"{self.name}_{each}") for each in FALLBACKS}
        return {language: text for language, text in words.items() if text}


class InstitutionSerializer(serializers.Serializer[Any]):
    """An institution by its present name."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField(source="*")


class PeriodSerializer(serializers.Serializer[Any]):
    """A fuzzy date: the words it was given in, and the days they span. No `latest` is undated."""

    words = serializers.CharField(help_text="As they were typed.")
    words_language = serializers.CharField(
        source="language", help_text="Language of the words; empty while it is not known."
    )
    said = serializers.SerializerMethodField(
        help_text="The period in the reader's language, made of its days when the words are not."
    )
    kind = serializers.CharField()
    precision = serializers.CharField()
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)
    awaited = serializers.CharField()
    ambiguous = serializers.BooleanField()

    def get_said(self, period: Period) -> str:
        """Return the period in the reader's language."""
        return describe_period(period)


class PlanningSerializer(serializers.Serializer[Any]):
    """The period promised first, the one that counts today, those between, and the slip."""

    baseline = PeriodSerializer(allow_null=True)
    current = PeriodSerializer(allow_null=True)
    replaced = PeriodSerializer(many=True)
    cause = serializers.CharField()
    reason = serializers.CharField()
    slip_days = serializers.IntegerField(allow_null=True)


class AwaitedSerializer(serializers.Serializer[Any]):
    """Somebody whose answer is awaited, and for how many days."""

    id = serializers.IntegerField(source="party.id")
    who = serializers.CharField(source="party.who")
    what = serializers.CharField(source="party.what")
    count = serializers.IntegerField(source="party.count")
    is_named = serializers.BooleanField(source="party.named")
    institution = InstitutionSerializer(source="party.institution", allow_null=True)
    since = serializers.DateField(source="party.since")
    days = serializers.IntegerField()
