"""Pages of new dates: asked for, looked at beforehand, decided."""
