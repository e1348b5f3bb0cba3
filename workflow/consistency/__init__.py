"""Consistency: states, history, work items, rounds and decisions tell one story, or it is said."""

from workflow.consistency.checking import Disagreement, check_consistency
from workflow.consistency.rules import register_rule

__all__ = ["Disagreement", "check_consistency", "register_rule"]
