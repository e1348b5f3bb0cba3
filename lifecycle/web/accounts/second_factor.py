"""The second factor: what keeps its secret, and what asks those for it who must have one."""

import base64
from collections.abc import Callable
from typing import ClassVar

import qrcode
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from lifecycle.selectors.delegations import list_delegations
from lifecycle.services.second_factors import has_one, must_have_one
from lifecycle.web.access import FOR
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.models import User
from workflow.permissions import load_grants

#: Where one gets to without it: to set it up, to sign out, to read what everybody may read of us.
_OPEN = ("/accounts/", "/language/", "/accessibility/", "/healthz", "/static/")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keep the secret of an application encrypted, and draw it without a script."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or not any more. Write the one shown now."),
        "unverified_email": _("Confirm your e-mail address first."),
        "cannot_generate_recovery_codes": _("Set up the application first."),
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored: who reads the database alone cannot make codes."""
        return _make_box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; keys that `SECRET_KEY_FALLBACKS` keeps still open it."""
        return _make_box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """Return the picture to scan, as an element that stands in the page."""
        image = qrcode.make(url, image_factory=SvgPathImage, box_size=8)
        # The library draws squares: nothing of what a person typed is in it.
        return SafeString(image.to_string(encoding="unicode"))


class SecondFactorMiddleware:
    """Send who must have a second factor, and did not show it in this session, to do so.

    The programs of a person have a token of their own, which is no session; a session that shows
    none is nobody's to the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.LIFECYCLE_SECOND_FACTOR_FOR_MINISTRY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let everybody else through without a statement more than the rights, once a request."""
        if request.path.startswith(_OPEN) or not _is_lacking(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            request.user = AnonymousUser()
            return self.get_response(request)
        return _ask(request)


def _is_lacking(request: HttpRequest) -> bool:
    person = request.user
    if not person.is_authenticated:
        return False
    shown = any(each.get("method") == "mfa" for each in get_authentication_records(request, person))
    if shown:
        return False
    return must_have_one(person, read_grants(request)) or _stands_in(request, person)


def _stands_in(request: HttpRequest, person: User) -> bool:
    """Return whether they ask for somebody else, and act for one who must have it."""
    if FOR not in request.GET and "On-Behalf-Of" not in request.headers:
        return False
    received = list_delegations(person.pk, today=current_clock().today()).received
    principals = [each.principal for each in received]
    return any(must_have_one(each, load_grants(each)) for each in principals)


def _ask(request: HttpRequest) -> HttpResponse:
    person = request.user
    if person.is_authenticated and has_one(person):
        wanted = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{wanted}")
    messages.warning(
        request, _("Who works for the ministry signs in with a second factor. Set it up now.")
    )
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _make_box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(str(key))) for key in keys])


def _derive(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"iltizam second factor")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
