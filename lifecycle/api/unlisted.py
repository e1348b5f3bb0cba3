"""Transitions under names that no person fires: the engine says who does, or that there is none."""

from drf_spectacular.utils import extend_schema

from lifecycle.api.transitions import TransitionView


@extend_schema(exclude=True)
class UnlistedTransitionView(TransitionView):
    """A name without an operation of its own in the schema."""
