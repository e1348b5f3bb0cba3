"""Second factors: who must have one, and what happens when somebody lost theirs."""

from allauth.mfa.models import Authenticator

from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.models import User
from workflow.permissions.grants import Grants


def must_have_one(person: User, grants: Grants) -> bool:
    """Return whether they work for the ministry, or administer the site."""
    return person.is_superuser or any(
        grants.has_group(role.code) for role in (MINISTRY_TEAM, MINISTRY_LEAD)
    )


def has_one(person: User) -> bool:
    """Return whether they set up an application that makes codes."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def take_away(person: User) -> bool:
    """Forget the application and the recovery codes of somebody who lost them; they set up others.

    Return False when there was none.
    """
    forgotten, _by_model = Authenticator.objects.filter(user=person).delete()
    return bool(forgotten)
