"""The site of the technical administrators; `workflow/admin.py` says what is on it."""
