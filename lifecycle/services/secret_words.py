"""Words nobody can guess; only their digest is kept, so that reading the database opens nothing."""

import hashlib
import secrets

#: 256 bits, as forty-three letters that need no quoting in a link.
_BYTES = 32


def make_secret() -> tuple[str, str]:
    """Return a new word and its digest."""
    word = secrets.token_urlsafe(_BYTES)
    return word, compute_digest(word)


def compute_digest(word: str) -> str:
    """Return the digest a word is found by. The word is random, so no salt is needed."""
    return hashlib.sha256(word.encode()).hexdigest()
