"""The calendar channel: what somebody has to do, as a calendar that reads a feed expects it.

An entry keeps its UID for life; whatever changes of it makes its SEQUENCE grow.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from icalendar import Calendar, Event

from notifications.channels.email import get_domain
from notifications.models import CalendarFeed, FeedEntry

#: How often a calendar is asked to read the feed again.
REFRESH = timedelta(hours=4)


@dataclass(frozen=True)
class Entry:
    """A civil day on which something is due. `key` names it for ever, within the site."""

    key: str
    day: date
    summary: str
    description: str
    url: str

    def compute_fingerprint(self) -> str:
        """Return a digest of all that a reader sees of it."""
        seen = "\x1f".join((self.day.isoformat(), self.summary, self.description, self.url))
        return hashlib.sha256(seen.encode()).hexdigest()


def render_feed(
    feed: CalendarFeed, entries: Sequence[Entry], *, name: str, language: str, now: datetime
) -> bytes:
    """Return the feed as iCalendar text, and keep what was said, to know what changes later.

    Five statements at most, whatever the number of entries. `now` is an aware instant.
    """
    said = _keep(feed, entries, now)
    calendar = Calendar()
    calendar.add("prodid", f"-//Iltizam//{get_domain()}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_make_event(entry, said[_make_uid(entry)]))
    return bytes(calendar.to_ical())


def _keep(feed: CalendarFeed, entries: Iterable[Entry], now: datetime) -> Mapping[str, FeedEntry]:
    with transaction.atomic():
        # Two calendars that read at once must not count one change twice.
        CalendarFeed.objects.select_for_update().get(pk=feed.pk)
        known = {each.uid: each for each in feed.entries.all()}
        new, changed = [], []
        for entry in entries:
            uid, fingerprint = _make_uid(entry), entry.compute_fingerprint()
            row = known.get(uid)
            if row is None:
                row = FeedEntry(feed=feed, uid=uid, fingerprint=fingerprint, changed_at=now)
                new.append(row)
            elif row.fingerprint != fingerprint:
                row.fingerprint, row.changed_at = fingerprint, now
                row.sequence += 1
                changed.append(row)
            known[uid] = row
        FeedEntry.objects.bulk_create(new)
        FeedEntry.objects.bulk_update(changed, ["fingerprint", "sequence", "changed_at"])
    return known


def _make_uid(entry: Entry) -> str:
    return f"{entry.key}@{get_domain()}"


def _make_event(entry: Entry, said: FeedEntry) -> Event:
    event = Event()
    event.add("uid", said.uid)
    event.add("sequence", said.sequence)
    event.add("dtstamp", said.changed_at)
    event.add("last-modified", said.changed_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    # A day on which something is due takes nobody's time.
    event.add("transp", "TRANSPARENT")
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.url)
    return event
