"""Consistency: states, history, work items, rounds and decisions tell one story, or it is said."""

from workflow.consistency.checking import Disagreement, check_consistency

__all__ = ["Disagreement", "check_consistency"]
