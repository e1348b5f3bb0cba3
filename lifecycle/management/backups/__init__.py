"""Backups: the database and the attachments in one file, verified when made and when restored."""
