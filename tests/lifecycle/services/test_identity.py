"""The first set-up of a site: one word, once, and then never again."""

from io import BytesIO

import pytest

from lifecycle.models import SetupToken, SiteIdentity
from lifecycle.services.identity import (
    LOGO_MAX_BYTES,
    change_identity,
    is_setup_open,
    is_setup_word,
    make_setup_word,
    set_up,
)
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionForbiddenError
from workflow.models import User
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

NAMES = {"fr": "Ministère", "ar": "الوزارة", "en": ""}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 64


def set_up_with(word: str, *, logo: bytes | None = None, **changes: object) -> User:
    values: dict[str, object] = {
        "names": NAMES,
        "logo": BytesIO(logo) if logo is not None else None,
        "email": "lead@example.org",
        "person_name": "Nadia",
        "language": "fr",
        "password": "correct horse battery",
    }
    return set_up(word, **{**values, **changes})  # type: ignore[arg-type]


def test_the_set_up_names_the_site_and_opens_the_first_lead(django_user_model: object) -> None:
    word = make_setup_word()

    lead = set_up_with(word, logo=PNG)

    identity = SiteIdentity.objects.get()
    assert load_grants(lead).has_group("ministry_lead")
    assert identity.name_fr == "Ministère"
    assert identity.logo_media_type == "image/png"


def test_the_set_up_closes_for_ever() -> None:
    word = make_setup_word()
    lead = set_up_with(word)
    lead.groups.clear()

    assert not is_setup_open()
    assert not is_setup_word(word)
    with pytest.raises(SubjectNotFoundError):
        set_up_with(word, email="other@example.org")
    with pytest.raises(SubjectNotFoundError):
        make_setup_word()


def test_a_site_with_a_lead_has_no_set_up(claire: User) -> None:
    assert not is_setup_open()
    with pytest.raises(SubjectNotFoundError):
        make_setup_word()


def test_only_the_last_word_opens_it() -> None:
    first = make_setup_word()
    second = make_setup_word()

    assert not is_setup_word(first)
    with pytest.raises(SubjectNotFoundError):
        set_up_with(first)
    assert set_up_with(second).pk


def test_the_database_does_not_hold_the_word() -> None:
    word = make_setup_word()

    assert word not in str(list(SetupToken.objects.values()))


def test_a_refused_set_up_leaves_the_word_as_it_was() -> None:
    word = make_setup_word()

    with pytest.raises(InputError):
        set_up_with(word, logo=b"<svg onload=alert(1)>")
    with pytest.raises(InputError):
        set_up_with(word, names={"fr": "Ministère"})

    assert is_setup_word(word)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("logo", "media_type"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")],
)
def test_a_logo_is_what_its_bytes_are(claire: User, logo: bytes, media_type: str) -> None:
    identity = change_identity(names=NAMES, logo=BytesIO(logo), actor=claire)

    assert identity.logo_media_type == media_type


@pytest.mark.parametrize("logo", [b"", b"<svg></svg>", b"GIF89a" + b"\x00" * 9, b"%PDF-1.7"])
def test_what_is_no_accepted_picture_is_refused(claire: User, logo: bytes) -> None:
    with pytest.raises(InputError) as refused:
        change_identity(names=NAMES, logo=BytesIO(logo), actor=claire)

    assert set(refused.value.errors) == {"logo"}


def test_a_logo_that_is_too_large_is_refused(claire: User) -> None:
    with pytest.raises(InputError):
        change_identity(names=NAMES, logo=BytesIO(PNG + b"\x00" * LOGO_MAX_BYTES), actor=claire)


def test_a_new_name_keeps_the_logo(claire: User) -> None:
    change_identity(names=NAMES, logo=BytesIO(PNG), actor=claire)

    identity = change_identity(names={**NAMES, "fr": "Autre"}, logo=None, actor=claire)

    assert (identity.name_fr, identity.logo_media_type) == ("Autre", "image/png")
    assert identity.logo


def test_only_a_ministry_lead_changes_the_identity(amina: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        change_identity(names=NAMES, logo=None, actor=amina)
