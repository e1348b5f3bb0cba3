"""How addresses name subjects: `/api/v1/proposals/7/…` is about the proposal of the number 7."""

import re

from rest_framework.request import Request

#: The kind of the subjects under each beginning of an address.
KINDS = {
    "proposals": "proposal",
    "plans": "plan",
    "stages": "plan_stage",
    "consultations": "consultation",
    "commitments": "commitment",
    "councils": "council",
    "activities": "activity",
    "replannings": "replanning",
    "conventions": "convention",
}
_SUBJECT = re.compile(r"v1/(?P<prefix>[a-z]+)/<key:pk>/")


def find_kind(request: Request) -> str | None:
    """Return the kind of the subject that the address of the request names, or None."""
    match = request.resolver_match
    found = _SUBJECT.search(match.route) if match is not None else None
    return KINDS.get(found["prefix"]) if found else None
