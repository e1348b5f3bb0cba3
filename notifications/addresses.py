"""Addresses of outsiders: what stands for them in our tables, where none of them is kept."""

from django.utils.crypto import salted_hmac

from notifications.topics import Outsider

#: Characters of what stands for an address.
KEY_LENGTH = 40


def make_address_key(outsider: Outsider) -> str:
    """Return what stands for their address and language, from which neither can be guessed.

    Somebody who follows several things is known under as many keys, and reads one letter.
    """
    reads = f"{outsider.language} {outsider.email.strip().lower()}"
    digest = salted_hmac("notifications.addresses", reads, algorithm="sha256").hexdigest()
    return digest[:KEY_LENGTH]
