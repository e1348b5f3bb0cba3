"""Suspected duplicates: two proposals may be one idea, until somebody has compared them."""

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
from lifecycle.models import DuplicateSuspicion
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.duplicates import REASON_MAX_LENGTH, resolve, suspect
from lifecycle.vocabulary import DuplicateVerdict
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class NewSuspicionSerializer(serializers.Serializer[Any]):
    """The proposal that may say the same."""

    other = KeyField()


class VerdictSerializer(serializers.Serializer[Any]):
    """What somebody found who compared the two."""

    verdict = serializers.ChoiceField(choices=DuplicateVerdict.choices)
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class SuspicionSerializer(serializers.Serializer[DuplicateSuspicion]):
    """Two proposals that may be one idea; no verdict yet while it is empty."""

    id = serializers.IntegerField()
    proposal = serializers.IntegerField(source="proposal_id")
    other = serializers.IntegerField(source="other_id")
    verdict = serializers.CharField()
    reason = serializers.CharField()


class SuspicionsView(APIView):
    """Say that two proposals may be one idea."""

    @operation(
        _("Say that another proposal may be the same"),
        takes=NewSuspicionSerializer,
        answers={201: SuspicionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Open the question; the later of the two waits until it is settled."""
        suspicion = suspect(
            get_subject("proposal", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, NewSuspicionSerializer),
        )
        return Response(SuspicionSerializer(suspicion).data, status=HTTPStatus.CREATED)


class ResolveView(APIView):
    """Settle the question."""

    @operation(
        _("Say whether the two are one idea"),
        takes=VerdictSerializer,
        answers={200: SuspicionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Settle it with a reason; a merge is a transition of its own."""
        suspicion = resolve(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, VerdictSerializer),
        )
        return Response(SuspicionSerializer(suspicion).data)
