"""Rounds: how the decisions of several seats become one outcome."""
