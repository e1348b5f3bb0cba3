"""A page that shows every component in use; development only (LIFECYCLE_STYLE_PAGE)."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lifecycle.web.style_samples import get_samples


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("In a few words."))
    email = forms.EmailField(label=_("E-mail address"))
    problem = forms.CharField(label=_("Problem"), widget=forms.Textarea, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", "Français"), ("ar", "العربية")]
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    name_shown = forms.ChoiceField(
        label=_("Name shown"),
        choices=[("name", _("My name")), ("association", _("My association"))],
        widget=forms.RadioSelect,
    )
    attachment = forms.FileField(label=_("Attachment"), required=False)
    agreed = forms.BooleanField(label=_("I have read the rules of the collection."))


def show_style(request: HttpRequest) -> HttpResponse:
    """Show the components in the language of the reader; `?wrong` shows a form with its errors."""
    wrong = "wrong" in request.GET
    form = SampleForm({"title": "", "email": "x"} if wrong else None)
    samples = get_samples(get_language() or "fr")
    shown = {
        "form": form,
        "page": Paginator(range(90), 30).get_page(request.GET.get("page")),
        **_arrange(samples),
    }
    return render(request, "lifecycle/style.html", shown)


def _arrange(samples: dict[str, Any]) -> dict[str, Any]:
    words, phases = samples["words"], samples["phases"]
    return {
        "words": words,
        "kinds": [(kind, state) for _title, kind, state in samples["cards"]],
        "steps": [
            {"words": phase, "status": "done" if n < 5 else "current" if n == 5 else "todo"}
            for n, phase in enumerate(phases)
        ],
        "columns": [_column(n, phase, samples) for n, phase in enumerate(phases)],
        "crumbs": [{"words": words["eyebrow"], "url": "#"}, {"words": "P-0041", "url": ""}],
        "chips": [
            {"words": words["chip"], "url": "#", "is_on": n == 0, "count": n} for n in range(3)
        ],
        "entries": [
            {"words": words["history"], "when": words["when"], "detail": detail, "kind": kind}
            for detail, kind in [(words["quote"], "done"), ("", "ok"), ("", "")]
        ],
        "reasons": [{"words": words["sentence"], "helper": ""}] * 2,
        "actions": [{"words": words["action"], "url": "#"}],
    }


def _column(number: int, phase: str, samples: dict[str, Any]) -> dict[str, Any]:
    chosen = [samples["cards"][number], samples["cards"][(number + 3) % 7]]
    return {
        "code": f"phase-{number}",
        "number": number + 1,
        "words": phase,
        "count": len(chosen),
        "is_late": number == 1,
        "age_words": samples["age"],
        "cards": [
            {
                "reference": f"P-00{number}{n}",
                "title": title,
                "kind": kind,
                "words": state,
                "url": "#",
            }
            for n, (title, kind, state) in enumerate(chosen)
        ],
    }
