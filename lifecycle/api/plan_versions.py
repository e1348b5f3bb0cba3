"""Versions of a plan: read by everybody once frozen, written by the ministry team before."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import REFERENCES_AT_MOST, KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.plans import get_plan
from lifecycle.api.requests import find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.rounds import PieceSerializer
from lifecycle.api.subjects import get_visible
from lifecycle.models import PlanVersion
from lifecycle.selectors.plan_versions import is_intact, read_lines
from lifecycle.selectors.version_diff import compare_versions
from lifecycle.selectors.version_visibility import list_readable_versions
from lifecycle.services import plan_versions
from lifecycle.services.plan_versions import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class VersionTextsSerializer(serializers.Serializer[Any]):
    """What a version says in its own name."""

    title_fr = serializers.CharField(max_length=TITLE_MAX_LENGTH)
    title_ar = serializers.CharField(max_length=TITLE_MAX_LENGTH, default="", allow_blank=True)
    title_en = serializers.CharField(max_length=TITLE_MAX_LENGTH, default="", allow_blank=True)
    text_fr = serializers.CharField(max_length=TEXT_MAX_LENGTH, default="", allow_blank=True)
    text_ar = serializers.CharField(max_length=TEXT_MAX_LENGTH, default="", allow_blank=True)


class LinesSerializer(serializers.Serializer[Any]):
    """The dossiers of a draft in their order."""

    proposals = serializers.ListField(child=KeyField(), max_length=REFERENCES_AT_MOST)


class LineSerializer(serializers.Serializer[Any]):
    """A line: its number for life, its dossier, and the hash of its sheet."""

    number = serializers.CharField()
    proposal = serializers.IntegerField(source="proposal.pk")
    reference = serializers.CharField(source="proposal.reference")
    title = serializers.CharField()
    state = serializers.CharField(source="proposal.state")
    content_hash = serializers.CharField(source="line.sheet_version.content_hash")


class PlanVersionSerializer(serializers.Serializer[PlanVersion]):
    """A version. `frozen_at` null: it is a draft, and everything in it can change."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    number = serializers.IntegerField()
    title = serializers.CharField()
    title_fr = serializers.CharField()
    title_ar = serializers.CharField()
    title_en = serializers.CharField()
    text_fr = serializers.CharField()
    text_ar = serializers.CharField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    root_hash = serializers.CharField()


class WholeVersionSerializer(PlanVersionSerializer):
    """A version with its lines; `is_intact` says that it still is what its hash says."""

    lines = LineSerializer(many=True)
    is_intact = serializers.BooleanField()


class PartDiffSerializer(serializers.Serializer[Any]):
    """A part whose words changed."""

    name = serializers.CharField()
    language = serializers.CharField()
    pieces = PieceSerializer(many=True)


class LineDiffSerializer(serializers.Serializer[Any]):
    """A line whose words changed."""

    number = serializers.CharField()
    title = serializers.CharField()
    parts = PartDiffSerializer(many=True)


class VersionDiffSerializer(serializers.Serializer[Any]):
    """What changed from one version to another."""

    own = PartDiffSerializer(many=True)
    added = LineSerializer(many=True)
    removed = LineSerializer(many=True)
    moved = LineSerializer(many=True)
    changed = LineDiffSerializer(many=True)


class PlanVersionsView(ListView):
    """The versions of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = PlanVersionSerializer

    @operation(
        _("List its versions"),
        answers={200: PlanVersionSerializer(many=True)},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the versions, the newest first; drafts to those who follow the procedure."""
        return self.answer_page(
            list_readable_versions(read_grants(request)).filter(plan=get_plan(request, pk))
        )

    @operation(
        _("Begin a draft of the plan"),
        takes=VersionTextsSerializer,
        answers={201: PlanVersionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Begin a draft, with the lines of the version before."""
        version = plan_versions.begin_version(
            get_plan(request, pk),
            texts=read_body(request, VersionTextsSerializer),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return Response(PlanVersionSerializer(version).data, status=HTTPStatus.CREATED)


class PlanVersionView(APIView):
    """One version of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Read a version"), answers={200: WholeVersionSerializer}, refuses=_UNKNOWN)
    def get(self, request: Request, pk: int) -> Response:
        """Return the version with its lines."""
        return _answer_whole(get_visible(list_readable_versions(read_grants(request)), pk))

    @operation(
        _("Write the text of a draft"),
        takes=VersionTextsSerializer,
        answers={200: WholeVersionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace what the draft says in its own name."""
        version = get_visible(list_readable_versions(read_grants(request)), pk)
        plan_versions.describe_version(
            version,
            texts=read_body(request, VersionTextsSerializer),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(get_visible(list_readable_versions(read_grants(request)), pk))

    @operation(
        _("Discard a draft"),
        answers={204: None},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Throw the draft away; the numbers it gave stay given."""
        plan_versions.discard(
            get_visible(list_readable_versions(read_grants(request)), pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return Response(status=HTTPStatus.NO_CONTENT)


class PlanVersionLinesView(APIView):
    """The lines of a draft."""

    @operation(
        _("Put the lines of a draft in order"),
        takes=LinesSerializer,
        answers={200: WholeVersionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Replace the lines by these dossiers, in this order."""
        version = get_visible(list_readable_versions(read_grants(request)), pk)
        plan_versions.set_lines(
            version,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, LinesSerializer),
        )
        return _answer_whole(get_visible(list_readable_versions(read_grants(request)), pk))


class FreezeView(APIView):
    """Freeze a draft."""

    @operation(
        _("Freeze a draft"),
        answers={200: WholeVersionSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Seal the draft with the present text of each line."""
        version = plan_versions.freeze(
            get_visible(list_readable_versions(read_grants(request)), pk),
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
        )
        return _answer_whole(version)


class DifferenceView(APIView):
    """What changed between two versions."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read what changed since another version"),
        answers={200: VersionDiffSerializer},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request, pk: int, before: int) -> Response:
        """Return the lines that came, left and moved, and the words that changed."""
        version = get_visible(list_readable_versions(read_grants(request)), pk)
        earlier = get_visible(
            list_readable_versions(read_grants(request)).filter(plan=version.plan_id), before
        )
        return Response(VersionDiffSerializer(compare_versions(earlier, version)).data)


def _answer_whole(version: PlanVersion) -> Response:
    told = PlanVersionSerializer(version).data
    lines = LineSerializer(read_lines(version), many=True).data
    intact = version.is_frozen and is_intact(version)
    return Response({**told, "lines": lines, "is_intact": intact})
