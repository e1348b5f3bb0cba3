"""The daily letter."""
