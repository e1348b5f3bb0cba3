"""What is late, blocked or undated; what is open of an institution; letters about it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.attachments import AnyFormat
from lifecycle.api.inputs import KeyField
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.late import OpenLineSerializer
from lifecycle.selectors.following_late import (
    ANSWERING,
    LIST_READERS,
    MINISTRY,
    chooses_institution,
    find_own_scope,
    list_own_institutions,
)
from lifecycle.selectors.institutions import query_institutions
from lifecycle.selectors.late import Lateness, Scope, list_late, list_open
from lifecycle.selectors.subject_rows import make_unknown
from lifecycle.services.access import check_group, make_denial
from lifecycle.services.letters import LANGUAGES, WrittenFile, write_letter, write_letters
from workflow.clock import current_clock
from workflow.models import Institution
from workflow.permissions import Grants

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_PLAN = OpenApiParameter("plan", str, description="Code of a plan.")
_INSTITUTION = OpenApiParameter(
    "institution", {"type": "integer", "minimum": 1}, description="Id of an institution."
)
_WHAT = OpenApiParameter("what", str, enum=Lateness.values, description="One of the reasons.")
_LANGUAGE = OpenApiParameter(
    "language", str, enum=LANGUAGES, description="Of the letter; French when it is not said."
)


class NarrowingSerializer(serializers.Serializer[Any]):
    """What a list is narrowed to."""

    plan = serializers.CharField(default="", allow_blank=True, max_length=60)
    institution = KeyField(default=None, allow_null=True)
    what = serializers.ChoiceField(choices=Lateness.choices, default="", allow_blank=True)


class LetterSerializer(serializers.Serializer[Any]):
    """In which language a letter is written."""

    language = serializers.ChoiceField(choices=LANGUAGES, default=LANGUAGES[0])


class LateView(ListView):
    """The list of what is late, for the committee and the ministry."""

    serializer_class = OpenLineSerializer

    @operation(
        _("List late, blocked and undated activities"),
        answers={200: OpenLineSerializer(many=True)},
        refuses=(*_REFUSALS, HTTPStatus.NOT_FOUND),
        parameters=(_PLAN, _INSTITUTION, _WHAT),
    )
    def get(self, request: Request) -> Response:
        """Return a page of what is late, blocked or undated today, the latest first."""
        check_group(read_grants(request), *LIST_READERS)
        asked = _read_query(request, NarrowingSerializer)
        key = asked["institution"]
        scope = Scope(asked["plan"], frozenset({key}) if key is not None else None)
        lines = list_late(scope, on=current_clock().today(), what=asked["what"])
        return self.answer_page(lines)


class OwnActivitiesView(ListView):
    """What is open of the asker's own institution, or of the one the ministry chooses."""

    serializer_class = OpenLineSerializer

    @operation(
        _("List what is open of an institution"),
        answers={200: OpenLineSerializer(many=True)},
        refuses=(*_REFUSALS, HTTPStatus.NOT_FOUND),
        parameters=(_INSTITUTION,),
    )
    def get(self, request: Request) -> Response:
        """Return a page of the open activities of the institution, the late first."""
        key = _read_query(request, NarrowingSerializer)["institution"]
        scope = _find_scope(read_grants(request), key)
        return self.answer_page(list_open(scope, on=current_clock().today()))


class LetterView(APIView):
    """The letter to one institution."""

    content_negotiation_class = AnyFormat

    @operation(
        _("Write the letter to an institution"),
        answers={(200, "*/*"): OpenApiTypes.BINARY},
        refuses=(*_REFUSALS, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
        parameters=(_LANGUAGE,),
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Return the letter that lists what the institution is late with, as a document."""
        language = _read_query(request, LetterSerializer)["language"]
        institution = _get_institution(pk)
        return _send(write_letter(institution, language=language, actor=get_person(request)))


class AllLettersView(APIView):
    """The letters to every institution that is late."""

    content_negotiation_class = AnyFormat

    @operation(
        _("Write the letters to every institution that is late"),
        answers={(200, "*/*"): OpenApiTypes.BINARY},
        refuses=(*_REFUSALS, HTTPStatus.CONFLICT),
        parameters=(_LANGUAGE,),
    )
    def get(self, request: Request) -> HttpResponse:
        """Return every letter in one archive."""
        language = _read_query(request, LetterSerializer)["language"]
        return _send(write_letters(language=language, actor=get_person(request)))


def _read_query(request: Request, serializer_class: type[serializers.Serializer[Any]]) -> Any:
    serializer = serializer_class(data=request.query_params.dict())
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _find_scope(grants: Grants, key: int | None) -> Scope:
    """Return what of the commitments is asked for and the asker's to read.

    Raises:
        TransitionForbiddenError: they answer for no institution and are not of the ministry.
        SubjectNotFoundError: they do not answer for this one.
    """
    own = find_own_scope(grants)
    if own is None and not chooses_institution(grants):
        raise make_denial((*ANSWERING, *MINISTRY))
    if key is None:
        return own or Scope()
    if not chooses_institution(grants) and key not in list_own_institutions(grants):
        raise make_unknown()
    return Scope(institutions=frozenset({key}))


def _get_institution(key: int) -> Institution:
    found = query_institutions().filter(pk=key).first()
    if found is None:
        raise make_unknown()
    return found


def _send(file: WrittenFile) -> HttpResponse:
    answer = HttpResponse(file.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer
