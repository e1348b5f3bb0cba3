"""Conventions: listed, read, written while their text is a draft."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.outcomes import answer_birth
from lifecycle.api.requests import find_key, find_person, get_person, read_grants, read_version
from lifecycle.api.schema import operation
from lifecycle.api.serializers.conventions import (
    AnnexesSerializer,
    ConventionLineSerializer,
    ConventionSerializer,
    NewConventionSerializer,
    PartiesSerializer,
    WordsSerializer,
)
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.api.subjects import answer
from lifecycle.selectors.conventions import (
    explain_convention,
    list_conventions,
    read_convention,
)
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import (
    ConventionWords,
    Party,
    create_convention,
    set_parties,
    write_text,
)
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_PLAN = OpenApiParameter("plan", str, description="Code of a plan, as MA-2.")


class ConventionListView(ListView):
    """The conventions one may read."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = ConventionLineSerializer

    @operation(
        _("List the conventions"),
        answers={200: ConventionLineSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
        parameters=(_PLAN,),
    )
    def get(self, request: Request) -> Response:
        """Return a page of conventions, the newest first."""
        code = str(request.query_params.get("plan", "")).replace("\0", "")
        return self.answer_page(list_conventions(read_grants(request), plan_code=code))

    @operation(
        _("Write a convention"),
        takes=NewConventionSerializer,
        answers={201: OutcomeSerializer},
        refuses=(HTTPStatus.CONFLICT,),
        takes_key=True,
        has_tag=True,
    )
    def post(self, request: Request) -> Response:
        """Begin the convention of a plan, as a draft without party or annex."""
        given = dict(read_body(request, NewConventionSerializer))
        convention = create_convention(
            given.pop("plan"),
            words=ConventionWords(**given),
            actor=get_person(request),
            key=find_key(request),
            via=Via.API,
        )
        return answer_birth(convention)


class ConventionView(APIView):
    """One convention."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a convention"),
        answers={200: ConventionSerializer},
        refuses=(HTTPStatus.NOT_FOUND,),
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return its text, its parties with the state of each signature, and its annexes."""
        return _answer(request, pk)

    @operation(
        _("Write the text of a convention"),
        takes=WordsSerializer,
        answers={200: ConventionSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace the words of a draft."""
        write_text(
            get_subject("convention", pk).pk,
            words=ConventionWords(**read_body(request, WordsSerializer)),
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer(request, pk)


class PartiesView(APIView):
    """The parties of a convention."""

    @operation(
        _("Name the parties of a convention"),
        takes=PartiesSerializer,
        answers={200: ConventionSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace the parties of a draft by these, in the order in which they sign."""
        given = read_body(request, PartiesSerializer)
        set_parties(
            get_subject("convention", pk).pk,
            parties=[Party(**row) for row in given["parties"]],
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer(request, pk)


class AnnexesView(APIView):
    """The annexes of a convention."""

    @operation(
        _("Choose the annexes of a convention"),
        takes=AnnexesSerializer,
        answers={200: ConventionSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace the annexes of a draft; whoever carries one of the dossiers becomes a party."""
        set_annexes(
            get_subject("convention", pk).pk,
            proposals=read_body(request, AnnexesSerializer)["proposals"],
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer(request, pk)


def _answer(request: Request, pk: int) -> Response:
    grants = read_grants(request)
    explanation = explain_convention(pk, actor=find_person(request), grants=grants)
    read = read_convention(explanation, grants=grants)
    return answer(ConventionSerializer(read).data, version=explanation.version)
