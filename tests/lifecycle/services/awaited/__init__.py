"""Whoever is awaited."""
