"""The calendar: everybody reads the days off, the ministry lead decides about them."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.work import WorkItemSerializer
from lifecycle.api.subjects import answer
from lifecycle.selectors.calendar_moves import Move, list_moves
from lifecycle.selectors.calendar_year import (
    CalendarYear,
    Moment,
    PlanDay,
    list_holiday_changes,
    read_year,
)
from lifecycle.services.calendar import (
    NAME_MAX_LENGTH,
    REASON_MAX_LENGTH,
    decide,
    foresee,
    make_decree,
)
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.holiday_decisions import HolidayDecision, get_calendar_version
from workflow.models import Holiday, HolidayAction, HolidayChange, HolidayKind

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_ACTIONS = [str(each) for each in HolidayAction]


class HolidaySerializer(serializers.Serializer[Holiday]):
    """A day that is not worked."""

    code = serializers.CharField()
    year = serializers.IntegerField()
    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=[str(each) for each in HolidayKind])
    is_provisional = serializers.BooleanField(source="provisional")
    name_fr = serializers.CharField()
    name_ar = serializers.CharField()
    name_en = serializers.CharField()


class PlanDaySerializer(serializers.Serializer[PlanDay]):
    """A stage or a consultation that opens or closes."""

    day = serializers.DateField()
    moment = serializers.ChoiceField(choices=[str(each) for each in Moment])
    subject = serializers.IntegerField(source="subject_id")
    title = serializers.CharField()
    plan = serializers.CharField()


class YearSerializer(serializers.Serializer[CalendarYear]):
    """A year: its days off, its working days, and what is due and happens in it.

    Work items are those that concern the asker, none for the public.
    """

    year = serializers.IntegerField()
    version = serializers.SerializerMethodField()
    holidays = HolidaySerializer(many=True)
    working_days = serializers.SerializerMethodField()
    plan_days = PlanDaySerializer(many=True)
    items = WorkItemSerializer(many=True)
    is_cut = serializers.BooleanField(help_text="More is due than is listed.")

    def get_version(self, _year: CalendarYear) -> int:
        """Return the version of the calendar, for If-Match."""
        return get_calendar_version()

    def get_working_days(self, year: CalendarYear) -> int:
        """Return how many days of the year are worked."""
        return sum(day.year == year.year for day in year.calendar.working_days)


class HolidayDecisionSerializer(serializers.Serializer[Any]):
    """What is decided about a day off.

    A decree takes `day` and names; the others take `code` and `year`; a move takes `day`, and a
    confirmation may.
    """

    action = serializers.ChoiceField(choices=_ACTIONS)
    code = serializers.CharField(max_length=60, default="", allow_blank=True)
    year = serializers.IntegerField(min_value=1, max_value=9998, allow_null=True, default=None)
    day = serializers.DateField(allow_null=True, default=None)
    name_fr = serializers.CharField(max_length=NAME_MAX_LENGTH, default="", allow_blank=True)
    name_ar = serializers.CharField(max_length=NAME_MAX_LENGTH, default="", allow_blank=True)
    name_en = serializers.CharField(max_length=NAME_MAX_LENGTH, default="", allow_blank=True)


class HolidayDecidedSerializer(HolidayDecisionSerializer):
    """A decision, and why it is taken."""

    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class RecountedRungSerializer(serializers.Serializer[Any]):
    """A rung that fires on another day."""

    code = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    before = serializers.DateField(allow_null=True)
    after = serializers.DateField(allow_null=True)


class HolidayMoveSerializer(serializers.Serializer[Move]):
    """An open item, and what of it moves."""

    item = serializers.IntegerField(source="item.id")
    subject = serializers.IntegerField(source="item.subject_id")
    subject_kind = serializers.CharField(source="item.subject_kind")
    name = serializers.SerializerMethodField()
    due_before = serializers.DateField(source="moved.due_before", allow_null=True)
    due_after = serializers.DateField(source="moved.due_after", allow_null=True)
    rungs = RecountedRungSerializer(many=True, source="moved.rungs")

    def get_name(self, move: Move) -> str:
        """Return the reference or title of the subject; nothing of a draft of somebody else."""
        return (move.item.reference or move.item.title) if move.is_visible else ""


class HolidayOutlookSerializer(serializers.Serializer[Any]):
    """What a decision would move; the first items are listed, all are counted."""

    before_on = serializers.DateField(allow_null=True)
    after_on = serializers.DateField(allow_null=True)
    moved_items = serializers.IntegerField()
    moved_rungs = serializers.IntegerField()
    moves = HolidayMoveSerializer(many=True)


class HolidayChangeSerializer(serializers.Serializer[HolidayChange]):
    """A decision that was taken."""

    version = serializers.IntegerField(source="pk")
    action = serializers.ChoiceField(choices=_ACTIONS)
    code = serializers.CharField()
    year = serializers.IntegerField()
    name_fr = serializers.CharField()
    name_ar = serializers.CharField()
    name_en = serializers.CharField()
    before_on = serializers.DateField(allow_null=True)
    after_on = serializers.DateField(allow_null=True)
    moved_items = serializers.IntegerField()
    moved_rungs = serializers.IntegerField()
    reason = serializers.CharField()
    changed_at = serializers.DateTimeField()
    changed_by = serializers.SerializerMethodField()

    def get_changed_by(self, change: HolidayChange) -> str:
        """Return who decided; nobody for what was done at the console."""
        return str(change.changed_by or "")


class YearView(APIView):
    """A year of the calendar."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a year of the calendar"),
        answers={200: YearSerializer},
        refuses=(HTTPStatus.CONFLICT,),
        has_tag=True,
    )
    def get(self, request: Request, year: int) -> Response:
        """Return a year; one whose holidays are not known is answered 409."""
        read = read_year(year, read_grants(request), today=current_clock().today())
        return answer(YearSerializer(read).data, version=get_calendar_version())


class YearChangesView(ListView):
    """What was decided about a year."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = HolidayChangeSerializer

    @operation(
        _("List what was decided about the holidays of a year"),
        answers={200: HolidayChangeSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, year: int) -> Response:
        """Return the decisions, the latest first; for everybody."""
        return self.answer_page(list_holiday_changes(year))


class CalendarPreviewView(APIView):
    """What a decision would move."""

    @operation(
        _("See what a decision about a holiday would move"),
        takes=HolidayDecisionSerializer,
        answers={200: HolidayOutlookSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request) -> Response:
        """Return the open items and rungs that would move; nothing is written; for the lead."""
        decision = _make_decision(read_body(request, HolidayDecisionSerializer))
        outlook = foresee(decision, actor=get_person(request))
        moves = list_moves(outlook, read_grants(request), today=current_clock().today())
        content = {
            "before_on": outlook.before_on,
            "after_on": outlook.after_on,
            "moved_items": outlook.moved_items,
            "moved_rungs": outlook.moved_rungs,
            "moves": moves,
        }
        return Response(HolidayOutlookSerializer(content).data)


class CalendarDecisionsView(APIView):
    """Decisions about holidays."""

    @operation(
        _("Decide about a holiday"),
        takes=HolidayDecidedSerializer,
        answers={201: HolidayChangeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request) -> Response:
        """Decree, move, confirm or remove a day off; what is open counts anew; for the lead."""
        given = read_body(request, HolidayDecidedSerializer)
        change = decide(
            _make_decision(given),
            reason=given["reason"],
            actor=get_person(request),
            expect=find_version(request),
        )
        content = HolidayChangeSerializer(change).data
        return answer(content, version=change.pk, status=HTTPStatus.CREATED)


def _make_decision(given: dict[str, Any]) -> HolidayDecision:
    """Return the decision that the body of a request describes.

    Raises:
        InputError: what the action needs is missing (422).
    """
    action = HolidayAction(given["action"])
    needed = _NEEDED[action]
    missing = [name for name in needed if given[name] in (None, "")]
    if missing:
        raise InputError({name: [str(_MISSING)] for name in missing})
    if action is HolidayAction.DECREED:
        names = {language: given[f"name_{language}"] for language in ("fr", "ar", "en")}
        return make_decree(given["day"], names)
    return HolidayDecision(action, given["code"], given["year"], given["day"])


_MISSING = _("This decision needs it.")
_NEEDED: dict[HolidayAction, tuple[str, ...]] = {
    HolidayAction.DECREED: ("day",),
    HolidayAction.MOVED: ("code", "year", "day"),
    HolidayAction.CONFIRMED: ("code", "year"),
    HolidayAction.REMOVED: ("code", "year"),
}
