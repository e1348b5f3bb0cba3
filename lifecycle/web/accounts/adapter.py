"""Where django-allauth asks us: names and languages of accounts, words of errors and mails."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lifecycle.services.accounts import find_language, vouch_for_address
from lifecycle.services.fresh_passwords import is_recent
from lifecycle.web.language import keep_language
from notifications.errors import describe_error
from workflow.incidents import report_incident
from workflow.models import User

#: What the library calls the part of it that changes addresses.
ADDRESSES = "allauth.account"


class AccountAdapter(DefaultAccountAdapter):
    """Speak the reader's language, and treat accounts that the ministry opened as verified."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Check both, or ask for a "
            "new password."
        ),
        "too_many_login_attempts": _(
            "Too many attempts failed. Wait a few minutes, then try again."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "duplicate_email": _("This is your address already."),
        "invalid_password_reset": _("This link is not valid any more. Ask for a new one."),
        "rate_limited": _("Too many requests. Wait a few minutes, then try again."),
    }

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: forms.Form,
        commit: bool = True,  # noqa: FBT001, FBT002
    ) -> User:
        """Create the account of a citizen, in the language of the page it was opened on."""
        user.display_name = form.cleaned_data.get("display_name", "")
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Let in whoever the ministry gave an account: it vouches for the address."""
        vouch_for_address(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Show the site in the language of the account from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        keep_language(response, user.language)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password before an address changes, as before a decision that binds.

        Whoever changes the address of a session left open reads the mail that sets a new password.
        """
        if app != ADDRESSES:
            return bool(super().is_reauthentication_required(app=app, **kwargs))
        return not is_recent(get_authentication_records(self.request, self.request.user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the profile after a change of password."""
        return reverse("profile")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write to the address of the account, confirmed or not, or to the one it no longer has."""
        with override(user.language):
            super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the account, never in that of whoever asked for the mail.

        What a mail tells of has been done; who asked for a link and gets none asks again. That the
        server was away is an incident, and not shown: it would say which addresses have an account.
        """
        language = find_language(email) or get_language() or settings.LANGUAGE_CODE
        try:
            with override(language):
                super().send_mail(template_prefix, email, context)
        except OSError as error:
            report_incident("account_mail_not_sent", f"{template_prefix}: {describe_error(error)}")
