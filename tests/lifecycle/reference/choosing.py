"""How a machine chooses what comes next: by its seed alone, and all that can come alike.

Hypothesis chooses otherwise. It likes to repeat what it had, which makes for little among long
runs; and it picks from the constants of every module that is loaded, so that a seed would say
another thing alone than among other tests.
"""

from typing import Any

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

#: The name by which the settings of a run ask for it.
BY_SEED = "by_seed"


class BySeed(HypothesisProvider):
    """Chooses each time anew."""

    def _maybe_draw_constant(self, *_of: Any, **_how: Any) -> None:
        """Prefer nothing."""


AVAILABLE_PROVIDERS[BY_SEED] = f"{__name__}.{BySeed.__name__}"
