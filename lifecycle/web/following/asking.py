"""Somebody asks to follow: an account at once, an address once it was confirmed."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.selectors.followed import follows, read_followed
from lifecycle.services import following
from lifecycle.services.follow_mail import send_question
from lifecycle.services.following import TooManyRequestsError
from lifecycle.topics.words import get_ministry_name, make_url
from lifecycle.web.access import answer_refusals, find_person, require_person
from lifecycle.web.fields import LANGUAGE_CHOICES
from lifecycle.web.forms import add_input_errors, find_posted
from workflow.exceptions import InputError
from workflow.models import Subject, User


class FollowForm(forms.Form):
    """Where to write, and in which language."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("You confirm it once, and can stop with each message."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGE_CHOICES)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how to follow on GET; follow on POST."""
    subject, person = following.get_followable(pk), find_person(request)
    if person is not None:
        return _follow_as(request, person, subject)
    form = FollowForm(find_posted(request), initial={"language": (get_language() or "fr")[:2]})
    if request.method != "POST" or not form.is_valid():
        return _show(request, subject, form, status=422 if form.is_bound else 200)
    try:
        _ask(request, subject, form)
    except TooManyRequestsError as error:
        add_input_errors(form, error)
        return _show(request, subject, form, status=429)
    except InputError as error:
        add_input_errors(form, error)
        return _show(request, subject, form, status=422)
    shown = {
        "followed": read_followed(subject),
        "email": form.cleaned_data["email"],
        "questions_a_day": following.QUESTIONS_A_DAY,
    }
    return render(request, "lifecycle/following/asked.html", shown)


@require_POST
@answer_refusals()
def stop_following(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account follow it no more."""
    subject = following.get_followable(pk)
    if following.stop_following_as(require_person(request), subject.pk):
        messages.success(request, _("You follow it no more."))
    return HttpResponseRedirect(read_followed(subject).path)


def _follow_as(request: HttpRequest, person: User, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        shown = {
            "followed": read_followed(subject),
            "subject": subject,
            "follows": follows(person.pk, subject.pk),
        }
        return render(request, "lifecycle/following/follow_as.html", shown)
    following.follow_as(person, subject.pk)
    messages.success(request, _("You follow it: what is decided about it is told to you."))
    return HttpResponseRedirect(read_followed(subject).path)


def _ask(request: HttpRequest, subject: Subject, form: FollowForm) -> None:
    follower = following.ask_to_follow(
        subject.pk,
        email=form.cleaned_data["email"],
        language=form.cleaned_data["language"],
        connection=get_adapter().get_client_ip(request),
    )
    if follower is not None:
        send_question(
            follower,
            title=read_followed(subject).title,
            url=make_url("follow_confirm", following.make_confirm_token(follower)),
            ministry=get_ministry_name(),
        )


def _show(request: HttpRequest, subject: Subject, form: FollowForm, *, status: int) -> HttpResponse:
    shown = {"followed": read_followed(subject), "form": form}
    return render(request, "lifecycle/following/follow.html", shown, status=status)
