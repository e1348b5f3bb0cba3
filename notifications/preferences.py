"""What a reader chooses: at once, daily or not at all, by group and channel, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.models import Channel, Choice, Message, MessageState, Preference, Schedule
from notifications.schedules import (
    Rhythm,
    compute_next_letter,
    load_rhythms,
    load_worked_days,
)
from notifications.topics import PreferenceGroup, Topic, find_group, list_groups
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import User

#: What may be chosen for each channel.
OFFERED: dict[Channel, tuple[Choice, ...]] = {
    Channel.EMAIL: (Choice.AT_ONCE, Choice.DIGEST, Choice.OFF),
    Channel.IN_APP: (Choice.AT_ONCE, Choice.OFF),
}
#: Nobody puts their letters off for longer: what waits for them would be forgotten.
QUIET_AT_MOST = timedelta(days=366)


@dataclass(frozen=True)
class GroupChoice:
    """What somebody chose for a group, empty where they left it to us; what they may choose."""

    group: PreferenceGroup
    email: str
    in_app: str
    email_offered: tuple[Choice, ...]
    in_app_offered: tuple[Choice, ...]


class Choices:
    """What some people chose for one group; read once, asked for each of them."""

    def __init__(self, group_code: str, person_ids: Collection[int]) -> None:
        rows = Preference.objects.filter(group=group_code, person__in=person_ids)
        group = find_group(group_code)
        self._is_obligatory = group is not None and group.is_obligatory
        self._chosen = {(row.person_id, row.channel): Choice(row.choice) for row in rows}

    def for_email(self, person_id: int | None, *, is_urgent: bool) -> Choice:
        """Return when this reader hears of it by e-mail; what must arrive is never off."""
        default = Choice.AT_ONCE if is_urgent else Choice.DIGEST
        choice = self._chosen.get((person_id or 0, Channel.EMAIL.value), default)
        return Choice.DIGEST if self._is_obligatory and choice is Choice.OFF else choice

    def wants_in_app(self, person_id: int) -> bool:
        """Return whether this reader finds it in the application."""
        choice = self._chosen.get((person_id, Channel.IN_APP.value))
        return self._is_obligatory or choice is not Choice.OFF


def load_choices(topic: Topic, person_ids: Collection[int]) -> Choices:
    """Return what these people chose for the group of the topic; one statement."""
    return Choices(topic.group, person_ids)


def read_choices(person: User) -> list[GroupChoice]:
    """Return what somebody chose, group by group in the order in which they are shown."""
    rows = Preference.objects.filter(person=person)
    chosen = {(row.group, row.channel): row.choice for row in rows}
    return [
        GroupChoice(
            group=group,
            email=chosen.get((group.code, Channel.EMAIL.value), ""),
            in_app=chosen.get((group.code, Channel.IN_APP.value), ""),
            email_offered=list_offered(group, Channel.EMAIL),
            in_app_offered=list_offered(group, Channel.IN_APP),
        )
        for group in list_groups()
    ]


def list_offered(group: PreferenceGroup, channel: Channel) -> tuple[Choice, ...]:
    """Return what may be chosen: what must arrive can be put off, not switched off."""
    offered = OFFERED.get(channel, ())
    if group.is_obligatory:
        return tuple(choice for choice in offered if choice is not Choice.OFF)
    return offered


def choose(person: User, *, group: str, channel: str, choice: str) -> None:
    """Keep what somebody chose for a group; an empty choice leaves it to us again.

    Raises:
        InputError: there is no such group, channel or choice, or the group must arrive.
    """
    known = find_group(group)
    if known is None:
        raise InputError({"group": [_("There is no such group of messages.")]})
    if channel not in [str(each) for each in OFFERED]:
        raise InputError({"channel": [_("Nothing is chosen for this channel.")]})
    if not choice:
        Preference.objects.filter(person=person, group=group, channel=channel).delete()
        return
    if choice == str(Choice.OFF) and known.is_obligatory:
        raise InputError(
            {"choice": [_("What you are asked to do must reach you: daily at least.")]}
        )
    if choice not in [str(each) for each in list_offered(known, Channel(channel))]:
        raise InputError({"choice": [_("This cannot be chosen here.")]})
    Preference.objects.update_or_create(
        person=person, group=group, channel=channel, defaults={"choice": choice}
    )


def find_rhythm(person: User) -> Rhythm:
    """Return when somebody reads their daily letter, as they chose or by default."""
    return load_rhythms([person.pk]).get(person.pk, Rhythm())


def set_schedule(
    person: User,
    *,
    digest_hour: int = 8,
    quiet_from: date | None = None,
    quiet_until: date | None = None,
) -> Schedule:
    """Keep when somebody wants their daily letter; what waits for it moves with it.

    Raises:
        InputError: there is no such hour, one end of the quiet days is missing, they turn round,
            or they last until more than `QUIET_AT_MOST` after today.
    """
    clock = current_clock()
    today = clock.today()
    _check_schedule(Rhythm(digest_hour, quiet_from, quiet_until), today)
    with transaction.atomic():
        schedule, _created = Schedule.objects.update_or_create(
            person=person,
            defaults={
                "digest_hour": digest_hour,
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
            },
        )
        due_at = compute_next_letter(
            clock.now(),
            Rhythm(digest_hour, quiet_from, quiet_until),
            load_worked_days(max(quiet_until or today, today)),
        )
        Message.objects.filter(recipient=person, state=MessageState.WAITING.value).update(
            available_at=due_at
        )
    return schedule


def _check_schedule(rhythm: Rhythm, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if not 0 <= rhythm.hour <= 23:
        errors["digest_hour"] = [_("An hour is a number from 0 to 23.")]
    refused = _find_quiet_fault(rhythm.quiet_from, rhythm.quiet_until, today + QUIET_AT_MOST)
    if refused:
        errors["quiet_until"] = [refused]
    if errors:
        raise InputError(errors)


def _find_quiet_fault(first: date | None, last: date | None, latest: date) -> str:
    """Return what is wrong with the days without letters, nothing when they can be kept."""
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return _("Give both the first and the last day without letters.")
    if last < first:
        return _("The last day comes before the first.")
    if last > latest:
        return _("Letters stop for a year at most: choose a last day until %(day)s.") % {
            "day": date_format(latest, "DATE_FORMAT")
        }
    return ""
