"""The rights of whoever asks, read once and kept for the length of the request."""

from django.http import HttpRequest

from workflow.permissions.grants import Grants, LaterGrants

_KEPT_AS = "_grants_of_the_asker"


def read_grants(request: HttpRequest) -> Grants:
    """Return what the asker holds, in one statement for the whole request."""
    return get_rights(request).get()


def get_rights(request: HttpRequest) -> LaterGrants:
    """Return what the asker holds, to be read by whoever looks at it first."""
    kept = getattr(request, _KEPT_AS, None)
    if isinstance(kept, LaterGrants):
        return kept
    rights = LaterGrants(getattr(request, "user", None))
    setattr(request, _KEPT_AS, rights)
    return rights


def list_role_codes(grants: Grants) -> frozenset[str]:
    """Return every role held anywhere: by group, on an institution or on a dossier."""
    on_objects = {code for code, _ in grants.institutions | grants.subjects}
    return grants.groups | on_objects
