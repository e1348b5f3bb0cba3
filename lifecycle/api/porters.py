"""Porters of a dossier: who carries it and who did; partners join and leave."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.requests import find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.subjects import answer, open_case
from lifecycle.selectors.dossier_porters import list_porters
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services import porters
from workflow.models import Via

#: What only those who hold a role read.
_LETTERS = frozenset({"letter", "end_letter"})
_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class PorterSerializer(serializers.Serializer[Any]):
    """An institution that carries the dossier, or did until `ended_on`, for the reason given.

    Those who hold a role read the letters; for others they are left out.
    """

    id = serializers.IntegerField()
    institution_id = serializers.IntegerField()
    institution = serializers.CharField()
    leads = serializers.BooleanField()
    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    end_reason = serializers.CharField()
    letter = serializers.CharField(required=False)
    end_letter = serializers.CharField(required=False)


class NewPartnerSerializer(serializers.Serializer[Any]):
    """The institution that joins, and the letter by which it accepts."""

    institution_id = KeyField()
    letter = serializers.CharField(max_length=porters.LETTER_MAX_LENGTH)


class LeavingSerializer(serializers.Serializer[Any]):
    """Why a partner leaves; everybody reads it."""

    reason = serializers.CharField(max_length=porters.REASON_MAX_LENGTH)


class PortersView(APIView):
    """The porters of a dossier."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("List the porters"),
        answers={200: PorterSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return who carries the dossier, the lead first, then who did."""
        case = open_case("proposal", pk, request)
        is_staff = make_reader(case, read_grants(request)).is_staff
        rows = PorterSerializer(list_porters(pk), many=True).data
        shown = rows if is_staff else [_without_letters(row) for row in rows]
        return answer(shown, version=case.row.version)

    @operation(
        _("Add a partner"),
        takes=NewPartnerSerializer,
        answers={201: PorterSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let an institution carry the dossier beside its lead porter."""
        added = porters.add_partner(
            get_subject("proposal", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, NewPartnerSerializer),
        )
        return Response(PorterSerializer(added).data, status=HTTPStatus.CREATED)


def _without_letters(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _LETTERS}


class RemovePartnerView(APIView):
    """A partner that leaves."""

    @operation(
        _("Remove a partner"),
        takes=LeavingSerializer,
        answers={200: PorterSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """End the part of a partner; its row stays, because what it approved stands."""
        ended = porters.remove_partner(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, LeavingSerializer),
        )
        return Response(PorterSerializer(ended).data)
