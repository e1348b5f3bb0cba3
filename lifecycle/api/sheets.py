"""Sheets: read, written version by version, compared and examined, by the rules of the pages."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.sheets import (
    BaseSerializer,
    CheckedSerializer,
    DifferenceSerializer,
    LintSerializer,
    NewVersionSerializer,
    SavedSerializer,
    SheetSerializer,
    SheetVersionSerializer,
    TextSerializer,
)
from lifecycle.api.subjects import open_case
from lifecycle.selectors.proposals import get_proposal
from lifecycle.selectors.sheet_completeness import list_completeness
from lifecycle.selectors.sheet_difference import read_difference, read_public_difference
from lifecycle.selectors.sheet_lint import list_findings
from lifecycle.selectors.sheets import (
    list_readable_versions,
    read_sheet,
    read_span,
)
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.sheet_difference import publish_difference
from lifecycle.services.sheet_prefill import check_prefill, prefill
from lifecycle.services.sheet_values import clean_content
from lifecycle.services.sheets import Saved, SetAsideError, restore, save_version
from workflow.clock import current_clock
from workflow.models import Via

_MISSING = (HTTPStatus.NOT_FOUND,)
_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_LONGEST_NUMBER = 9


class SheetView(APIView):
    """The sheet of a dossier."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Read the sheet"), answers={200: SheetSerializer}, refuses=_MISSING)
    def get(self, request: Request, pk: int) -> Response:
        """Return the text that counts; to the public, the one that is or was consulted on."""
        read = read_sheet(open_case("proposal", pk, request), read_grants(request))
        return Response(SheetSerializer(read).data)

    @operation(
        _("Write the sheet"),
        takes=NewVersionSerializer,
        answers={200: SavedSerializer, 201: SavedSerializer},
        refuses=_REFUSALS,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Keep a text as a new version.

        When somebody else saved after `base` was read, it is kept as a version that is set aside,
        and the answer is 409 with the code `set_aside` and both numbers.
        """
        given = read_body(request, NewVersionSerializer)
        saved = save_version(
            get_subject("proposal", pk).pk,
            values=given["content"],
            base=given["base"],
            comment=given["comment"],
            actor=get_person(request),
            via=Via.API,
        )
        return _answer_saved(saved)


class SheetVersionsView(ListView):
    """The versions of a sheet."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = SheetVersionSerializer

    @operation(
        _("List the versions of the sheet"),
        answers={200: SheetVersionSerializer(many=True)},
        refuses=_MISSING,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the versions, the latest first."""
        case = open_case("proposal", pk, request)
        return self.answer_page(list_readable_versions(case, read_grants(request)))


class SheetVersionView(APIView):
    """One version of a sheet."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Read a version of the sheet"), answers={200: SheetSerializer}, refuses=_MISSING)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """Return the text of the version of this number."""
        case = open_case("proposal", pk, request)
        return Response(SheetSerializer(read_sheet(case, read_grants(request), number=number)).data)


class RestoreVersionView(APIView):
    """An earlier text, written again."""

    @operation(
        _("Write an earlier version of the sheet again"),
        takes=BaseSerializer,
        answers={200: SavedSerializer, 201: SavedSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Keep the text of the version of this number as a new one."""
        given = read_body(request, BaseSerializer)
        saved = restore(
            get_subject("proposal", pk).pk,
            number=number,
            base=given["base"],
            actor=get_person(request),
            via=Via.API,
        )
        return _answer_saved(saved)


class SheetDifferenceView(APIView):
    """What changed between two versions."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Compare two versions of the sheet"),
        answers={200: DifferenceSerializer},
        refuses=_MISSING,
        parameters=(
            OpenApiParameter(
                "before", int, description="The earlier version; its base if left out."
            ),
            OpenApiParameter(
                "after", int, description="The later version; the current if left out."
            ),
        ),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return what was added and removed, word by word."""
        difference = read_difference(
            open_case("proposal", pk, request),
            read_grants(request),
            before=_read_number(request, "before"),
            after=_read_number(request, "after"),
        )
        return Response(DifferenceSerializer(difference).data)


class PublicDifferenceView(APIView):
    """What changed since the consultation."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read what changed since the consultation"),
        answers={200: DifferenceSerializer},
        refuses=_MISSING,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return what changed in the text that was consulted on, once it is published."""
        open_case("proposal", pk, request)
        return Response(DifferenceSerializer(read_public_difference(pk)).data)

    @operation(
        _("Publish what changed since the consultation"),
        answers={200: CheckedSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let everybody compare the approved text with the one they were consulted on."""
        sheet = publish_difference(
            get_subject("proposal", pk).pk, actor=get_person(request), via=Via.API
        )
        return Response(CheckedSerializer(sheet).data)


class SheetLintView(APIView):
    """What nobody could verify in a sheet."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Examine the sheet"), answers={200: LintSerializer}, refuses=_MISSING)
    def get(self, request: Request, pk: int) -> Response:
        """Return what the lint finds in the text that counts."""
        read = read_sheet(open_case("proposal", pk, request), read_grants(request))
        return _answer_lint(pk, read.content)

    @operation(
        _("Examine a text for the sheet"),
        takes=TextSerializer,
        answers={200: LintSerializer},
        refuses=_MISSING,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Return what the lint finds in a text, of which nothing is kept."""
        read = read_sheet(open_case("proposal", pk, request), read_grants(request))
        given = read_body(request, TextSerializer)
        today = current_clock().today()
        return _answer_lint(pk, clean_content(given["content"], base=read.content, today=today))


class SheetPrefillView(APIView):
    """The words of the proposals a dossier comes from."""

    @operation(
        _("Pre-fill the sheet"),
        answers={200: SavedSerializer, 201: SavedSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Fill what is empty with the words of the proposals it comes from."""
        saved = prefill(get_subject("proposal", pk).pk, actor=get_person(request), via=Via.API)
        return _answer_saved(saved)


class SheetCheckView(APIView):
    """What the ministry team says of a pre-filled sheet."""

    @operation(
        _("Say that the pre-filled sheet was checked"),
        answers={200: CheckedSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let the lead porter name the project lead."""
        sheet = check_prefill(
            get_subject("proposal", pk).pk, actor=get_person(request), via=Via.API
        )
        return Response(CheckedSerializer(sheet).data)


def _answer_saved(saved: Saved) -> Response:
    """Return the version a text is kept as.

    Raises:
        SetAsideError: somebody else had saved first; it is kept all the same (409).
    """
    if saved.is_set_aside:
        raise SetAsideError(saved)
    status = HTTPStatus.CREATED if saved.is_new else HTTPStatus.OK
    return Response(SavedSerializer(saved).data, status=status)


def _answer_lint(proposal_id: int, content: Any) -> Response:
    span = read_span(get_proposal(proposal_id))
    found = {
        "findings": list_findings(content, span),
        "completeness": list_completeness(content),
    }
    return Response(LintSerializer(found).data)


def _read_number(request: Request, name: str) -> int | None:
    """Return the number of a version from the address; what is none is left out."""
    words = request.query_params.get(name, "")
    return int(words) if words.isdecimal() and len(words) <= _LONGEST_NUMBER else None
