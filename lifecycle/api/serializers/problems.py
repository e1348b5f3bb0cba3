"""Problems and the reasons they carry."""

from typing import Any

from rest_framework import serializers


class RoleSerializer(serializers.Serializer[Any]):
    """A role by its code, and its label in the reader's language."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class


class ReasonSerializer(serializers.Serializer[Any]):
    """One thing that stands against a transition; `roles` can help, `names` are behind `count`."""

    code = serializers.CharField()
    message = serializers.CharField()
    roles = RoleSerializer(many=True)
    count = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField())
    waivable = serializers.BooleanField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem as RFC 9457 has it; `code` is stable, `reasons` and `errors` carry all of them."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]  # DRF takes fields off the class
    reasons = ReasonSerializer(many=True)
