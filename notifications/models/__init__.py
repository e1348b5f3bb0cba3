"""The tables of delivery, one noun a module."""

from notifications.models.calendar_feed import CalendarFeed, FeedEntry
from notifications.models.mailbox import MailboxMessage
from notifications.models.message import Channel, Message, MessageState

__all__ = ["CalendarFeed", "Channel", "FeedEntry", "MailboxMessage", "Message", "MessageState"]
