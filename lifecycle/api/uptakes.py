"""Uptakes: dossiers take up retained ideas, whole or in part, and let them go again."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.requests import find_version, get_person
from lifecycle.api.schema import operation
from lifecycle.models import Uptake
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.uptakes import WORDS_MAX_LENGTH, link, release
from lifecycle.vocabulary import Extent
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class NewUptakeSerializer(serializers.Serializer[Any]):
    """Which dossier takes the idea up, how much of it, and what its author will read."""

    dossier = KeyField()
    extent = serializers.ChoiceField(choices=Extent.choices)
    kept = serializers.CharField(default="", allow_blank=True, max_length=WORDS_MAX_LENGTH)
    left_out = serializers.CharField(default="", allow_blank=True, max_length=WORDS_MAX_LENGTH)


class UptakeSerializer(serializers.Serializer[Uptake]):
    """A dossier carries an idea."""

    id = serializers.IntegerField()
    source = serializers.IntegerField(source="source_id")  # type: ignore[assignment]  # DRF takes fields off the class
    dossier = serializers.IntegerField(source="dossier_id")
    extent = serializers.ChoiceField(choices=Extent.choices)
    kept = serializers.CharField()
    left_out = serializers.CharField()
    recorded_on = serializers.DateField()


class UptakesView(APIView):
    """Link an idea to a dossier."""

    @operation(
        _("Let a dossier take the idea up"),
        takes=NewUptakeSerializer,
        answers={201: UptakeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Link the retained idea to a dossier that carries it."""
        uptake = link(
            get_subject("proposal", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, NewUptakeSerializer),
        )
        return Response(UptakeSerializer(uptake).data, status=HTTPStatus.CREATED)


class ReleaseView(APIView):
    """Let an idea go again."""

    @operation(
        _("Let the idea go again"), answers={204: None}, refuses=_REFUSALS, takes_version=True
    )
    def post(self, request: Request, pk: int) -> Response:
        """End the link between the idea and the dossier."""
        release(pk, actor=get_person(request), expect=find_version(request), via=Via.API)
        return Response(status=HTTPStatus.NO_CONTENT)
