"""What the council said, typed line by line on one page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.models import Council
from lifecycle.selectors.councils import CouncilLineRead, list_lines
from lifecycle.services import councils
from lifecycle.services.councils import REASON_MAX_LENGTH, DecidedLine
from lifecycle.vocabulary import LineOutcome
from lifecycle.web.access import answer_refusals
from lifecycle.web.council.finding import (
    find_url,
    get_council_or_404,
    list_crumbs,
    require_keeper,
)
from lifecycle.web.forms import ReadForm, add_refusal, find_posted, find_status
from workflow.exceptions import InputError, StaleSubjectError, TransitionRefusedError
from workflow.models import Via


class OutcomesForm(ReadForm):
    """The outcome of every line that takes part, and why it was not adopted."""

    def __init__(
        self,
        lines: Iterable[CouncilLineRead],
        data: Mapping[str, Any] | None = None,
        *,
        version: int,
    ) -> None:
        super().__init__(data, initial={"expect": version})
        self.lines = [each for each in lines if not each.line.is_left_out]
        for each in self.lines:
            self._add_line(each)

    def _add_line(self, each: CouncilLineRead) -> None:
        key, number = each.read.proposal.pk, {"number": each.read.number}
        # What was said once is said otherwise, never nothing again.
        nothing = [] if each.line.outcome else [("", "---------")]
        self.fields[f"outcome_{key}"] = forms.ChoiceField(
            label=_("What the council decided on %(number)s") % number,
            choices=[*nothing, *LineOutcome.choices],
            initial=each.line.outcome,
            required=False,
        )
        self.fields[f"reason_{key}"] = forms.CharField(
            label=_("Reason for %(number)s, unless it is adopted") % number,
            max_length=REASON_MAX_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            initial=each.line.reason,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a reason for a line of which nothing else is said: it would be kept nowhere."""
        cleaned = super().clean() or {}
        for each in self.lines:
            key = each.read.proposal.pk
            if cleaned.get(f"reason_{key}") and cleaned.get(f"outcome_{key}") == "":
                self.add_error(f"outcome_{key}", _("Choose one of these."))
        return cleaned

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each line with its two fields, as the page draws them."""
        return [
            {
                "read": each.read,
                "outcome": self[f"outcome_{each.read.proposal.pk}"],
                "reason": self[f"reason_{each.read.proposal.pk}"],
            }
            for each in self.lines
        ]

    def read_lines(self) -> list[DecidedLine]:
        """Return the lines for which an outcome was chosen."""
        found = []
        for each in self.lines:
            key = each.read.proposal.pk
            outcome = self.cleaned_data[f"outcome_{key}"]
            if outcome:
                found.append(DecidedLine(key, outcome, self.cleaned_data[f"reason_{key}"]))
        return found

    def take_line_errors(self, error: InputError) -> None:
        """Show each message of the service near the reason of its line."""
        for name, messages_of in error.errors.items():
            field = name.replace("line_", "reason_")
            for message in messages_of:
                self.add_error(field if field in self.fields else None, message)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_url)
def set_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every line with what the council decided; keep what was typed on POST."""
    actor, council = require_keeper(request), get_council_or_404(request, pk)
    if request.method != "POST":
        councils.check_presented(council)
    form = OutcomesForm(list_lines(council), find_posted(request), version=council.version)
    if request.method != "POST" or not form.is_valid():
        return _show(request, council, form)
    try:
        councils.set_outcomes(
            council,
            lines=form.read_lines(),
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )
    except StaleSubjectError as error:
        form.take_change(error)
        return _show(request, council, form)
    except TransitionRefusedError as error:
        add_refusal(form, error)
        return _show(request, council, form)
    except InputError as error:
        form.take_line_errors(error)
        return _show(request, council, form)
    messages.success(request, _("The outcomes are kept. Record the decision next."))
    return HttpResponseRedirect(find_url(pk))


def _show(request: HttpRequest, council: Council, form: OutcomesForm) -> HttpResponse:
    title = _("What the council decided")
    shown = {
        "council": council,
        "form": form,
        "title": title,
        "back_url": find_url(council.pk),
        "crumbs": list_crumbs(council.plan, council, title),
    }
    status = find_status(form)
    return render(request, "lifecycle/council/outcomes.html", shown, status=status)
