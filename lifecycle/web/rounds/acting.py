"""What the ministry does about a seat: each on a page of its own, for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.round_acts import ACTING, SeatAct, find_refusal
from lifecycle.selectors.round_seats import SeatRead
from lifecycle.selectors.rounds import RoundRead, get_seat, load_round
from lifecycle.services import rounds
from lifecycle.services.access import check_group
from lifecycle.web.access import answer_refusals, list_reasons, require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.rounds.forms import KeyedForm, ReasonForm, TransferForm
from lifecycle.web.rounds.showing import find_round
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import User, Via

SeatForm = TypeVar("SeatForm", bound=KeyedForm)


@dataclass(frozen=True)
class Deed(Generic[SeatForm]):
    """One thing that is done about a seat: its words, its form, and the service that does it."""

    title: str | Promise
    words: str | Promise
    done: str | Promise
    form: type[SeatForm]
    do: Callable[[int, SeatForm, User], object]
    act: SeatAct
    is_grave: bool = False


def serve(request: HttpRequest, round_id: int, seat_id: int, deed: Deed[SeatForm]) -> HttpResponse:
    """Ask on GET; do it on POST, or show again what was typed with what was refused."""
    person = require_person(request)
    read = load_round(round_id, grants=read_grants(request), today=current_clock().today())
    check_group(read_grants(request), *ACTING[deed.act])
    asked = get_seat(round_id, seat_id)
    seat = next(each for each in read.seats if each.id == asked.pk)
    form = deed.form(request.POST if request.method == "POST" else None)
    form.offer(asked)
    if request.method != "POST":
        check_possible(read, seat, deed.act)
        return _show(request, read, seat, deed, form)
    try:
        deed.do(seat_id, form, person)
    except InputError as error:
        form.take_errors(error.errors)
        return _show(request, read, seat, deed, form, status=422)
    except TransitionRefusedError as error:
        form.take_errors({"": list_reasons(error)})
        return _show(request, read, seat, deed, form, status=409)
    messages.success(request, str(deed.done))
    return redirect("round", round_id)


def check_possible(read: RoundRead, seat: SeatRead, act: SeatAct) -> None:
    """Do nothing when this can be done about the seat now.

    Raises:
        TransitionRefusedError: it cannot, and why (409).
    """
    refusal = find_refusal(read, seat, act)
    if refusal:
        raise TransitionRefusedError(refusal)


def _show(
    request: HttpRequest,
    read: RoundRead,
    seat: SeatRead,
    deed: Deed[SeatForm],
    form: SeatForm,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "read": read,
        "seat": seat,
        "deed": deed,
        "form": form,
        "back_url": find_round(read.id),
    }
    return render(request, "lifecycle/rounds/act.html", shown, status=status)


def _stand_down(seat_id: int, form: KeyedForm, person: User) -> object:
    return rounds.stand_down(
        seat_id, actor=person, reason=form.read("reason"), key=form.read_key(), via=Via.WEB
    )


def _invite_again(seat_id: int, form: KeyedForm, person: User) -> object:
    return rounds.invite_again(seat_id, actor=person, key=form.read_key(), via=Via.WEB)


def _transfer(seat_id: int, form: TransferForm, person: User) -> object:
    return rounds.transfer(
        seat_id,
        institution=form.find_institution(),
        actor=person,
        reason=form.read("reason"),
        key=form.read_key(),
        via=Via.WEB,
    )


STAND_DOWN = Deed(
    title=_("Go on without this seat"),
    words=_(
        "The others decide without it. It can be invited again while the round runs. Where the "
        "institution that took over its holder sits in the round, that one speaks for both."
    ),
    done=_("The round goes on without this seat."),
    form=ReasonForm,
    do=_stand_down,
    act=SeatAct.STAND_DOWN,
    is_grave=True,
)
INVITE_AGAIN = Deed(
    title=_("Invite again"),
    words=_("What was said from this seat is set aside, and it has the whole term once more."),
    done=_("The seat is invited again."),
    form=KeyedForm,
    do=_invite_again,
    act=SeatAct.INVITE_AGAIN,
)
TRANSFER = Deed(
    title=_("Transfer the seat"),
    words=_(
        "Another institution decides in its place: the one that succeeds it or, for the approval "
        "of a sheet, the one it is part of or another porter."
    ),
    done=_("The seat is transferred."),
    form=TransferForm,
    do=_transfer,
    act=SeatAct.TRANSFER,
)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def stand_down(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Go on without a seat."""
    return serve(request, pk, seat_id, STAND_DOWN)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def invite_again(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Ask a seat again."""
    return serve(request, pk, seat_id, INVITE_AGAIN)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def transfer(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Give a seat to another institution."""
    return serve(request, pk, seat_id, TRANSFER)
