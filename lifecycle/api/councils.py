"""Council files: everybody reads what was decided; the ministry keeps them up to that."""

from http import HTTPStatus
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.plan_versions import LineSerializer
from lifecycle.api.plans import get_plan
from lifecycle.api.requests import find_key, find_version, get_person, read_grants, read_version
from lifecycle.api.schema import operation
from lifecycle.api.subjects import answer, get_visible, open_case
from lifecycle.models import Council
from lifecycle.selectors.council_file_facts import CouncilFileFacts
from lifecycle.selectors.councils import (
    CouncilLineRead,
    find_council,
    label_state,
    list_councils,
    list_lines,
)
from lifecycle.selectors.subject_rows import get_subject, make_unknown
from lifecycle.selectors.version_visibility import list_readable_versions
from lifecycle.selectors.visibility import READERS
from lifecycle.services import councils
from lifecycle.services.councils import REASON_MAX_LENGTH, DecidedLine
from lifecycle.vocabulary import LineOutcome
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class NewCouncilSerializer(serializers.Serializer[Any]):
    """A file to be begun on a frozen version of the plan."""

    version = KeyField(help_text="Id of the version of the plan.")


class CouncilLeftOutSerializer(serializers.Serializer[Any]):
    """A line to leave out, and why; everybody reads it once the outcome is recorded."""

    proposal = KeyField()
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class CouncilPutBackSerializer(serializers.Serializer[Any]):
    """A line that goes before the council after all."""

    proposal = KeyField()


class DecidedLineSerializer(serializers.Serializer[Any]):
    """What the council said of one line; the reason is needed unless it adopted it."""

    proposal = KeyField()
    outcome = serializers.ChoiceField(choices=LineOutcome.choices)
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH, default="", allow_blank=True)


class OutcomesSerializer(serializers.Serializer[Any]):
    """What the council said; a line that is not named stays as it is."""

    lines = DecidedLineSerializer(many=True, allow_empty=False)


class CouncilLineSerializer(serializers.Serializer[CouncilLineRead]):
    """A line; to those who follow the procedure also what would stop the next act."""

    line = LineSerializer(source="read")
    left_out_because = serializers.CharField(source="line.left_out_because")
    outcome = serializers.CharField(source="line.outcome")
    outcome_label = serializers.CharField()
    reason = serializers.CharField(source="line.reason")
    problems = serializers.ListField(child=serializers.CharField())


class CouncilSerializer(serializers.Serializer[Council]):
    """A council file. `file_hash` seals the version of the plan and the documents of the file."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    plan_version = serializers.IntegerField(source="plan_version_id")
    reference = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    file_hash = serializers.CharField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    meets_on = serializers.DateField(allow_null=True)
    agenda_document = serializers.IntegerField(source="agenda_document_id", allow_null=True)
    decision_document = serializers.IntegerField(source="decision_document_id", allow_null=True)

    def get_state_label(self, row: Council) -> str:
        """Return the state in the reader's language."""
        return label_state(row)


class WholeCouncilSerializer(CouncilSerializer):
    """A council file with its lines."""

    lines = CouncilLineSerializer(many=True)


class PlanCouncilsView(ListView):
    """The council files of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = CouncilSerializer

    @operation(
        _("List the council files of a plan"),
        answers={200: CouncilSerializer(many=True)},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the files the asker may read, the latest first."""
        plan = get_plan(request, pk)
        return self.answer_page(list_councils(read_grants(request), plan=plan))

    @operation(
        _("Begin a council file"),
        takes=NewCouncilSerializer,
        answers={201: WholeCouncilSerializer},
        refuses=_REFUSALS,
        takes_key=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Begin a file on a frozen version of the plan, with every line of it."""
        given = read_body(request, NewCouncilSerializer)
        plan = get_plan(request, pk)
        readable = list_readable_versions(read_grants(request)).filter(plan=plan)
        council = councils.start_file(
            get_visible(readable, given["version"]),
            actor=get_person(request),
            key=find_key(request),
            via=Via.API,
        )
        return _answer_whole(request, council.pk, status=HTTPStatus.CREATED)


class CouncilView(APIView):
    """One council file."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a council file"),
        answers={200: WholeCouncilSerializer},
        refuses=_UNKNOWN,
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the file with its lines and what the council said of each."""
        return _answer_whole(request, pk)


class CouncilLeaveOutView(APIView):
    """Leave a line out."""

    @operation(
        _("Leave a line out of the file"),
        takes=CouncilLeftOutSerializer,
        answers={200: WholeCouncilSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave a line out, for a reason."""
        given = read_body(request, CouncilLeftOutSerializer)
        councils.leave_line_out(
            get_subject("council", pk).pk,
            proposal=given["proposal"],
            reason=given["reason"],
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class CouncilPutBackView(APIView):
    """Put a line back."""

    @operation(
        _("Put a line back in the file"),
        takes=CouncilPutBackSerializer,
        answers={200: WholeCouncilSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put a line back that was left out."""
        given = read_body(request, CouncilPutBackSerializer)
        councils.put_line_back(
            get_subject("council", pk).pk,
            proposal=given["proposal"],
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class FreezeFileView(APIView):
    """Freeze the file."""

    @operation(
        _("Freeze the file"),
        answers={200: WholeCouncilSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Seal the version of the plan and the documents of the file by one hash."""
        councils.freeze_file(
            get_subject("council", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class ThawFileView(APIView):
    """Open a frozen file again."""

    @operation(
        _("Take the seal off the file"),
        answers={200: WholeCouncilSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Open the file, before it is handed in, to add a document."""
        councils.thaw_file(
            get_subject("council", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class OutcomesView(APIView):
    """What the council said of the lines."""

    @operation(
        _("Keep what the council said of each line"),
        takes=OutcomesSerializer,
        answers={200: WholeCouncilSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Keep the outcomes; nothing moves before the decision is recorded."""
        given = read_body(request, OutcomesSerializer)
        councils.set_outcomes(
            get_subject("council", pk).pk,
            lines=[DecidedLine(**row) for row in given["lines"]],
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


def _answer_whole(request: Request, pk: int, *, status: int = HTTPStatus.OK) -> Response:
    grants = read_grants(request)
    council = find_council(pk, grants)
    if council is None:
        raise make_unknown()
    follows = grants.has_group(*READERS)
    facts = open_case("council", pk, request).facts if follows else None
    lines: Any = list_lines(council, cast("CouncilFileFacts | None", facts))
    content = {
        **CouncilSerializer(council).data,
        "lines": CouncilLineSerializer(lines, many=True).data,
    }
    return answer(content, version=council.version, status=status)
