"""Database triggers: what no code path, not even a shell, may do to history and states."""
