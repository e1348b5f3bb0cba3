"""What the ministry does about a seat: each on a page of its own, for a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.round_seats import SeatRead
from lifecycle.selectors.rounds import RoundRead, get_seat, load_round
from lifecycle.services import rounds
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.rounds.forms import KeyedForm, ReasonForm
from lifecycle.web.rounds.showing import find_round
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import User, Via


@dataclass(frozen=True)
class Deed:
    """One thing that is done about a seat: its words, its form, and the service that does it."""

    title: str | Promise
    words: str | Promise
    done: str | Promise
    make_form: Callable[[RoundRead, SeatRead, Mapping[str, Any] | None], KeyedForm]
    do: Callable[[int, KeyedForm, User], object]
    is_grave: bool = False


def serve(request: HttpRequest, round_id: int, seat_id: int, deed: Deed) -> HttpResponse:
    """Ask on GET; do it on POST, or show again what was typed with what was refused."""
    person = require_person(request)
    read = load_round(round_id, grants=read_grants(request), today=current_clock().today())
    seat = next(each for each in read.seats if each.id == get_seat(round_id, seat_id).pk)
    if request.method != "POST":
        return _show(request, read, seat, deed, deed.make_form(read, seat, None))
    form = deed.make_form(read, seat, request.POST)
    try:
        deed.do(seat_id, form, person)
    except InputError as error:
        form.take_errors(error.errors)
        return _show(request, read, seat, deed, form, status=422)
    messages.success(request, str(deed.done))
    return redirect("round", round_id)


def _show(
    request: HttpRequest,
    read: RoundRead,
    seat: SeatRead,
    deed: Deed,
    form: KeyedForm,
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


def _make_reason(_read: RoundRead, _seat: SeatRead, data: Mapping[str, Any] | None) -> KeyedForm:
    return ReasonForm(data)


def _stand_down(seat_id: int, form: KeyedForm, person: User) -> object:
    return rounds.stand_down(
        seat_id, actor=person, reason=form.read("reason"), key=form.read_key(), via=Via.WEB
    )


STAND_DOWN = Deed(
    title=_("Go on without this seat"),
    words=_("The others decide without it. It can be invited again while the round runs."),
    done=_("The round goes on without this seat."),
    make_form=_make_reason,
    do=_stand_down,
    is_grave=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def stand_down(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Go on without a seat."""
    return serve(request, pk, seat_id, STAND_DOWN)
