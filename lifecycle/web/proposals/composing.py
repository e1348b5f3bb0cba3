"""The ministry composes one dossier out of several retained ideas, on the minutes of a workshop."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.selectors.composing import find_composing_plan
from lifecycle.services.dossiers import compose
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.choices import name_choices
from lifecycle.web.proposals.dossier import list_crumbs
from lifecycle.web.proposals.forms import WritingForm, make_initial
from lifecycle.web.rights import read_grants
from lifecycle.web.rows import draw_rows, leave_unchecked
from lifecycle.web.work.minutes import keep_minutes
from workflow.engine.births import foresee_facts
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    SubjectNotFoundError,
    TransitionForbiddenError,
)
from workflow.machine.registry import get_machine
from workflow.models import User, Via

#: What the dossier says, by the name of the column.
COMPOSED = ("language", "title", "problem", "solution", "theme")


class ComposingForm(WritingForm):
    """What a dossier says, of which ideas it is made, and the minutes that say so."""

    minutes_upload = forms.FileField(label=gettext_lazy("Or add the file now"), required=False)
    field_order = ("sources", "title", "theme", "problem", "solution", "language", "minutes")

    def __init__(self, plan: ActionPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        for name in ("visibility", "association_name", "documents"):
            self.fields.pop(name, None)
        facts = foresee_facts("proposal", values={"parent": plan})
        self._sources, self._minutes = get_machine("proposal").births["compose"].inputs
        for each in (self._sources, self._minutes):
            field = each.form_field(facts)
            name_choices(field)
            draw_rows(field, facts, each.name, self.data)
            self.fields[each.name] = field
        self.order_fields(self.field_order)
        for name in ("theme", "problem", "solution"):
            self.fields[name].required = True

    def read_sources(self) -> list[dict[str, Any]]:
        """Return the ideas that were named, empty rows left out."""
        widget = self.fields[self._sources.name].widget
        rows: list[dict[str, Any]] = widget.value_from_datadict(
            self.data, self.files, self._sources.name
        )
        return [row for row in rows if any(row.values())]

    def keep_minutes(self, minutes: Attachment) -> None:
        """Show the minutes that came with the form as chosen from now on."""
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        posted["minutes"] = str(minutes.pk)
        self.data = posted


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def compose_dossier(request: HttpRequest) -> HttpResponse:
    """Show an empty form, or compose the dossier it describes."""
    person = _require_team(request)
    plan = find_composing_plan(request.GET.get("plan", "").replace("\0", ""))
    if plan is None:
        raise SubjectNotFoundError(_("No plan is being made at present."))
    if request.method != "POST":
        initial = make_initial(None, (get_language() or "fr")[:2])
        return _show(request, plan, ComposingForm(plan, initial=initial))
    form = ComposingForm(plan, request.POST, request.FILES)
    if "more" in request.POST:
        return _show(request, plan, leave_unchecked(form))
    try:
        dossier = _compose(plan, person, form)
    except InputError as error:
        form.take_errors(error)
        return _show(request, plan, form, status=422)
    except KeyReusedError as error:
        form.renew(version=None)
        form.take_errors(InputError({"": [str(error)]}))
        return _show(request, plan, form, status=409)
    words = _("Composed under the reference %(reference)s.") % {"reference": dossier.reference}
    messages.success(request, words)
    return redirect("proposal", dossier.pk)


def _require_team(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        TransitionForbiddenError: nobody is, or somebody who composes nothing.
    """
    person = require_person(request)
    if not read_grants(request).has_group(MINISTRY_TEAM.code):
        raise TransitionForbiddenError(_("Only the ministry team composes dossiers."))
    return person


def _compose(plan: ActionPlan, person: User, form: ComposingForm) -> Proposal:
    upload = form.files.get("minutes_upload")
    if upload:
        form.keep_minutes(keep_minutes(plan.pk, upload, person=person))
    return compose(
        plan=plan,
        actor=person,
        values=form.read_values(COMPOSED),
        sources=form.read_sources(),
        minutes=form.data.get("minutes") or None,
        key=form.read_key(),
        via=Via.WEB,
    )


def _show(
    request: HttpRequest, plan: ActionPlan, form: ComposingForm, *, status: int = 200
) -> HttpResponse:
    shown = {"plan": plan, "form": form, "crumbs": list_crumbs(_("Compose a dossier"))}
    return render(request, "lifecycle/proposals/compose.html", shown, status=status)
