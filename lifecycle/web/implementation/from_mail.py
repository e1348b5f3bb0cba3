"""The answers of a message: GET shows what would be done, POST does it, once."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.late import find_line
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.services import mail_answers, replanning_words
from lifecycle.services.mail_answers import Question
from lifecycle.web.access import answer_refusal
from lifecycle.web.choices import ask_first
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.navigation import get_home_url
from lifecycle.web.secrecy import keep_secret
from workflow.clock import current_clock
from workflow.exceptions import WorkflowError


class DoneForm(forms.Form):
    """On which day it was done, and what shows it."""

    words: str | Promise = gettext_lazy("It is done")

    done_on = DayField(label=gettext_lazy("Done on"))
    upload = forms.FileField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
    )

    def keep(self, question: Question) -> bool:
        """Report it done.

        Raises:
            WorkflowError: as the service does.
        """
        mail_answers.report_done(question, **self.cleaned_data)
        return True


class NewDateForm(forms.Form):
    """The new date in words, and why the one that counts does not hold."""

    words: str | Promise = gettext_lazy("It needs a new date")

    date_words = forms.CharField(
        label=gettext_lazy("New date in words"),
        max_length=replanning_words.WORDS_MAX_LENGTH,
        help_text=gettext_lazy("As you would say it: “end of March 2027”, “second week of June”."),
    )
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"), choices=lambda: ask_first(replanning_words.CAUSES)
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=replanning_words.REASON_MAX_LENGTH,
    )

    def keep(self, question: Question) -> bool:
        """Ask for the date.

        Raises:
            WorkflowError: as the service does.
        """
        given = self.cleaned_data
        mail_answers.ask_new_date(
            question, words=given["date_words"], cause=given["cause"], reason=given["reason"]
        )
        return True


class BlockedForm(forms.Form):
    """Whose answer is awaited, and what of them."""

    words: str | Promise = gettext_lazy("It is blocked by somebody")

    who = forms.CharField(label=gettext_lazy("Who is awaited"), max_length=250)
    count = forms.IntegerField(
        label=gettext_lazy("How many"),
        help_text=gettext_lazy("Several are named one after the other, as they become known."),
        min_value=1,
        initial=1,
        required=False,
    )
    what = forms.CharField(label=gettext_lazy("What of them"), max_length=300, required=False)

    def keep(self, question: Question) -> bool:
        """Say who is awaited.

        Raises:
            WorkflowError: as the service does.
        """
        given = self.cleaned_data
        mail_answers.say_blocked(
            question, who=given["who"], what=given["what"], count=given["count"] or 1
        )
        return True


#: The answers by the word that stands in their address, in the order in which they are offered.
ANSWERS: dict[str, type[DoneForm | NewDateForm | BlockedForm]] = {
    "done": DoneForm,
    "new-date": NewDateForm,
    "blocked": BlockedForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Show the form of one answer on GET; give the answer on POST."""
    if what not in ANSWERS:
        raise Http404
    reader = mail_answers.find_reader(token)
    # Whoever reads the message has chosen a language; this browser may know none of it.
    with override(reader.language if reader is not None else get_language()):
        try:
            return keep_secret(_answer(request, mail_answers.find_question(token), token, what))
        except WorkflowError as error:
            return answer_refusal(request, error, back_url=get_home_url(request))


def _answer(request: HttpRequest, question: Question, token: str, what: str) -> HttpResponse:
    form = ANSWERS[what](find_posted(request), request.FILES or None)
    posted = request.method == "POST" and form.is_valid()
    is_done = posted and bool(run_or_complain(form, lambda: form.keep(question)))
    line = find_line(question.activity_id, on=current_clock().today())
    shown = {
        "form": form,
        "is_done": is_done,
        "title": form.words,
        "activity": name_activity(line.activity) if line is not None else "",
        "period": describe_with_typed(line.line.planning.current) if line is not None else "",
        "person": question.person,
        "others": [
            {"words": other.words, "url": reverse("mail_answer", args=[token, code])}
            for code, other in ANSWERS.items()
            if code != what
        ],
    }
    status = find_status(form)
    return render(request, "lifecycle/implementation/from_mail.html", shown, status=status)
