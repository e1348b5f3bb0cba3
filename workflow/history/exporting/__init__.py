"""The history as event logs that programs for process mining read."""
