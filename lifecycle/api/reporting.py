"""What those who carry a commitment report: how far it is, and what was measured."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import find_version, get_person
from lifecycle.api.schema import operation
from lifecycle.api.subjects import get_visible, list_visible
from lifecycle.selectors.indicators import list_measurable
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.reporting import (
    DIGITS,
    PLACES,
    REASON_MAX_LENGTH,
    WHOLE,
    add_reading,
    report_progress,
)
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class ProgressReportSerializer(serializers.Serializer[Any]):
    """How far it is; what goes back takes a public reason."""

    percent = serializers.IntegerField(min_value=0, max_value=WHOLE)
    reason = serializers.CharField(default="", allow_blank=True, max_length=REASON_MAX_LENGTH)


class IndicatorSerializer(serializers.Serializer[Any]):
    """An indicator with the value that was measured last; None while none was."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    value = serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES, allow_null=True)
    read_on = serializers.DateField(allow_null=True)


class MeasuringSerializer(serializers.Serializer[Any]):
    """What was measured, and when; today when no day is said."""

    value = serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    read_on = serializers.DateField(required=False)


class ReadingSerializer(serializers.Serializer[Any]):
    """The value of an indicator on a day."""

    id = serializers.IntegerField()
    indicator = serializers.IntegerField(source="indicator_id")
    value = serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    read_on = serializers.DateField()


class ReportView(APIView):
    """How far a commitment or an activity is."""

    kind: str

    @operation(
        _("Report its progress"),
        takes=ProgressReportSerializer,
        answers={204: None},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say how far it is in percent."""
        report_progress(
            get_subject(self.kind, pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, ProgressReportSerializer),
        )
        return Response(status=HTTPStatus.NO_CONTENT)


class CommitmentReportView(ReportView):
    """How far a commitment is."""

    kind = "commitment"


class ActivityReportView(ReportView):
    """How far an activity is."""

    kind = "activity"


class IndicatorsView(ListView):
    """The indicators of a commitment."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = IndicatorSerializer

    @operation(
        _("List its indicators"),
        answers={200: IndicatorSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of what is measured of it and its activities, with the latest values."""
        commitment = get_visible(list_visible("commitment", request), pk)
        return self.answer_page(list_measurable(commitment.pk))


class ReadingsView(APIView):
    """The values of an indicator."""

    @operation(
        _("Add a value of an indicator"),
        takes=MeasuringSerializer,
        answers={201: ReadingSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep what was measured; a second value of one day replaces the first."""
        reading = add_reading(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, MeasuringSerializer),
        )
        return Response(ReadingSerializer(reading).data, status=HTTPStatus.CREATED)
