"""What somebody says from a seat; of what is refused nothing that was typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.own_seats import compare_with, read_text
from lifecycle.selectors.round_choices import VERDICTS, Answer, Choice, list_choices
from lifecycle.selectors.rounds import (
    RoundRead,
    find_successor,
    get_seat,
    load_round,
)
from lifecycle.services import rounds
from lifecycle.web.access import answer_refusals, list_reasons
from lifecycle.web.accounts.fresh_password import require_fresh_password
from lifecycle.web.proposals.asking import Signatory, require_asker
from lifecycle.web.rounds.forms import DecisionForm
from lifecycle.web.rounds.phrases import find_phrases
from lifecycle.web.rounds.showing import Refused, find_round, show
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    TransitionRefusedError,
    WorkflowError,
)
from workflow.models import Via


@dataclass(frozen=True)
class Posting:
    """A decision that came from the page of a round."""

    asker: Signatory
    read: RoundRead
    seat_id: int
    form: DecisionForm

    @property
    def choices(self) -> Sequence[Choice]:
        """Return what could be chosen."""
        return list_choices(self.read)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_round)
def decide(request: HttpRequest, pk: int, seat_id: int) -> HttpResponse:
    """Record what the holder of the seat says, or show the page again with why not.

    On GET go to the round: whoever sent the password twice comes back here once it is recorded.
    """
    asker = require_asker(request)
    if request.method != "POST":
        return redirect(f"{find_round(pk)}{asker.query}")
    read = _load(pk, asker)
    seat = get_seat(pk, seat_id)
    require_fresh_password(request, asker.person)
    form = DecisionForm(
        list_choices(read), phrases=find_phrases(read), content_hash="", data=request.POST
    )
    posting = Posting(asker, read, seat.pk, form)
    try:
        _record(posting)
    except InputError as error:
        form.take_errors(error.errors)
        return show(request, asker, read, refused=Refused(form), seat_id=seat.pk, status=422)
    except (StaleSubjectError, KeyReusedError, TransitionRefusedError) as error:
        return _show_refused(request, posting, error)
    messages.success(request, _("Your decision is recorded."))
    return redirect(f"{find_round(pk)}{asker.query}")


def _record(posting: Posting) -> None:
    form, asker = posting.form, posting.asker
    answer, text = form.read_answer(), form.read_text()
    if answer is Answer.DECLINE:
        rounds.decline(
            posting.seat_id,
            actor=asker.person,
            comment=form.read("comment"),
            on_behalf_of=asker.principal,
            key=form.read_key(),
            via=Via.WEB,
        )
        return
    rounds.decide(
        posting.seat_id,
        actor=asker.person,
        verdict=VERDICTS[answer],
        comment=form.read("comment"),
        read=text,
        on_behalf_of=asker.principal,
        key=form.read_key(),
        via=Via.WEB,
    )


def _show_refused(request: HttpRequest, posting: Posting, error: WorkflowError) -> HttpResponse:
    """Show the round as it stands now, or the one that runs in its place, with what was typed."""
    successor = find_successor(posting.seat_id)
    round_id, seat_id = posting.read.id, posting.seat_id
    if successor is not None:
        round_id, seat_id = successor.round_id, successor.pk
    read = _load(round_id, posting.asker)
    seat = read.find_seat(seat_id)
    form = posting.form
    is_stale, changes = False, []
    if seat is not None and seat.is_open:
        was = form.read_text()
        is_stale = was != seat.content_hash
        changes = compare_with(read, seat, read_text(read, seat), was)
        form.renew(seat.content_hash)
    reasons = [] if is_stale else list_reasons(error)
    refused = Refused(form, reasons, is_stale=is_stale, changes=changes)
    return show(request, posting.asker, read, refused=refused, seat_id=seat_id, status=409)


def _load(round_id: int, asker: Signatory) -> RoundRead:
    return load_round(round_id, grants=asker.grants, today=current_clock().today())
