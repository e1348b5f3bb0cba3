"""The forms of django-allauth with our labels; the checks stay theirs."""

from typing import Any, ClassVar, cast

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NEW_PASSWORD = _("New password")
AGAIN = _("The same password again")
CODE = _("Code")


class InOurWords:
    """Replace the labels of a form; a placeholder that repeats the label helps nobody."""

    labels: ClassVar[dict[str, str | Promise]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.labels:
                field.label = cast("str", self.labels[name])
            field.widget.attrs.pop("placeholder", None)
            if not name.endswith("password1"):
                field.help_text = ""


class LoginForm(InOurWords, allauth_forms.LoginForm):
    """Who signs in, and whether this browser may be remembered."""

    labels: ClassVar[dict[str, str | Promise]] = {
        "login": _("E-mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }


class SignupForm(InOurWords, allauth_forms.SignupForm):
    """A citizen opens an account: a name, an address that will be verified, a password."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order: ClassVar[list[str]] = ["display_name", "email", "password1", "password2"]
    labels: ClassVar[dict[str, str | Promise]] = {
        "email": _("E-mail address"),
        "password1": _("Password"),
        "password2": AGAIN,
    }


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    """Where to send the link."""

    labels: ClassVar[dict[str, str | Promise]] = {"email": _("E-mail address")}


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    """The new password of somebody who followed the link."""

    labels: ClassVar[dict[str, str | Promise]] = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    """The new password of somebody who knows the old one."""

    labels: ClassVar[dict[str, str | Promise]] = {
        "oldpassword": _("Present password"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }


class SetPasswordForm(InOurWords, allauth_forms.SetPasswordForm):
    """The first password of an account that has none."""

    labels: ClassVar[dict[str, str | Promise]] = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something serious."""

    labels: ClassVar[dict[str, str | Promise]] = {"password": _("Password")}


class CodeForm(InOurWords, mfa_forms.AuthenticateForm):
    """The code of the application, or one of the recovery codes, when somebody signs in."""

    labels: ClassVar[dict[str, str | Promise]] = {"code": CODE}


class CodeAgainForm(InOurWords, mfa_forms.ReauthenticateForm):
    """A code once more, before something serious."""

    labels: ClassVar[dict[str, str | Promise]] = {"code": CODE}


class FirstCodeForm(InOurWords, ActivateTOTPForm):
    """The first code, which proves that the application was set up."""

    labels: ClassVar[dict[str, str | Promise]] = {"code": CODE}


class AddEmailForm(InOurWords, allauth_forms.AddEmailForm):
    """The address that replaces the present one once it is verified."""

    labels: ClassVar[dict[str, str | Promise]] = {
        "email": pgettext_lazy("field", "New e-mail address")
    }
