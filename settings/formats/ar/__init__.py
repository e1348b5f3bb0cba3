"""Arabic as it is written in Morocco."""
