"""Who holds what: groups and guardian grants, read once per request, written in one place."""

from workflow.permissions.granting import ensure_roles, grant, record_right, revoke
from workflow.permissions.grants import NOBODY, Grants, LaterGrants, load_grants

__all__ = [
    "NOBODY",
    "Grants",
    "LaterGrants",
    "ensure_roles",
    "grant",
    "load_grants",
    "record_right",
    "revoke",
]
