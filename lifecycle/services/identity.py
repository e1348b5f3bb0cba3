"""The identity of a site, and its first set-up: who it is of, and who decides on it first."""

import secrets
from collections.abc import Mapping
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import SetupToken, SiteIdentity
from lifecycle.models.identity import IDENTITY_ID
from lifecycle.services.accounts import find_account, open_account
from lifecycle.services.people import require_lead
from lifecycle.services.secret_words import compute_digest, make_secret
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.clock import current_clock
from workflow.exceptions import InputError, SubjectNotFoundError
from workflow.models import User
from workflow.permissions import grant

NAME_MAX_LENGTH = 250
LOGO_MAX_BYTES = 512 * 1024
_SETUP_REASON = "first set-up"

#: What a logo may be: first bytes, and what the file is called by its type. No SVG: it can act.
_LOGO_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def is_setup_open() -> bool:
    """Return whether the site still waits for its first set-up: nobody decides on it yet.

    Once it was done it never opens again, whatever becomes of the accounts.
    """
    if SetupToken.objects.filter(used_at__isnull=False).exists():
        return False
    return not User.objects.filter(groups__name=MINISTRY_LEAD.code).exists()


def make_setup_word() -> str:
    """Return a word that opens the set-up once; words made before stop working.

    Raises:
        SubjectNotFoundError: the set-up is closed.
    """
    if not is_setup_open():
        raise SubjectNotFoundError(_("This site has been set up already."))
    word, digest = make_secret()
    with transaction.atomic():
        SetupToken.objects.filter(used_at__isnull=True).delete()
        SetupToken.objects.create(digest=digest, made_at=current_clock().now())
    return word


def is_setup_word(word: str) -> bool:
    """Return whether this word opens the set-up now."""
    digest = compute_digest(word)
    return is_setup_open() and SetupToken.objects.filter(digest=digest).exists()


def set_up(
    word: str,
    *,
    names: Mapping[str, str],
    logo: IO[bytes] | None,
    email: str,
    person_name: str,
    language: str,
    password: str,
) -> User:
    """Name the site and open the account of its first ministry lead; closes the set-up for ever.

    Raises:
        SubjectNotFoundError: the word opens nothing (404).
        InputError: a name, the logo or the address is wrong (422).
    """
    columns = _clean_names(names)
    picture = read_logo(logo) if logo is not None else None
    with transaction.atomic():
        _use_word(word)
        if find_account(email) is not None:
            raise InputError({"email": [_("This address has an account already.")]})
        _write(columns, picture)
        person = open_account(email, name=person_name, language=language, password=password)
        grant(MINISTRY_LEAD, person, reason=_SETUP_REASON)
    return person


def change_identity(
    *, names: Mapping[str, str], logo: IO[bytes] | None, actor: User
) -> SiteIdentity:
    """Change the names of the ministry, and its logo when one is given.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: a name or the logo is wrong (422).
    """
    require_lead(actor)
    columns = _clean_names(names)
    picture = read_logo(logo) if logo is not None else None
    with transaction.atomic():
        return _write(columns, picture)


def read_logo(logo: IO[bytes]) -> tuple[str, bytes]:
    """Return the type of a picture, which its first bytes tell, and its bytes.

    Raises:
        InputError: it is too large, or no picture that is accepted (422).
    """
    logo.seek(0)
    content = logo.read(LOGO_MAX_BYTES + 1)
    if len(content) > LOGO_MAX_BYTES:
        raise InputError(
            {
                "logo": [
                    _("The logo is larger than %(size)d KB. Save it smaller, then try again.")
                    % {"size": LOGO_MAX_BYTES // 1024}
                ]
            }
        )
    media_type = sniff_logo(content)
    if media_type is None:
        raise InputError(
            {"logo": [_("The logo must be a PNG, JPEG or WebP picture; this file is none.")]}
        )
    return media_type, content


def sniff_logo(start: bytes) -> str | None:
    """Return the type a picture is by its first bytes, None when it is none that is accepted."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _LOGO_TYPES.items() if start.startswith(sign)), None)


def _use_word(word: str) -> None:
    if not is_setup_open():
        raise SubjectNotFoundError(_("This site has been set up already."))
    used = SetupToken.objects.filter(digest=compute_digest(word), used_at__isnull=True)
    if not used.update(used_at=current_clock().now()):
        # Nothing was updated: the word is wrong, or somebody else used it first.
        raise SubjectNotFoundError(_("There is nothing here under this number."))


def _clean_names(names: Mapping[str, str]) -> dict[str, str]:
    missing = {
        "fr": _("Write the name of the ministry in French."),
        "ar": _("Write the name of the ministry in Arabic."),
    }
    return {
        f"name_{language}": clean_text(
            names.get(language, ""),
            field=f"name_{language}",
            max_length=NAME_MAX_LENGTH,
            missing=missing.get(language),
        )
        for language in ("fr", "ar", "en")
    }


def _write(columns: Mapping[str, str], picture: tuple[str, bytes] | None) -> SiteIdentity:
    identity, _created = SiteIdentity.objects.update_or_create(pk=IDENTITY_ID, defaults=columns)
    if picture is not None:
        media_type, content = picture
        if identity.logo:
            identity.logo.delete(save=False)
        identity.logo.save(secrets.token_hex(8), ContentFile(content), save=False)
        identity.logo_media_type = media_type
        identity.save(update_fields=["logo", "logo_media_type"])
    return identity
