"""New dates: asked for one by one or together, simulated, decided; everybody reads the decided."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import find_key, find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.replannings import (
    AfterSlipsSerializer,
    AskingSerializer,
    AskingTogetherSerializer,
    DecidedSerializer,
    DecidingTogetherSerializer,
    NewDateSerializer,
    NewDatesSerializer,
    OutlookSerializer,
    ReplanningSerializer,
    SimulationSerializer,
)
from lifecycle.api.subjects import answer
from lifecycle.models import Replanning
from lifecycle.selectors.replanning_simulation import simulate
from lifecycle.selectors.replannings import find_request, list_requests, read_requests
from lifecycle.selectors.subject_rows import get_subject, make_unknown
from lifecycle.services.access import check_access, check_group
from lifecycle.services.after_slips import answer_after_slips
from lifecycle.services.replanning_words import read_new_period
from lifecycle.services.replannings import ASKERS, ask, get_target
from lifecycle.services.replannings_together import Line, ask_together, foresee_together
from lifecycle.vocabulary import ReplanningState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import fire_many
from workflow.exceptions import InputError, TransitionRefusedError, WorkflowError
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_FILTERS = (
    OpenApiParameter("state", {"type": "string", "enum": ReplanningState.values}),
    OpenApiParameter("plan", str, description="Code of a plan."),
    OpenApiParameter("batch", {"type": "string", "format": "uuid"}),
)


class ReplanningListView(ListView):
    """The requests for new dates."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = ReplanningSerializer

    @operation(
        gettext_lazy("List the requests for new dates"),
        answers={200: ReplanningSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
        parameters=_FILTERS,
    )
    def get(self, request: Request) -> Response:
        """Return a page of the requests the asker may read, the latest first."""
        rows = _filter(request, list_requests(read_grants(request)))
        page = self.read_page(rows.select_related("replaces", "asked_by"))
        shown = self.get_serializer(read_requests(page), many=True)
        return self.get_paginated_response(shown.data)


class ReplanningView(APIView):
    """One request for a new date."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        gettext_lazy("Read a request for a new date"),
        answers={200: ReplanningSerializer},
        refuses=(HTTPStatus.NOT_FOUND,),
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the request; once it is decided everybody reads it."""
        return _answer(request, pk)


class AskView(APIView):
    """Ask for a new date."""

    kind: str

    @operation(
        gettext_lazy("Ask for a new date"),
        takes=AskingSerializer,
        answers={201: ReplanningSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask for a new date in words, with its cause and its reason."""
        asked = ask(
            get_subject(self.kind, pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, AskingSerializer),
        )
        return _answer(request, asked.pk, status=HTTPStatus.CREATED)


class ActivityAskView(AskView):
    """Ask for a new date of an activity."""

    kind = "activity"


class CommitmentAskView(AskView):
    """Ask for a new date of a commitment whose period is its own."""

    kind = "commitment"


class SimulateView(APIView):
    """What a new date would move."""

    kind: str

    @operation(
        gettext_lazy("Simulate a new date"),
        takes=NewDateSerializer,
        answers={200: SimulationSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Return all that the new date would move; nothing is written."""
        given = read_body(request, NewDateSerializer)
        person, today = get_person(request), current_clock().today()
        check_access(get_subject(self.kind, pk).pk, actor=person, roles=(*ASKERS, MINISTRY_TEAM))
        period = read_new_period(
            given["words"],
            current=get_target(pk).period,
            language=given.get("language", person.language),
            today=today,
        )
        return Response(SimulationSerializer(simulate({pk: period}, today=today)).data)


class ActivitySimulateView(SimulateView):
    """What a new date of an activity would move."""

    kind = "activity"


class CommitmentSimulateView(SimulateView):
    """What a new date of a commitment would move."""

    kind = "commitment"


class TogetherView(APIView):
    """Many new dates for one cause."""

    @operation(
        gettext_lazy("Ask for many new dates together"),
        takes=AskingTogetherSerializer,
        answers={201: ReplanningSerializer(many=True)},
        refuses=_REFUSALS,
    )
    def post(self, request: Request) -> Response:
        """Ask for all of them in one transaction, or for none; each is decided by somebody else."""
        given = read_body(request, AskingTogetherSerializer)
        asked = ask_together(
            _read_lines(given),
            cause=given["cause"],
            reason=given["reason"],
            language=given.get("language", ""),
            actor=get_person(request),
            via=Via.API,
        )
        rows = Replanning.objects.filter(pk__in=[each.pk for each in asked]).order_by("pk")
        read = read_requests(rows.select_related("replaces", "asked_by"))
        shown = [ReplanningSerializer(each).data for each in read]
        return Response(shown, status=HTTPStatus.CREATED)


class OutlookView(APIView):
    """What many new dates would do."""

    @operation(
        gettext_lazy("Foresee many new dates"),
        takes=NewDatesSerializer,
        answers={200: OutlookSerializer},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
    )
    def post(self, request: Request) -> Response:
        """Return what would become of each line, and all that would move; nothing is written."""
        given = read_body(request, NewDatesSerializer)
        lines = foresee_together(
            _read_lines(given), actor=get_person(request), language=given.get("language", "")
        )
        changes = {each.target.subject.pk: each.period for each in lines if each.period}
        outlook = {
            "lines": lines,
            "simulation": simulate(changes, today=current_clock().today()),
        }
        return Response(OutlookSerializer(outlook).data)


class DecideTogetherView(APIView):
    """Several requests decided, each on its own."""

    @operation(
        gettext_lazy("Decide on several new dates"),
        takes=DecidingTogetherSerializer,
        answers={200: DecidedSerializer(many=True)},
        refuses=(HTTPStatus.FORBIDDEN,),
        takes_key=True,
    )
    def post(self, request: Request) -> Response:
        """Accept, refuse or send on each of them; one that is refused stops no other."""
        given = read_body(request, DecidingTogetherSerializer)
        check_group(read_grants(request), MINISTRY_TEAM)
        is_refusal = given["decision"] == "refuse"
        if is_refusal and not given["reason"].strip():
            raise InputError({"reason": [_("Say why they are refused; everybody reads it.")]})
        results = fire_many(
            _list_known(request, given["requests"]),
            given["decision"],
            actor=get_person(request),
            inputs={"reason": given["reason"]} if is_refusal else {},
            key=find_key(request),
            via=Via.API,
        )
        shown = [
            {
                "request": each.subject_id,
                "is_done": each.error is None,
                "problems": _list_problems(each.error),
            }
            for each in results
        ]
        return Response(DecidedSerializer(shown, many=True).data)


class AfterSlipsView(APIView):
    """What becomes of what slipped too far."""

    kind: str

    @operation(
        gettext_lazy("Keep, amend or withdraw after slips"),
        takes=AfterSlipsSerializer,
        answers={204: None},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep the answer of the ministry lead, with its public reason."""
        answer_after_slips(
            get_subject(self.kind, pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, AfterSlipsSerializer),
        )
        return Response(status=HTTPStatus.NO_CONTENT)


class ActivityAfterSlipsView(AfterSlipsView):
    """What becomes of an activity that slipped too far."""

    kind = "activity"


class CommitmentAfterSlipsView(AfterSlipsView):
    """What becomes of a commitment that slipped too far."""

    kind = "commitment"


def _answer(request: Request, pk: int, *, status: int = HTTPStatus.OK) -> Response:
    read = find_request(pk, read_grants(request))
    if read is None:
        raise make_unknown()
    shown = ReplanningSerializer(read).data
    return answer(shown, version=read.request.version, status=status)


def _filter(request: Request, rows: QuerySet[Replanning]) -> QuerySet[Replanning]:
    # No word of these holds a null character, and PostgreSQL cannot even look for one.
    said = {name: str(words).replace("\0", "") for name, words in request.query_params.items()}
    if said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("plan"):
        rows = rows.filter(commitment__plan__code=said["plan"])
    if said.get("batch"):
        rows = rows.filter(batch=_read_batch(said["batch"]))
    return rows


def _read_batch(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InputError({"batch": [_("This is no batch.")]}) from error


def _read_lines(given: dict[str, Any]) -> list[Line]:
    return [Line(each["subject"], each["words"]) for each in given["lines"]]


def _list_problems(error: WorkflowError | None) -> list[str]:
    if error is None:
        return []
    if isinstance(error, TransitionRefusedError) and error.shortfalls:
        return [shortfall.fix for shortfall in error.shortfalls]
    return [str(error)]


def _list_known(request: Request, keys: list[int]) -> list[int]:
    """Return the requests among these that the asker may read; the others do not exist for them."""
    found = list_requests(read_grants(request)).filter(pk__in=keys)
    return list(found.values_list("pk", flat=True))
