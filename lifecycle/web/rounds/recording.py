"""Answers on paper: one of the ministry records what a seat said, a second one confirms it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.round_acts import ACTING, SeatAct
from lifecycle.selectors.round_choices import VERDICTS, Answer, list_choices
from lifecycle.selectors.round_records import RecordRead, list_records, load_record
from lifecycle.selectors.round_seats import SeatRead
from lifecycle.selectors.rounds import RoundRead, get_seat, load_round
from lifecycle.services import rounds
from lifecycle.services.access import check_group
from lifecycle.web.access import answer_refusals, list_reasons, require_person
from lifecycle.web.accounts.fresh_password import require_fresh_password
from lifecycle.web.proposals.uploading import keep_files
from lifecycle.web.rights import read_grants
from lifecycle.web.rounds.acting import check_possible
from lifecycle.web.rounds.forms import KeyedForm
from lifecycle.web.rounds.phrases import find_phrases
from lifecycle.web.rounds.showing import find_round
from lifecycle.web.transitions import TransitionForm
from workflow import engine
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User, Via
from workflow.paper import list_paper_inputs


class RecordForm(TransitionForm):
    """What a seat answered on paper: the answer, and the number, day, capacity and scan."""

    def __init__(self, read: RoundRead, request: HttpRequest | None = None) -> None:
        super().__init__(
            list_paper_inputs(read.case.machine),
            read.case.facts,
            version=read.case.row.version,
            data=request.POST if request is not None else None,
            files=request.FILES if request is not None else None,
        )
        self.phrases = find_phrases(read)
        offered = list_choices(read)
        choices = [(str(each.answer), each.label) for each in offered]
        self.offered = {code for code, _label in choices}
        self.fields["choice"] = forms.ChoiceField(
            label=gettext_lazy("What the paper says"), choices=choices, widget=forms.RadioSelect
        )
        self.fields["comment"] = forms.CharField(
            label=gettext_lazy("Remark or reason"),
            required=False,
            max_length=rounds.COMMENT_MAX_LENGTH,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        self.order_fields(["choice", "comment"])

    def read_answer(self) -> tuple[Answer, str]:
        """Return what the paper says, and the words that go with it.

        Raises:
            InputError: nothing was chosen, or its words do not fit.
        """
        posted, words = str(self.data.get("choice", "")), str(self.data.get("comment", ""))
        if posted not in self.offered:
            raise InputError({"choice": [_("Choose one of these.")]})
        answer = Answer(posted)
        self.phrases.check_words(answer, words)
        return answer, words


class RefusalForm(KeyedForm):
    """Why what was recorded is not confirmed."""

    comment = forms.CharField(
        label=gettext_lazy("Why you do not confirm it"),
        max_length=rounds.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def record(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Ask what the paper says on GET; record it on POST, for a second person to confirm."""
    person = require_person(request)
    read = load_round(pk, grants=read_grants(request), today=current_clock().today())
    check_group(read_grants(request), *ACTING[SeatAct.RECORD])
    seat = next(each for each in read.seats if each.id == get_seat(pk, seat_id).pk)
    if request.method != "POST":
        check_possible(read, seat, SeatAct.RECORD)
        _check_unrecorded(read, seat)
        return _show(request, read, seat, RecordForm(read))
    form = RecordForm(read, request)
    try:
        _record(read, seat, form, person)
    except InputError as error:
        form.take_errors(error.errors)
        return _show(request, read, seat, form, status=422)
    except (StaleSubjectError, TransitionRefusedError) as error:
        form.take_errors({"": list_reasons(error)})
        form.renew(read.case.row.version)
        return _show(request, read, seat, form, status=409)
    messages.success(request, _("It is recorded: a second person must confirm it."))
    return redirect("round", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def confirm_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was recorded on GET; confirm it on POST."""
    person = require_person(request)
    read, waiting = _get_waiting(request, pk)
    if request.method != "POST":
        _check_second(request, waiting)
        return _show_record(request, read, waiting, "confirm_record")
    require_fresh_password(request, person)
    engine.confirm(pk, actor=person, via=Via.WEB)
    messages.success(request, _("Confirmed: the decision counts from now on."))
    return redirect("round", read.id)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def decline_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why on GET; leave the seat as it is on POST."""
    person = require_person(request)
    read, waiting = _get_waiting(request, pk)
    if request.method != "POST":
        _check_second(request, waiting)
        return _show_record(request, read, waiting, "decline_record", form=RefusalForm())
    form = RefusalForm(request.POST)
    try:
        engine.decline(pk, actor=person, comment=form.read("comment"), via=Via.WEB)
    except InputError as error:
        form.take_errors(error.errors)
        return _show_record(request, read, waiting, "decline_record", form=form, status=422)
    messages.success(request, _("Not confirmed: the seat is still asked."))
    return redirect("round", read.id)


def _record(read: RoundRead, seat: SeatRead, form: RecordForm, person: User) -> None:
    # First the scan: what is missing elsewhere must not cost it.
    expect = keep_files(form, subject_id=read.case.row.id, person=person)
    answer, words = form.read_answer()
    rounds.record(
        seat.id,
        verdict=VERDICTS[answer],
        comment=words,
        paper=form.read_inputs(),
        actor=person,
        expect=expect,
        key=form.read_key(),
        via=Via.WEB,
    )


def _check_unrecorded(read: RoundRead, seat: SeatRead) -> None:
    """Do nothing when nothing was recorded for the seat that waits for a second person.

    Raises:
        TransitionRefusedError: something was (409).
    """
    waiting = list_records(read, today=current_clock().today())
    if any(each.seat_id == seat.id for each in waiting):
        raise TransitionRefusedError(
            _("What this seat answered has been recorded; a second person can confirm it.")
        )


def _get_waiting(request: HttpRequest, pk: int) -> tuple[RoundRead, RecordRead]:
    """Return what waits under this number.

    Raises:
        SubjectNotFoundError: there is nothing, or they may not read it (404).
        TransitionRefusedError: it was answered, or has fallen (409).
    """
    read, waiting = load_record(pk, grants=read_grants(request), today=current_clock().today())
    if waiting is None:
        raise TransitionRefusedError(_("Nothing waits here for your confirmation any more."))
    return read, waiting


def _check_second(request: HttpRequest, waiting: RecordRead) -> None:
    """Do nothing for who can be the second person.

    Raises:
        TransitionForbiddenError: they recorded it, or are not of the team (403).
    """
    check_group(read_grants(request), *ACTING[SeatAct.RECORD])
    if not waiting.may_answer:
        raise TransitionForbiddenError(
            _("You recorded this yourself: somebody else must confirm it.")
        )


def _show(
    request: HttpRequest, read: RoundRead, seat: SeatRead, form: RecordForm, *, status: int = 200
) -> HttpResponse:
    shown = {"read": read, "seat": seat, "form": form, "back_url": find_round(read.id)}
    return render(request, "lifecycle/rounds/record.html", shown, status=status)


def _show_record(
    request: HttpRequest,
    read: RoundRead,
    waiting: RecordRead,
    name: str,
    *,
    form: RefusalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "read": read,
        "record": waiting,
        "seat": read.find_seat(waiting.seat_id),
        "form": form,
        "back_url": find_round(read.id),
    }
    return render(request, f"lifecycle/rounds/{name}.html", shown, status=status)
