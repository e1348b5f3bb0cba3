"""Fields that several forms ask for."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Each language calls itself, whatever the page is written in.
LANGUAGE_CHOICES = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]


class DayField(forms.DateField):
    """A civil day, picked from the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class LanguageField(forms.ChoiceField):
    """A language the site speaks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Language"))
        super().__init__(choices=LANGUAGE_CHOICES, **kwargs)


class NewPasswordForm(forms.Form):
    """A password to be chosen, twice; a base for other forms."""

    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    password2 = forms.CharField(
        label=gettext_lazy("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check that both are the same, and that the rules of passwords are kept."""
        cleaned = super().clean() or {}
        first, again = cleaned.get("password1"), cleaned.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("The two passwords are not the same."))
        if first:
            self._check_rules(first)
        return cleaned

    def _check_rules(self, password: str) -> None:
        try:
            validate_password(password)
        except ValidationError as error:
            self.add_error("password1", error)
