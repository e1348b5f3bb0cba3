"""The tables of delivery, one noun a module."""

from notifications.models.attempt import AttemptOutcome, DeliveryAttempt
from notifications.models.breaker import ChannelBreaker
from notifications.models.calendar_feed import CalendarFeed, FeedEntry
from notifications.models.intervention import Deed, Intervention
from notifications.models.mailbox import MailboxMessage
from notifications.models.message import Channel, Message, MessageState
from notifications.models.pause import DeliveryPause
from notifications.models.preference import Choice, Preference, Schedule
from notifications.models.refusal import RefusedAddress
from notifications.models.webhook import WebhookEndpoint

__all__ = [
    "AttemptOutcome",
    "CalendarFeed",
    "Channel",
    "ChannelBreaker",
    "Choice",
    "Deed",
    "DeliveryAttempt",
    "DeliveryPause",
    "FeedEntry",
    "Intervention",
    "MailboxMessage",
    "Message",
    "MessageState",
    "Preference",
    "RefusedAddress",
    "Schedule",
    "WebhookEndpoint",
]
