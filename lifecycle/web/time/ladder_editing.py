"""The ministry lead changes a ladder: its rungs, whether it is shown before it goes, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.ladders import list_known_roles, list_uses, name_ladder
from lifecycle.services.ladders import REASON_MAX_LENGTH, RungDraft, rewrite_ladder
from lifecycle.web.access import answer_refusals
from lifecycle.web.time.ladders import get_ladder_or_404, list_crumbs
from lifecycle.web.time.rights import require_lead
from lifecycle.web.time.words import FORMS, describe_offset, name_roles
from workflow.exceptions import InputError
from workflow.ladders import FURTHEST, RungForm
from workflow.models import Ladder
from workflow.roles import Role

#: Empty rows for new rungs; saving gives as many again.
NEW_ROWS = 2


class RungEditForm(forms.Form):
    """One rung. A row without a number and without roles is no rung."""

    #: A rung needs all of its fields, a row that is no rung none of them: the heading says so.
    tells_what_is_optional = True

    code = forms.CharField(widget=forms.HiddenInput, required=False)
    offset = forms.IntegerField(
        label=gettext_lazy("Working days"),
        help_text=gettext_lazy("After the day it counts from; negative before it, 0 on the day."),
        min_value=-FURTHEST,
        max_value=FURTHEST,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Speaks to"), widget=forms.CheckboxSelectMultiple, required=False
    )
    form = forms.ChoiceField(
        label=gettext_lazy("In what form"),
        choices=lambda: [(code, str(words)) for code, words in FORMS.items()],
        initial=RungForm.DIGEST.value,
    )
    is_removed = forms.BooleanField(label=gettext_lazy("Take this rung away"), required=False)

    def __init__(self, *args: Any, roles: Sequence[Role], counted_from: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counted_from = counted_from
        # Those that stand there come first and in their order, which a browser sends back: the
        # last one is the highest. One can be kept, though nobody could choose it today.
        kept = list(self.initial.get("roles", ()))
        others = [role.code for role in roles if role.code not in kept]
        field: Any = self.fields["roles"]
        field.choices = [(code, name_roles([code])) for code in (*kept, *others)]

    @property
    def when(self) -> str:
        """Return when the rung that stands there fires, in words; nothing of a new one."""
        offset = self.initial.get("offset")
        return describe_offset(offset, self.counted_from) if offset is not None else ""

    @property
    def is_there(self) -> bool:
        """Return whether the row is a rung that stays or begins."""
        given = self.cleaned_data
        return not given.get("is_removed") and bool(
            given.get("code") or given.get("offset") is not None or given.get("roles")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the number of a rung that is there."""
        given = super().clean() or {}
        is_there = given.get("code") or given.get("roles")
        if is_there and not given.get("is_removed") and given.get("offset", 0) is None:
            self.add_error("offset", _("Say when this rung fires."))
        return given

    def make_draft(self) -> RungDraft:
        """Return the rung as the service takes it."""
        given = self.cleaned_data
        return RungDraft(given["offset"], tuple(given["roles"]), given["form"], given["code"])


RungFormSet = formset_factory(RungEditForm, extra=NEW_ROWS, max_num=40, absolute_max=40)


class LadderForm(forms.Form):
    """What is not of one rung."""

    expect = forms.IntegerField(widget=forms.HiddenInput)
    is_proposed = forms.BooleanField(
        label=gettext_lazy("Show each escalation to the ministry team before it goes"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stays in the history of the ladder."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(lambda code: reverse("ladder", args=[code]))
def edit_ladder(request: HttpRequest, code: str) -> HttpResponse:
    """Change the rungs of a ladder; those that have not fired count anew."""
    actor, ladder = require_lead(request), get_ladder_or_404(code)
    form, rows = _make_forms(request, ladder)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        kept = _place([row for row in rows if row.is_there])
        try:
            rewrite_ladder(
                code,
                rungs=[row.make_draft() for row in kept],
                is_proposed=form.cleaned_data["is_proposed"],
                reason=form.cleaned_data["reason"],
                actor=actor,
                expect=form.cleaned_data["expect"],
            )
        except InputError as error:
            _complain(error, form, kept)
        else:
            messages.success(request, _("The ladder is changed. What has fired stands."))
            return HttpResponseRedirect(reverse("ladder", args=[code]))
    shown = {
        "ladder": ladder,
        "name": name_ladder(ladder),
        "form": form,
        "rows": rows,
        "back_url": reverse("ladder", args=[code]),
        "crumbs": list_crumbs(name_ladder(ladder), _("Change it")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "lifecycle/time/ladder_edit.html", shown, status=status)


def _place(rows: Sequence[RungEditForm]) -> list[RungEditForm]:
    """Return the rows with the new ones where they fire; those that stand there keep their order.

    So a number typed wrong is refused as out of order, and does not quietly climb past another.
    """
    placed = [row for row in rows if row.cleaned_data["code"]]
    new = [row for row in rows if not row.cleaned_data["code"]]
    for row in sorted(new, key=lambda row: row.cleaned_data["offset"]):
        later = (
            number
            for number, each in enumerate(placed)
            if each.cleaned_data["offset"] > row.cleaned_data["offset"]
        )
        placed.insert(next(later, len(placed)), row)
    return placed


def _make_forms(
    request: HttpRequest, ladder: Ladder
) -> "tuple[LadderForm, BaseFormSet[RungEditForm]]":
    posted = request.POST if request.method == "POST" else None
    form = LadderForm(posted, initial={"expect": ladder.version, "is_proposed": ladder.is_proposed})
    rows: BaseFormSet[RungEditForm] = RungFormSet(
        posted,
        prefix="rungs",
        initial=[
            {
                "code": rung.code,
                "offset": rung.offset_working_days,
                "roles": list(rung.role_codes),
                "form": rung.form,
            }
            for rung in ladder.rungs.all()
        ],
        form_kwargs={
            "roles": list_known_roles(list_uses(ladder.code)),
            "counted_from": ladder.counted_from,
        },
    )
    return form, rows


def _complain(error: InputError, form: LadderForm, rows: Sequence[RungEditForm]) -> None:
    """Put what was refused of a rung on its row, and the rest where it belongs."""
    for name, said in error.errors.items():
        field, _dot, number = name.partition(".")
        for words in said:
            if number:
                rows[int(number)].add_error(None, words)
            else:
                form.add_error(field if field in form.fields else None, words)
