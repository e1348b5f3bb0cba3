"""Awaited parties: who is awaited is said and named, and their answers are recorded."""

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
from lifecycle.models import AwaitedParty
from lifecycle.selectors.institutions import query_living
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.awaited import (
    MAX_COUNT,
    REASON_MAX_LENGTH,
    WHAT_MAX_LENGTH,
    WHO_MAX_LENGTH,
    await_party,
    name_party,
    record_answer,
    withdraw_party,
)
from lifecycle.vocabulary import ContentLanguage
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class PartySerializer(serializers.Serializer[AwaitedParty]):
    """Somebody who is awaited, or has answered."""

    id = serializers.IntegerField()
    subject = serializers.IntegerField(source="subject_id")
    who = serializers.CharField()
    what = serializers.CharField()
    count = serializers.IntegerField()
    is_named = serializers.BooleanField(source="named")
    institution = serializers.IntegerField(source="institution_id", allow_null=True)
    since = serializers.DateField()
    answered_on = serializers.DateField(allow_null=True)
    withdrawn_on = serializers.DateField(allow_null=True)
    withdrawn_because = serializers.CharField()


class NamingSerializer(serializers.Serializer[Any]):
    """Who is awaited: an institution, or words in a language."""

    institution = serializers.PrimaryKeyRelatedField(
        queryset=query_living(), required=False, allow_null=True, pk_field=KeyField()
    )
    who = serializers.CharField(default="", allow_blank=True, max_length=WHO_MAX_LENGTH)
    language = serializers.ChoiceField(
        choices=ContentLanguage.choices, default=ContentLanguage.FRENCH
    )


class AwaitingSerializer(NamingSerializer):
    """Who is awaited from now on: several are words and a count. Today when no day is said."""

    what = serializers.CharField(default="", allow_blank=True, max_length=WHAT_MAX_LENGTH)
    count = serializers.IntegerField(default=1, min_value=1, max_value=MAX_COUNT)
    since = serializers.DateField(required=False)


class WithdrawingSerializer(serializers.Serializer[Any]):
    """Why somebody is no longer awaited."""

    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class AnsweringSerializer(serializers.Serializer[Any]):
    """How many answered, all of them when it is not said, and when."""

    count = serializers.IntegerField(min_value=1, max_value=10_000, required=False)
    answered_on = serializers.DateField(required=False)


class AwaitView(APIView):
    """Who is awaited for an activity or a commitment."""

    kind: str

    @operation(
        _("Say who is awaited"),
        takes=AwaitingSerializer,
        answers={201: PartySerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say that somebody's answer is awaited; it blocks until the last one has come."""
        party = await_party(
            get_subject(self.kind, pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, AwaitingSerializer),
        )
        return Response(PartySerializer(party).data, status=HTTPStatus.CREATED)


class ActivityAwaitView(AwaitView):
    """Who is awaited for an activity."""

    kind = "activity"


class CommitmentAwaitView(AwaitView):
    """Who is awaited for a commitment."""

    kind = "commitment"


class WithdrawView(APIView):
    """Say that somebody is no longer awaited."""

    @operation(
        _("Say that somebody is no longer awaited"),
        takes=WithdrawingSerializer,
        answers={200: PartySerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw the party, which did not answer, with a reason everybody can read."""
        party = withdraw_party(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, WithdrawingSerializer),
        )
        return Response(PartySerializer(party).data)


class NameView(APIView):
    """Name whoever is awaited."""

    @operation(
        _("Name whoever is awaited"),
        takes=NamingSerializer,
        answers={200: PartySerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Name the party; of several one is named, and the others stay unnamed."""
        party = name_party(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, NamingSerializer),
        )
        return Response(PartySerializer(party).data)


class AnswerView(APIView):
    """Record that somebody who was awaited answered."""

    @operation(
        _("Record an answer"),
        takes=AnsweringSerializer,
        answers={200: PartySerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the answer; those who have not answered are still awaited."""
        party = record_answer(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, AnsweringSerializer),
        )
        return Response(PartySerializer(party).data)
