"""Transitions under names that no person fires: the engine says who does, or that there is none."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from lifecycle.api.requests import find_version
from lifecycle.api.transitions import TransitionView


@extend_schema(exclude=True)
class UnlistedTransitionView(TransitionView):
    """A name without an operation of its own in the schema."""

    def find_read(self, request: Request) -> int | None:
        """Return the version if it is said: nothing comes of these names, whatever was read."""
        return find_version(request)
