"""What the ministry lead changes about people: roles, mandates, accounts."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle.services import memberships as membership_services
from lifecycle.services import people as people_services
from lifecycle.web.access import answer_refusals
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.people.forms import CloseForm, MembershipForm, ReasonForm, RoleForm
from lifecycle.web.people.reading import get_person_or_404, list_crumbs
from lifecycle.web.people.rights import require_lead_reader
from lifecycle.web.people.words import name_right, url_of_person
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Institution, Subject, User, Via
from workflow.roles import get_role


@answer_refusals(url_of_person)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role."""
    actor, person = require_lead_reader(request), get_person_or_404(pk).person
    form = RoleForm(find_posted(request))

    def act() -> bool:
        return people_services.give_role(
            person,
            role=form.chosen_role,
            on=form.target,
            actor=actor,
            reason=form.cleaned_data["reason"],
            via=Via.WEB,
        )

    return _ask(
        request,
        person,
        form,
        act,
        title=_("Give a role"),
        words=_("It counts from the next page the person opens, and their history names you."),
        action=_("Give the role"),
        done=_("The role is given."),
    )


@answer_refusals(url_of_person)
def take_back_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back; the address names it by its code and the number of what it is held on."""
    actor, person = require_lead_reader(request), get_person_or_404(pk).person
    asked = request.POST if request.method == "POST" else request.GET
    try:
        role = get_role(asked.get("role", ""))
    except LookupError:
        raise SubjectNotFoundError(_("There is no such role.")) from None
    target = _find_target(asked.get("institution", ""), asked.get("subject", ""))
    form = ReasonForm(find_posted(request))

    def act() -> bool:
        return people_services.take_back_role(
            person,
            role=role,
            on=target,
            actor=actor,
            reason=form.cleaned_data["reason"],
            via=Via.WEB,
        )

    return _ask(
        request,
        person,
        form,
        act,
        title=_("Take back: %(role)s") % {"role": name_right(role.code)},
        words=_("What the person does next obeys at once. What they did stands."),
        action=_("Take the role back"),
        done=_("The role is taken back."),
        hidden={name: asked.get(name, "") for name in ("role", "institution", "subject")},
    )


@answer_refusals(url_of_person)
def begin_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a mandate of somebody."""
    actor, person = require_lead_reader(request), get_person_or_404(pk).person
    form = MembershipForm(find_posted(request))

    def act() -> object:
        return membership_services.begin_membership(person, actor=actor, **form.cleaned_data)

    return _ask(
        request,
        person,
        form,
        act,
        title=_("Begin a mandate"),
        words=_("A mandate says for which side and how long the person sits or works somewhere."),
        action=_("Begin the mandate"),
        done=_("The mandate is recorded."),
    )


@require_POST
@answer_refusals(url_of_person)
def end_membership(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """End a mandate today."""
    actor = require_lead_reader(request)
    membership_services.end_membership(membership, actor=actor)
    messages.success(request, _("The mandate ends today."))
    return HttpResponseRedirect(url_of_person(pk))


@answer_refusals(url_of_person)
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Deactivate an account; nothing is deleted."""
    actor, person = require_lead_reader(request), get_person_or_404(pk).person
    form = CloseForm(find_posted(request))

    def act() -> bool:
        people_services.deactivate(person, actor=actor, reason=form.cleaned_data["reason"])
        return True

    return _ask(
        request,
        person,
        form,
        act,
        title=_("Close this account"),
        words=_(
            "The person can no longer sign in, and gets no more messages. What they claimed goes "
            "back to its group. Their name stays in the history."
        ),
        action=_("Close the account"),
        done=_("The account is closed."),
        is_grave=True,
    )


@require_POST
@answer_refusals(url_of_person)
def reopen_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in again."""
    actor, person = require_lead_reader(request), get_person_or_404(pk).person
    people_services.reactivate(person, actor=actor)
    messages.success(request, _("The account is open again."))
    return HttpResponseRedirect(url_of_person(pk))


def _ask(
    request: HttpRequest,
    person: User,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    words: str,
    action: str,
    done: str,
    hidden: dict[str, str] | None = None,
    is_grave: bool = False,
) -> HttpResponse:
    """Show the form, or do what it says and go back to the person."""
    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        messages.success(request, done)
        return HttpResponseRedirect(url_of_person(person.pk))
    shown = {
        "form": form,
        "person": person,
        "title": title,
        "words": words,
        "action": action,
        "hidden": hidden or {},
        "is_grave": is_grave,
        "back_url": url_of_person(person.pk),
        "crumbs": list_crumbs(title),
    }
    status = find_status(form)
    return render(request, "lifecycle/people/person_form.html", shown, status=status)


def _find_target(institution: str, subject: str) -> Institution | Subject | None:
    if institution.isdecimal() and len(institution) <= NUMBER_MAX_LENGTH:
        return get_object_or_404(Institution, pk=int(institution))
    if subject.isdecimal() and len(subject) <= NUMBER_MAX_LENGTH:
        return get_object_or_404(Subject, pk=int(subject))
    return None
