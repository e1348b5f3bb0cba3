"""Why a backup cannot be made or restored."""


class BackupError(Exception):
    """What a backup cannot do, in words for whoever typed the command; nothing was changed."""
