"""Ladders: staff reads them, the ministry lead rules them."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person, read_grants, read_version
from lifecycle.api.schema import operation
from lifecycle.api.subjects import answer
from lifecycle.selectors.ladders import (
    Use,
    compute_base,
    compute_example,
    list_changes,
    list_uses,
    may_read_ladders,
    name_ladder,
    query_ladders,
    read_kept,
)
from lifecycle.services.ladders import (
    REASON_MAX_LENGTH,
    RungDraft,
    rewrite_ladder,
)
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.holidays import load_calendar
from workflow.ladders import FURTHEST, CountedFrom, RungForm
from workflow.models import Ladder, LadderChange, LadderRung

_READING = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_FORMS = [str(each) for each in RungForm]


class LadderRungSerializer(serializers.Serializer[Any]):
    """A rung: so many working days after the day it counts from, negative before it."""

    code = serializers.CharField(
        max_length=20, default="", allow_blank=True, help_text="Left out of a new rung."
    )
    offset = serializers.IntegerField(min_value=-FURTHEST, max_value=FURTHEST)
    roles = serializers.ListField(child=serializers.CharField(max_length=40), max_length=20)
    form = serializers.ChoiceField(choices=_FORMS, default=str(RungForm.DIGEST))


class LadderWrittenSerializer(serializers.Serializer[Any]):
    """A ladder as it is to be: all of its rungs in their order, and why."""

    rungs = LadderRungSerializer(many=True)
    is_proposed = serializers.BooleanField(
        help_text="Each escalation is shown to the ministry team before it goes."
    )
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class RungReadSerializer(serializers.Serializer[LadderRung]):
    """A rung as it is."""

    code = serializers.CharField()
    offset = serializers.IntegerField(source="offset_working_days")
    roles = serializers.ListField(child=serializers.CharField(), source="role_codes")
    form = serializers.ChoiceField(choices=_FORMS)


class LadderSerializer(serializers.Serializer[Ladder]):
    """A ladder with its rungs."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    counted_from = serializers.ChoiceField(choices=[str(each) for each in CountedFrom])
    is_proposed = serializers.BooleanField()
    version = serializers.IntegerField()
    rungs = RungReadSerializer(many=True)

    def get_name(self, ladder: Ladder) -> str:
        """Return its name in the reader's language."""
        return name_ladder(ladder)


class UseSerializer(serializers.Serializer[Use]):
    """Where a ladder is used."""

    kind = serializers.CharField()
    machine = serializers.CharField()
    what = serializers.CharField()


class WholeLadderSerializer(LadderSerializer):
    """A ladder with where it is used."""

    uses = serializers.SerializerMethodField()

    def get_uses(self, ladder: Ladder) -> list[dict[str, str]]:
        """Return the states, rounds and errands it watches over."""
        return [dict(UseSerializer(use).data) for use in list_uses(ladder.code)]


class KeptLadderSerializer(serializers.Serializer[Any]):
    """A ladder as its history keeps it."""

    is_proposed = serializers.BooleanField()
    rungs = LadderRungSerializer(many=True)


class LadderChangeSerializer(serializers.Serializer[LadderChange]):
    """A change of a ladder: what it was, what it became, who decided so and why."""

    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    changed_by = serializers.CharField()
    reason = serializers.CharField()
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    def get_before(self, change: LadderChange) -> dict[str, Any]:
        """Return what the ladder was."""
        return dict(KeptLadderSerializer(read_kept(change.before)).data)

    def get_after(self, change: LadderChange) -> dict[str, Any]:
        """Return what it became."""
        return dict(KeptLadderSerializer(read_kept(change.after)).data)


class ExampleQuerySerializer(serializers.Serializer[Any]):
    """The day that is tried."""

    day = serializers.DateField(help_text="When it is due, or was asked.")


class ExampleDaySerializer(serializers.Serializer[Any]):
    """The day a rung would fire, null beyond the years whose holidays are known."""

    code = serializers.CharField()
    fires_on = serializers.DateField(allow_null=True)


class ExampleSerializer(serializers.Serializer[Any]):
    """The days of the rungs, and the day they are counted from."""

    counted_from = serializers.DateField()
    rungs = ExampleDaySerializer(many=True)


class LaddersView(ListView):
    """The ladders."""

    serializer_class = LadderSerializer

    @operation(
        gettext_lazy("List the ladders"),
        answers={200: LadderSerializer(many=True)},
        refuses=_READING,
    )
    def get(self, request: Request) -> Response:
        """Return every ladder with its rungs; for who holds a role."""
        _require_staff(request)
        return self.answer_page(query_ladders())


class LadderView(APIView):
    """One ladder."""

    @operation(
        gettext_lazy("Read a ladder"),
        answers={200: WholeLadderSerializer},
        refuses=_READING,
        has_tag=True,
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a ladder with its rungs and where it is used; for who holds a role."""
        _require_staff(request)
        return _answer(code)

    @operation(
        gettext_lazy("Change a ladder"),
        takes=LadderWrittenSerializer,
        answers={200: WholeLadderSerializer},
        refuses=_READING,
        needs_version=True,
    )
    def put(self, request: Request, code: str) -> Response:
        """Give a ladder these rungs: what has fired stands, the rest counts anew; for the lead."""
        given = read_body(request, LadderWrittenSerializer)
        rewrite_ladder(
            code,
            rungs=[
                RungDraft(each["offset"], tuple(each["roles"]), each["form"], each["code"])
                for each in given["rungs"]
            ],
            is_proposed=given["is_proposed"],
            reason=given["reason"],
            actor=get_person(request),
            expect=read_version(request),
        )
        return _answer(code)


class LadderChangesView(ListView):
    """The history of a ladder."""

    serializer_class = LadderChangeSerializer

    @operation(
        gettext_lazy("List the changes of a ladder"),
        answers={200: LadderChangeSerializer(many=True)},
        refuses=_READING,
    )
    def get(self, request: Request, code: str) -> Response:
        """Return what was changed, the latest first; for who holds a role."""
        _require_staff(request)
        return self.answer_page(list_changes(_get_ladder(code)))


class LadderExampleView(APIView):
    """An example of a ladder."""

    @operation(
        gettext_lazy("Count the rungs of a ladder from a day"),
        answers={200: ExampleSerializer},
        refuses=(*_READING, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY),
        parameters=(ExampleQuerySerializer,),
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the day each rung fires for what is due, or was asked, on `day`."""
        _require_staff(request)
        asked = ExampleQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day: date = asked.validated_data["day"]
        ladder, calendar = _get_ladder(code), load_calendar()
        base_on = compute_base(ladder, day, calendar)
        rungs = compute_example(ladder, base_on, calendar)
        return Response(ExampleSerializer({"counted_from": base_on, "rungs": rungs}).data)


def _require_staff(request: Request) -> None:
    if not may_read_ladders(read_grants(request)):
        raise TransitionForbiddenError(_("Only those who hold a role read this."))


def _get_ladder(code: str) -> Ladder:
    found = query_ladders().filter(code=code).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this name."))
    return found


def _answer(code: str) -> Response:
    ladder = _get_ladder(code)
    return answer(WholeLadderSerializer(ladder).data, version=ladder.version)
