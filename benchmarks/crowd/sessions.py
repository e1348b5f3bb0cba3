"""Sessions of people who have signed in with a password and a second factor, without the form."""

import time
from importlib import import_module
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from workflow.models import User


def open_session(person: User) -> str:
    """Open a session of this person; return its key, which a browser keeps as its cookie."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    proof = {"method": "mfa", "type": "totp", "at": time.time()}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    # Whose proofs these are is kept beside them.
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()
    return str(session.session_key)
