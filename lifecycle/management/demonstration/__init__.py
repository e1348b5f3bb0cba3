"""The demonstration: invented people and proposals, walked through the door day by day."""
