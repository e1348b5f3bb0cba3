"""Tokens: by which a program acts as a person, with that person's rights and no more."""

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from workflow.exceptions import TransitionRefusedError
from workflow.models import User


def issue_token(person: User) -> str:
    """Return a new token for the programs of `person`; the one before it stops working.

    Raises:
        TransitionRefusedError: the account is deactivated (409).
    """
    if not person.is_active:
        raise TransitionRefusedError(
            _("The account of %(person)s is not active.") % {"person": person}
        )
    with transaction.atomic():
        revoke_token(person)
        return str(Token.objects.create(user=person).key)


def revoke_token(person: User) -> bool:
    """Take back the token of `person`; return whether there was one."""
    deleted, _by_model = Token.objects.filter(user=person).delete()
    return deleted > 0
