"""The tables of delivery, one noun a module."""

from notifications.models.mailbox import MailboxMessage
from notifications.models.message import Channel, Message, MessageState

__all__ = ["Channel", "MailboxMessage", "Message", "MessageState"]
