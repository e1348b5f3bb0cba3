"""Consultations: read by everybody once announced, prepared by the ministry team."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.plan_versions import LineDiffSerializer, LineSerializer
from lifecycle.api.requests import find_key, find_version, get_person, read_grants, read_version
from lifecycle.api.schema import operation
from lifecycle.api.serializers.words import LanguagesField
from lifecycle.api.subjects import answer, get_visible
from lifecycle.models import Consultation
from lifecycle.selectors.consultations import (
    ForeseenLine,
    foresee_lines,
    label_state,
    list_lines,
    list_readable,
    list_told_differences,
)
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.selectors.version_visibility import list_readable_versions
from lifecycle.selectors.visibility import READERS
from lifecycle.services import consultations
from lifecycle.services.consultations import (
    LANGUAGES,
    NOTICE_MAX_LENGTH,
    REASON_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    ConsultationWords,
)
from lifecycle.services.contributions import is_receiving
from lifecycle.services.sheet_difference import publish_difference
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class ConsultationWordsSerializer(serializers.Serializer[Any]):
    """What a consultation says, and its days."""

    title_fr = serializers.CharField(max_length=TITLE_MAX_LENGTH)
    title_ar = serializers.CharField(max_length=TITLE_MAX_LENGTH, default="", allow_blank=True)
    title_en = serializers.CharField(max_length=TITLE_MAX_LENGTH, default="", allow_blank=True)
    notice_fr = serializers.CharField(max_length=NOTICE_MAX_LENGTH, default="", allow_blank=True)
    notice_ar = serializers.CharField(max_length=NOTICE_MAX_LENGTH, default="", allow_blank=True)
    notice_en = serializers.CharField(max_length=NOTICE_MAX_LENGTH, default="", allow_blank=True)
    opens_on = serializers.DateField(default=None, allow_null=True)
    closes_on = serializers.DateField(default=None, allow_null=True)


class NewConsultationSerializer(ConsultationWordsSerializer):
    """A consultation to be prepared on a version of the plan."""

    version = KeyField(help_text="Id of the version of the plan.")


class LeftOutSerializer(serializers.Serializer[Any]):
    """A line to leave out, and why; everybody reads it."""

    proposal = KeyField()
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class TakenInSerializer(serializers.Serializer[Any]):
    """A line that takes part after all."""

    proposal = KeyField()


class ConsultationSerializer(serializers.Serializer[Consultation]):
    """A consultation. Its days are civil days, both included."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    plan_version = serializers.IntegerField(source="plan_version_id")
    reference = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    titles = LanguagesField("title")
    notice = serializers.CharField()
    notices = LanguagesField("notice")
    opens_on = serializers.DateField(allow_null=True)
    closes_on = serializers.DateField(allow_null=True)
    notice_published_at = serializers.DateTimeField(allow_null=True)
    is_receiving = serializers.SerializerMethodField()

    def get_state_label(self, row: Consultation) -> str:
        """Return the state in the reader's language."""
        return label_state(row)

    def get_is_receiving(self, row: Consultation) -> bool:
        """Return whether everybody can contribute now."""
        return is_receiving(row)


class ForeseenLineSerializer(serializers.Serializer[Any]):
    """A line; to those who follow the procedure also what the next act would do to it."""

    line = LineSerializer(source="read")
    target = serializers.CharField()
    left_out_because = serializers.CharField()
    refusals = serializers.ListField(child=serializers.CharField())


class WholeConsultationSerializer(ConsultationSerializer):
    """A consultation with its lines."""

    lines = ForeseenLineSerializer(many=True)


class ConsultationListView(ListView):
    """The consultations."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = ConsultationSerializer

    @operation(
        _("List the consultations"),
        answers={200: ConsultationSerializer(many=True)},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request) -> Response:
        """Return a page of the consultations the asker may read, the latest first."""
        return self.answer_page(list_readable(read_grants(request)))

    @operation(
        _("Prepare a consultation"),
        takes=NewConsultationSerializer,
        answers={201: WholeConsultationSerializer},
        refuses=_REFUSALS,
        takes_key=True,
    )
    def post(self, request: Request) -> Response:
        """Prepare a consultation on a version of the plan."""
        given = read_body(request, NewConsultationSerializer)
        version = get_visible(list_readable_versions(read_grants(request)), given["version"])
        row = consultations.create_consultation(
            version,
            words=_make_words(given),
            actor=get_person(request),
            key=find_key(request),
            via=Via.API,
        )
        return _answer_whole(request, row.pk, status=HTTPStatus.CREATED)


class ConsultationView(APIView):
    """One consultation."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a consultation"),
        answers={200: WholeConsultationSerializer},
        refuses=_UNKNOWN,
        has_tag=True,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the consultation with its lines."""
        return _answer_whole(request, pk)

    @operation(
        _("Describe a consultation"),
        takes=ConsultationWordsSerializer,
        answers={200: WholeConsultationSerializer},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace what it says; a notice that was published must be published anew."""
        given = read_body(request, ConsultationWordsSerializer)
        consultations.describe_consultation(
            get_subject("consultation", pk).pk,
            words=_make_words(given),
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class NoticeView(APIView):
    """The notice of a consultation."""

    @operation(
        _("Publish the notice"),
        answers={200: WholeConsultationSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let everybody read the notice and the days."""
        consultations.publish_notice(
            get_subject("consultation", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(request, pk)


class LeaveOutView(APIView):
    """Leave a line out."""

    @operation(
        _("Leave a line out"),
        takes=LeftOutSerializer,
        answers={200: WholeConsultationSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave a line out of the consultation, for a reason everybody reads."""
        consultations.leave_out(
            get_subject("consultation", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, LeftOutSerializer),
        )
        return _answer_whole(request, pk)


class TakeInView(APIView):
    """Let a line take part after all."""

    @operation(
        _("Let a line take part after all"),
        takes=TakenInSerializer,
        answers={200: WholeConsultationSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let a line that was left out take part."""
        consultations.take_in(
            get_subject("consultation", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, TakenInSerializer),
        )
        return _answer_whole(request, pk)


class ConsultationDifferencesView(APIView):
    """What changed in the lines since the consultation."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read what changed since the consultation"),
        answers={200: LineDiffSerializer(many=True)},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the public differences from the text consulted on, line by line."""
        row = get_visible(list_readable(read_grants(request)), pk)
        return Response(LineDiffSerializer(list_told_differences(row), many=True).data)


class PublishDifferenceView(APIView):
    """The difference of one dossier."""

    @operation(
        _("Publish what changed since the consultation"),
        answers={204: None},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let everybody compare its present sheet with the one that was consulted on."""
        publish_difference(get_subject("proposal", pk).pk, actor=get_person(request), via=Via.API)
        return Response(status=HTTPStatus.NO_CONTENT)


def _make_words(given: dict[str, Any]) -> ConsultationWords:
    return ConsultationWords(
        titles={code: given[f"title_{code}"] for code in LANGUAGES},
        notices={code: given[f"notice_{code}"] for code in LANGUAGES},
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
    )


def _answer_whole(request: Request, pk: int, *, status: int = HTTPStatus.OK) -> Response:
    row = get_visible(list_readable(read_grants(request)), pk)
    follows = read_grants(request).has_group(*READERS)
    lines: Sequence[ForeseenLine] = foresee_lines(row) if follows else list_lines(row)
    told = {
        **ConsultationSerializer(row).data,
        "lines": ForeseenLineSerializer(lines, many=True).data,
    }
    return answer(told, version=row.version, status=status)
