"""Rounds of decisions: read one, speak from a seat of it, and what the ministry does for it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.authentication import require_fresh_password
from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import (
    find_key,
    find_person,
    find_principal,
    find_version,
    get_person,
    read_grants,
)
from lifecycle.api.schema import ON_BEHALF_OF, operation
from lifecycle.api.serializers.rounds import ReadRound, RoundSerializer
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.api.subjects import answer
from lifecycle.selectors.institutions import query_living
from lifecycle.selectors.own_seats import find_own_earlier, list_own_seats, sit
from lifecycle.selectors.round_acts import SeatAct, list_acts
from lifecycle.selectors.round_records import list_records
from lifecycle.selectors.rounds import get_seat, load_round
from lifecycle.services import rounds
from workflow.clock import current_clock
from workflow.engine.request import make_request
from workflow.exceptions import InputError
from workflow.models import Event, User, Verdict, Via
from workflow.permissions import Grants

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
#: What somebody can say; the clock alone lets a seat lapse.
_VERDICTS = [str(each) for each in Verdict if each is not Verdict.LAPSE]


class SpokenSerializer(serializers.Serializer[Any]):
    """From which seat of the round; it can be left out by who speaks from one alone."""

    seat = KeyField(required=False)


class DecisionSerializer(SpokenSerializer):
    """What is said, on the text whose hash was read; an objection and an abstention say why."""

    verdict = serializers.ChoiceField(choices=_VERDICTS)
    comment = serializers.CharField(
        required=False, allow_blank=True, max_length=rounds.COMMENT_MAX_LENGTH, default=""
    )
    content_hash = serializers.CharField(
        allow_blank=True, max_length=64, help_text="As the round was read with it."
    )


class DeclineSeatSerializer(SpokenSerializer):
    """Why the holder of the seat says no to the whole matter: to carry, or to sign."""

    comment = serializers.CharField(max_length=rounds.COMMENT_MAX_LENGTH)


class SeatReasonSerializer(serializers.Serializer[Any]):
    """Which seat of the round, and why."""

    seat = KeyField()
    reason = serializers.CharField(max_length=rounds.COMMENT_MAX_LENGTH)


class SeatKeySerializer(serializers.Serializer[Any]):
    """Which seat of the round."""

    seat = KeyField()


class TransferSerializer(SeatReasonSerializer):
    """Which institution takes the seat, and why."""

    institution = KeyField()


class PaperSerializer(serializers.Serializer[Any]):
    """What the holder of a seat answered on paper: the answer, then the paper itself."""

    seat = KeyField()
    verdict = serializers.ChoiceField(choices=_VERDICTS)
    comment = serializers.CharField(
        required=False, allow_blank=True, max_length=rounds.COMMENT_MAX_LENGTH, default=""
    )
    paper_number = serializers.CharField(max_length=100)
    paper_on = serializers.DateField()
    paper_capacity = serializers.CharField(max_length=200)
    paper_scan = KeyField(required=False, help_text="Id of the scan, a document of the subject.")


def _describe(
    summary: Any, takes: type[serializers.Serializer[Any]], *, for_others: bool = False
) -> Callable[[Any], Any]:
    """Describe what is done to a seat; `for_others`: whoever stands in may do it too."""
    return operation(
        summary,
        takes=takes,
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        takes_key=True,
        has_tag=True,
        parameters=(ON_BEHALF_OF,) if for_others else (),
    )


class RoundView(APIView):
    """One round."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        gettext_lazy("Read a round of decisions"),
        answers={200: RoundSerializer},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
        has_tag=True,
        parameters=(
            ON_BEHALF_OF,
            OpenApiParameter(
                "seat", int, description="The seat whose text is told; one's own without it."
            ),
        ),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the round, with what the asker can say; its statements do not grow."""
        grants, person = _read_asker(request), find_person(request)
        read = load_round(pk, grants=grants, today=current_clock().today())
        actor_id = person.pk if person is not None else None
        sitting = sit(read, grants, actor_id=actor_id, seat_id=_read_seat(request))
        records = list_records(read, today=current_clock().today())
        shown = ReadRound(read, sitting, find_own_earlier(read, sitting), records)
        acts = _list_acts(request, shown)
        content = RoundSerializer(shown, context={"acts": acts}).data
        return answer(content, version=read.case.row.version)


class DecideView(APIView):
    """Speak from a seat."""

    @_describe(gettext_lazy("Decide from a seat"), DecisionSerializer, for_others=True)
    def post(self, request: Request, pk: int) -> Response:
        """Record what is said; what settles the round fires its end in the same transaction."""
        require_fresh_password(request, get_person(request))
        given = read_body(request, DecisionSerializer)
        event = rounds.decide(
            _find_seat(request, pk, given),
            verdict=Verdict(given["verdict"]),
            comment=given["comment"],
            read=given["content_hash"],
            on_behalf_of=find_principal(request),
            **_read_common(request),
        )
        return _answer(event)


class DeclineSeatView(APIView):
    """Decline from a seat."""

    @_describe(gettext_lazy("Decline from a seat"), DeclineSeatSerializer, for_others=True)
    def post(self, request: Request, pk: int) -> Response:
        """Say no for the holder of the seat to the whole matter."""
        require_fresh_password(request, get_person(request))
        given = read_body(request, DeclineSeatSerializer)
        event = rounds.decline(
            _find_seat(request, pk, given),
            comment=given["comment"],
            on_behalf_of=find_principal(request),
            **_read_common(request),
        )
        return _answer(event)


class StandDownView(APIView):
    """Go on without a seat."""

    @_describe(gettext_lazy("Go on without a seat"), SeatReasonSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Let the others decide without this seat, or its heir beside it speak for both."""
        given = read_body(request, SeatReasonSerializer)
        seat = get_seat(pk, given["seat"])
        event = rounds.stand_down(seat.pk, reason=given["reason"], **_read_common(request))
        return _answer(event)


class InviteAgainView(APIView):
    """Ask a seat again."""

    @_describe(gettext_lazy("Invite a seat again"), SeatKeySerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Set aside that the seat declined, took no part or said nothing, and ask it once more.

        Where another institution took over its holder since, the seat goes to that one.
        """
        seat = get_seat(pk, read_body(request, SeatKeySerializer)["seat"])
        return _answer(rounds.invite_again(seat.pk, **_read_common(request)))


class TransferView(APIView):
    """Give a seat to another institution."""

    @_describe(gettext_lazy("Transfer a seat"), TransferSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give a seat that has not spoken to another institution: a succession, an absence."""
        given = read_body(request, TransferSerializer)
        event = rounds.transfer(
            get_seat(pk, given["seat"]).pk,
            institution=query_living().filter(pk=given["institution"]).first(),
            reason=given["reason"],
            **_read_common(request),
        )
        return _answer(event)


class RecordView(APIView):
    """Record what a seat answered on paper."""

    @operation(
        gettext_lazy("Record a decision on paper"),
        takes=PaperSerializer,
        answers={202: OutcomeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        takes_key=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the answer, for a second person of the team to confirm."""
        given = read_body(request, PaperSerializer)
        event = rounds.record(
            get_seat(pk, given["seat"]).pk,
            verdict=Verdict(given["verdict"]),
            comment=given["comment"],
            paper={name: value for name, value in given.items() if name.startswith("paper_")},
            **_read_common(request),
        )
        return _answer(event)


def _list_acts(request: Request, shown: ReadRound) -> dict[int, list[SeatAct]]:
    """Return what the asker can do about each seat they may know; rights of others do not count."""
    grants, recorded = read_grants(request), {each.seat_id for each in shown.records}
    return {
        seat.id: list_acts(shown.read, seat, grants)
        for seat in shown.seats
        if seat.id not in recorded
    }


def _answer(event: Event) -> Response:
    return answer_outcome(Outcome(event))


def _read_common(request: Request) -> dict[str, Any]:
    """Return what each of these operations is told besides its body."""
    return {
        "actor": get_person(request),
        "expect": find_version(request),
        "key": find_key(request),
        "via": Via.API,
    }


def _read_asker(request: Request) -> Grants:
    """Return the rights that count: those of whom the asker stands in for, when they do.

    Raises:
        TransitionForbiddenError: no delegation lets them stand in for that person today (403).
    """
    person, grants = find_person(request), read_grants(request)
    principal = find_principal(request) if person is not None else None
    return make_request(person, on_behalf_of=principal, grants=grants).grants


def _read_seat(request: Request) -> int:
    asked = request.query_params.get("seat", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else 0


def _find_seat(request: Request, round_id: int, given: dict[str, Any]) -> int:
    """Return the seat that is spoken from: the one named, or the only one of the asker.

    Raises:
        SubjectNotFoundError: the round has no such seat, or they may not see it (404).
        InputError: none is named, and they speak from none or from several (422).
    """
    if "seat" in given:
        return get_seat(round_id, given["seat"]).pk
    person: User = get_person(request)
    grants = _read_asker(request)
    read = load_round(round_id, grants=grants, today=current_clock().today())
    own = list_own_seats(read, grants, actor_id=person.pk)
    if len(own) == 1:
        return own[0].seat.id
    message = ngettext(
        "Name the seat: you speak from %(count)d.",
        "Name the seat: you speak from %(count)d.",
        len(own),
    )
    words = message % {"count": len(own)} if own else _("No seat of this round waits for you.")
    raise InputError({"seat": [words]})
