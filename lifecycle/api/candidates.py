"""Candidate porters: the institutions that will be asked to carry a proposal, in order."""

from http import HTTPStatus
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.requests import get_person, read_grants, read_version
from lifecycle.api.schema import operation
from lifecycle.api.subjects import answer, open_case
from lifecycle.selectors.candidates import read_candidates
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.candidates import Candidate, ask_all, set_candidates
from lifecycle.vocabulary import CandidateStatus
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


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


class AskedSerializer(serializers.Serializer[Any]):
    """A candidate with what became of asking it; `seat` is where it answers while it is asked."""

    institution_id = serializers.IntegerField(source="institution.pk")
    institution = serializers.CharField()
    rank = serializers.IntegerField()
    reason = serializers.CharField()
    status = serializers.ChoiceField(choices=CandidateStatus.choices)
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    round = serializers.IntegerField(source="round_id", allow_null=True)
    seat = serializers.IntegerField(source="seat_id", allow_null=True)


class VersionSerializer(serializers.Serializer[Any]):
    """The version of the proposal after what was done."""

    version = serializers.IntegerField()


class CandidatesView(APIView):
    """The candidates of a proposal."""

    @operation(
        _("List the candidate porters"),
        answers={200: AskedSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the candidates in their order, to those who hold a role; to others none."""
        case = open_case("proposal", pk, request)
        reader = make_reader(case, read_grants(request))
        rows = read_candidates(cast("ProposalFacts", case.facts)) if reader.is_staff else []
        return answer(AskedSerializer(rows, many=True).data, version=case.row.version)

    @operation(
        _("Choose the candidate porters"),
        takes=CandidatesSerializer,
        answers={200: RankedSerializer(many=True)},
        refuses=_REFUSALS,
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


class AskAllView(APIView):
    """All candidates at once."""

    @operation(
        _("Ask all candidates at once"),
        answers={200: VersionSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask every candidate now, without waiting for those before it."""
        event = ask_all(
            get_subject("proposal", pk).pk,
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return answer({"version": event.seq}, version=event.seq)
