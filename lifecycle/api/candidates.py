"""Candidate porters: the institutions that will be asked to carry a proposal, in order."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.requests import get_person, read_version
from lifecycle.api.schema import operation
from lifecycle.api.subjects import get_subject
from lifecycle.services.candidates import Candidate, set_candidates
from workflow.models import Via


class CandidateSerializer(serializers.Serializer[Any]):
    """An institution that may carry it, and why."""

    institution_id = KeyField()
    reason = serializers.CharField(default="", allow_blank=True, max_length=5_000)


class CandidatesSerializer(serializers.Serializer[Any]):
    """The candidates, the first asked first."""

    candidates = CandidateSerializer(many=True)


class RankedSerializer(CandidateSerializer):
    """A candidate with its place."""

    rank = serializers.IntegerField()


class CandidatesView(APIView):
    """The candidates of a proposal."""

    @operation(
        _("Choose the candidate porters"),
        takes=CandidatesSerializer,
        answers={200: RankedSerializer(many=True)},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace the candidates by these, in this order."""
        given = read_body(request, CandidatesSerializer)
        rows = set_candidates(
            get_subject("proposal", pk).pk,
            candidates=[Candidate(**row) for row in given["candidates"]],
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return Response(RankedSerializer(rows, many=True).data)
