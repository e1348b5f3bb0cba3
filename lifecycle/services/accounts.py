"""Accounts: opened by the ministry or by an invitation, and the addresses they sign in with."""

from allauth.account.models import EmailAddress
from django.db import transaction

from workflow.models import User


@transaction.atomic
def open_account(email: str, *, name: str, language: str, password: str) -> User:
    """Create an account whose address is known to be the person's own."""
    person = User.objects.create_user(email, password, display_name=name, language=language)
    _verify(person)
    return person


@transaction.atomic
def take_over_account(person: User, *, name: str, language: str, password: str) -> User:
    """Give an account that nobody verified to whoever proved that its address is theirs.

    Somebody may have signed up with an address that is not theirs; their password must not open
    an account that holds a role.
    """
    person.display_name = name
    person.language = language
    person.set_password(password)
    person.save(update_fields=["display_name", "language", "password"])
    EmailAddress.objects.filter(user=person).delete()
    _verify(person)
    return person


def vouch_for_address(person: User) -> None:
    """Take the address of an account that nobody signed up for as verified.

    A sign-up always leaves an address to verify; an account without any was opened by the
    ministry, by a load or on the command line.
    """
    if not EmailAddress.objects.filter(user=person).exists():
        _verify(person)


def is_verified(person: User) -> bool:
    """Return whether the person showed, or the ministry vouched, that the address is theirs."""
    addresses = EmailAddress.objects.filter(user=person)
    return addresses.filter(verified=True).exists() or not addresses.exists()


def find_account(email: str) -> User | None:
    """Return the account of this address whatever its letter case, or None."""
    return User.objects.filter(email__iexact=email).first()


def find_language(email: str) -> str | None:
    """Return the language of the account of this address, None when there is no such account."""
    person = find_account(email)
    return person.language if person else None


def change_profile(person: User, *, name: str, language: str) -> None:
    """Change how the person is called and the language they read."""
    person.display_name = name
    person.language = language
    person.save(update_fields=["display_name", "language"])


def _verify(person: User) -> None:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
