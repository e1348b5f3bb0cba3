"""Proposals: listed, read, written by their authors, written down by the ministry."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.filters import ProposalFilters
from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.outcomes import answer_birth
from lifecycle.api.requests import (
    find_key,
    find_person,
    get_person,
    read_grants,
    read_version,
)
from lifecycle.api.schema import operation
from lifecycle.api.serializers.proposals import ProposalLineSerializer, ProposalSerializer
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.api.serializers.writing import (
    ComposedSerializer,
    DraftSerializer,
    NewDraftSerializer,
    RecordedSerializer,
)
from lifecycle.api.subjects import answer
from lifecycle.models import Proposal
from lifecycle.selectors.dossier import load_dossier
from lifecycle.selectors.proposal_lines import query_lines
from lifecycle.services.dossiers import compose
from lifecycle.services.proposals import create_draft, edit_draft, record_proposal
from workflow.clock import current_clock
from workflow.models import Via

_REFUSALS = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class ProposalListView(ListView):
    """The proposals one may see."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = ProposalLineSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ProposalFilters
    queryset = Proposal.objects.none()

    @operation(
        _("List the proposals"),
        answers={200: ProposalLineSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
    )
    def get(self, request: Request) -> Response:
        """Return a page of the proposals the asker may see, the latest first."""
        lines = query_lines(read_grants(request), today=current_clock().today())
        return self.answer_page(self.filter_queryset(lines))

    @operation(
        _("Begin a proposal"),
        takes=NewDraftSerializer,
        answers={201: OutcomeSerializer},
        refuses=(HTTPStatus.CONFLICT,),
        takes_key=True,
        has_tag=True,
    )
    def post(self, request: Request) -> Response:
        """Begin a draft, which nobody but its author sees until it is submitted."""
        values = dict(read_body(request, NewDraftSerializer))
        proposal = create_draft(
            plan=values.pop("plan"),
            actor=get_person(request),
            values=values,
            key=find_key(request),
            via=Via.API,
        )
        return answer_birth(proposal)


class RecordProposalView(APIView):
    """What the ministry writes down for somebody."""

    @operation(
        _("Record a proposal for somebody"),
        takes=RecordedSerializer,
        answers={201: OutcomeSerializer},
        refuses=(HTTPStatus.CONFLICT,),
        takes_key=True,
        has_tag=True,
    )
    def post(self, request: Request) -> Response:
        """Write down what was said at an event or sent in a letter; it is submitted at once."""
        values = dict(read_body(request, RecordedSerializer))
        proposal = record_proposal(
            plan=values.pop("plan"),
            authors=values.pop("authors", []),
            actor=get_person(request),
            values=values,
            key=find_key(request),
            via=Via.API,
        )
        return answer_birth(proposal)


class ComposeDossierView(APIView):
    """One dossier made of several retained ideas."""

    @operation(
        _("Compose a dossier out of retained ideas"),
        takes=ComposedSerializer,
        answers={201: OutcomeSerializer},
        refuses=(HTTPStatus.CONFLICT,),
        takes_key=True,
        has_tag=True,
    )
    def post(self, request: Request) -> Response:
        """Compose it on the minutes of the workshop; each idea learns what became of it."""
        values = dict(read_body(request, ComposedSerializer))
        dossier = compose(
            plan=values.pop("plan"),
            sources=values.pop("sources"),
            minutes=values.pop("minutes"),
            actor=get_person(request),
            values=values,
            key=find_key(request),
            via=Via.API,
        )
        return answer_birth(dossier)


class ProposalView(APIView):
    """One proposal."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a proposal"),
        answers={200: ProposalSerializer},
        refuses=(HTTPStatus.NOT_FOUND,),
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the proposal with everything the asker may know of it."""
        return _answer_dossier(request, pk)

    @operation(
        _("Change what its author wrote"),
        takes=DraftSerializer,
        answers={200: ProposalSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a draft, or the text while a question is open; what is left out stays."""
        edit_draft(
            pk,
            actor=get_person(request),
            values=read_body(request, DraftSerializer),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer_dossier(request, pk)


def _answer_dossier(request: Request, pk: int) -> Response:
    dossier = load_dossier(pk, actor=find_person(request), grants=read_grants(request))
    return answer(ProposalSerializer(dossier).data, version=dossier.explanation.version)
