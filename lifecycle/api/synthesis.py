"""The synthesis of the proposals of a plan: what became of each, reconciled to the last one."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.plans import get_plan
from lifecycle.api.schema import operation
from lifecycle.selectors.synthesis import Synthesis, read_synthesis


class FateCountSerializer(serializers.Serializer[Any]):
    """How many proposals had one fate."""

    fate = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    count = serializers.IntegerField()


class SynthesisSerializer(serializers.Serializer[Synthesis]):
    """The counts, what they add up to, and the number of the last reference that was given."""

    rows = FateCountSerializer(many=True)
    received = serializers.IntegerField()
    last_reference = serializers.IntegerField()
    is_reconciled = serializers.BooleanField()


class SynthesisView(APIView):
    """The synthesis of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read the synthesis of its proposals"),
        answers={200: SynthesisSerializer},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return what became of the proposals of the plan, counted."""
        return Response(SynthesisSerializer(read_synthesis(get_plan(request, pk))).data)
