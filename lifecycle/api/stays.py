"""The road a subject took through its machine, as the page of it tells it."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.requests import read_grants
from lifecycle.api.schema import operation
from lifecycle.api.subjects import open_case
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.stays import list_stays


class StaySerializer(serializers.Serializer[Any]):
    """One stay in a state; of the last one `left_on` is null, and the days run up to today."""

    state = serializers.CharField(source="state.name")
    label = serializers.CharField(source="state.label")  # type: ignore[assignment]  # DRF takes fields off the class
    entered_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(help_text="Civil days from entering to leaving.")


class StaysView(APIView):
    """Where a subject stayed, one state after the other."""

    kind = ""
    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read the road it took"),
        answers={200: StaySerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return every stay this reader may know of, the first one first."""
        case = open_case(self.kind, pk, request)
        stays = list_stays(case, make_reader(case, read_grants(request)))
        return Response(StaySerializer(stays, many=True).data)
