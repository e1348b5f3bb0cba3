"""What a newcomer reads when the site is up."""

from notifications.mailbox import is_mailbox_in_use


def compose_welcome(address: str) -> str:
    """Return where the site is, who may sign in, and where its mail goes."""
    lines = ["", f"Iltizam is at {address}/   (Ctrl+C stops it)"]
    if is_mailbox_in_use():
        lines.append(f"Every message it sends is shown at {address}/mailbox/")
    return "\n".join(lines)
