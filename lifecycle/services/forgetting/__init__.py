"""Forgetting: what names a person leaves the history, the tables and the files (ADR 0029)."""
