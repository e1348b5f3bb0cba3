"""What whoever installs a site reads before its first set-up."""

from lifecycle.services.identity import is_setup_open, make_setup_word


def describe_setup(address: str, word: str) -> str:
    """Return where to set the site up with this word, which works once."""
    return f"Set this site up, once, at {address}/setup/?word={word}"


def offer_setup(address: str) -> str:
    """Return the same with a fresh word, or nothing when nobody waits for a set-up."""
    return describe_setup(address, make_setup_word()) if is_setup_open() else ""
