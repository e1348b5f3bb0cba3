"""The first set-up of a real site, behind a word that works once; then the identity of the site."""

from typing import IO, Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from lifecycle.selectors.identity import find_identity
from lifecycle.services.identity import (
    LOGO_MAX_BYTES,
    change_identity,
    is_setup_open,
    is_setup_word,
    read_logo,
    set_up,
)
from lifecycle.web.access import answer_refusals
from lifecycle.web.fields import LanguageField, NewPasswordForm
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.language import keep_language
from lifecycle.web.people.rights import require_lead_reader
from workflow.exceptions import InputError
from workflow.models import User

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class IdentityForm(forms.Form):
    """Whose site this is."""

    name_fr = forms.CharField(label=gettext_lazy("Name of the ministry in French"), max_length=250)
    name_ar = forms.CharField(label=gettext_lazy("Name of the ministry in Arabic"), max_length=250)
    name_en = forms.CharField(
        label=gettext_lazy("Name of the ministry in English"), max_length=250, required=False
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("A PNG, JPEG or WebP picture of at most 512 KB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> IO[bytes] | None:
        """Refuse what is no logo together with whatever else is wrong."""
        logo: IO[bytes] | None = self.cleaned_data["logo"]
        if logo is not None:
            try:
                read_logo(logo)
            except InputError as error:
                raise forms.ValidationError(error.errors["logo"]) from error
        return logo

    @property
    def names(self) -> dict[str, str]:
        """Return the names by language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in ("fr", "ar", "en")}


class SetupForm(NewPasswordForm, IdentityForm):
    """Whose site this is, and who decides on it first."""

    word = forms.CharField(
        label=gettext_lazy("Word of the set-up"),
        help_text=gettext_lazy(
            "It stands in the journal of the server; `manage.py setup_token` makes another one."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    person_name = forms.CharField(
        label=gettext_lazy("Name of the first ministry lead"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address of the first ministry lead"))
    language = LanguageField(label=gettext_lazy("Language of the first ministry lead"))
    field_order = [
        "word",
        "name_fr",
        "name_ar",
        "name_en",
        "logo",
        "person_name",
        "email",
        "language",
        "password1",
        "password2",
    ]

    def clean_word(self) -> str:
        """Refuse a word that opens nothing, before anything else is looked at."""
        word: str = self.cleaned_data["word"].strip()
        if not is_setup_word(word):
            raise forms.ValidationError(_("This word does not open the set-up."))
        return word


@never_cache
@sensitive_post_parameters("password1", "password2", "word")
@answer_refusals()
def set_up_site(request: HttpRequest) -> HttpResponse:
    """Ask whose site this is and who decides first; once that is done there is no such page."""
    if not is_setup_open():
        raise Http404
    started = {"word": request.GET.get("word", ""), "language": get_language()}
    form = SetupForm(find_posted(request), request.FILES or None, initial=started)
    if request.method == "POST" and form.is_valid():
        person = run_or_complain(form, lambda: _set_up(form))
        if person is not None:
            login(request, person, backend=_BACKEND)
            messages.success(request, _("The site is set up. Invite your colleagues next."))
            onwards = HttpResponseRedirect(reverse("people"))
            keep_language(onwards, person.language)
            return onwards
    shown = {"form": form, "size": LOGO_MAX_BYTES // 1024}
    status = find_status(form)
    return render(request, "lifecycle/setup/setup.html", shown, status=status)


@answer_refusals()
def edit_identity(request: HttpRequest) -> HttpResponse:
    """Change the names of the ministry and its logo."""
    actor = require_lead_reader(request)
    identity = find_identity()
    started: dict[str, Any] = {}
    if identity is not None:
        started = {f"name_{code}": getattr(identity, f"name_{code}") for code in ("fr", "ar", "en")}
    form = IdentityForm(find_posted(request), request.FILES or None, initial=started)
    if request.method == "POST" and form.is_valid():
        logo = form.cleaned_data["logo"]
        if run_or_complain(form, lambda: change_identity(names=form.names, logo=logo, actor=actor)):
            messages.success(request, _("The identity of the site is saved."))
            return HttpResponseRedirect(reverse("identity"))
    shown = {"form": form, "identity": identity, "back_url": reverse("people")}
    status = find_status(form)
    return render(request, "lifecycle/setup/identity.html", shown, status=status)


@require_safe
@cache_control(public=True, max_age=3600)
def send_logo(request: HttpRequest) -> HttpResponse:
    """Send the logo under the type its bytes are."""
    identity = find_identity()
    if identity is None or not identity.logo:
        raise Http404
    with identity.logo.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type=identity.logo_media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _set_up(form: SetupForm) -> User:
    given = form.cleaned_data
    return set_up(
        given["word"],
        names=form.names,
        logo=given["logo"],
        email=given["email"],
        person_name=given["person_name"],
        language=given["language"],
        password=given["password1"],
    )
