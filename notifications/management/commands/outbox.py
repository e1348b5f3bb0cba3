"""`manage.py outbox`: see the letters that wait for a person, and decide about them."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from notifications.models import DeliveryPause, Message, MessageState
from notifications.operating import (
    LetterFilter,
    clear_refusal,
    drop,
    list_letters,
    list_refused_addresses,
    replay,
    retry,
)
from notifications.pausing import pause, resume
from workflow.exceptions import WorkflowError
from workflow.models import User


class Command(BaseCommand):
    """Operate delivery; exits with 1 when nothing was found or it is refused, 2 on bad usage."""

    help = (
        "List letters that are stuck, retry or drop them, replay announcements, pause delivery, "
        "trust refused addresses again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare one sub-command for each thing an operator does."""
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="Show letters; by default those that are stuck.")
        _add_filters(listing)
        listing.add_argument("--limit", type=int, default=100, help="show so many at most")
        for name, words in (("retry", "Try letters anew."), ("drop", "Give letters up.")):
            action = actions.add_parser(name, help=words)
            action.add_argument("ids", type=int, nargs="*", help="numbers of letters")
            _add_filters(action)
            _add_deed(action)
        again = actions.add_parser(
            "replay", help="Ask again whom to tell of what was announced; nobody is told twice."
        )
        _add_span(again)
        _add_deed(again)
        halt = actions.add_parser("pause", help="Let nothing leave; messages go on gathering.")
        halt.add_argument("--reason", required=True, help="why; it is shown to operators")
        going_on = actions.add_parser("resume", help="Let messages leave again.")
        going_on.add_argument("--by", required=True, help="address of who does it")
        actions.add_parser("refused", help="Show the addresses to which nothing is sent.")
        trust = actions.add_parser("trust", help="Trust addresses again; what waited leaves.")
        trust.add_argument("ids", type=int, nargs="+", help="numbers of refused addresses")
        trust.add_argument("--by", required=True, help="address of who does it")
        for action in actions.choices.values():
            action.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it in one transaction, then say which rows it was about."""
        try:
            with transaction.atomic():
                rows = _ACTIONS[options["action"]](options)
                transaction.set_rollback(bool(options.get("dry_run")))
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            self._print(rows, dry_run=bool(options.get("dry_run")))
        if not rows and options["action"] not in ("list", "refused"):
            raise SystemExit(1)

    def _print(self, rows: list[dict[str, Any]], *, dry_run: bool) -> None:
        for row in rows:
            self.stdout.write("  ".join(str(value) for value in row.values() if value != ""))
        if not rows:
            self.stdout.write("Nothing is found.")
        if dry_run:
            self.stdout.write("Nothing was changed (dry run).")


def _add_filters(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        choices=[str(state) for state in MessageState],
        help="only in this state; may be given several times",
    )
    parser.add_argument("--channel", default="", help="email, in_app or webhook")
    parser.add_argument("--route", default="", help="such as email, or webhook:3")
    parser.add_argument("--to", default="", help="the address of an account")
    _add_span(parser)


def _add_span(parser: ArgumentParser) -> None:
    parser.add_argument("--topic", default="", help="such as proposal.retain")
    parser.add_argument("--subject", type=int, help="number of a subject")
    parser.add_argument("--since", type=_read_instant, help="such as 2026-11-25 or an instant")
    parser.add_argument("--until", type=_read_instant, help="not included")


def _add_deed(parser: ArgumentParser) -> None:
    parser.add_argument("--by", required=True, help="address of who does it")
    parser.add_argument("--reason", default="", help="why; it is kept")
    parser.add_argument("--dry-run", action="store_true", help="show it, change nothing")


def _read_instant(text: str) -> datetime:
    instant = parse_datetime(text)
    if instant is None:
        day = parse_date(text)
        if day is None:
            raise ValueError(text)
        instant = datetime.combine(day, datetime.min.time())  # made aware below
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)


def _list(options: dict[str, Any]) -> list[dict[str, Any]]:
    return [_describe(each) for each in list_letters(_filter(options))[: options["limit"]]]


def _retry(options: dict[str, Any]) -> list[dict[str, Any]]:
    return _report(retry(_choose(options), _find_actor(options), reason=options["reason"]))


def _drop(options: dict[str, Any]) -> list[dict[str, Any]]:
    return _report(drop(_choose(options), _find_actor(options), options["reason"]))


def _replay(options: dict[str, Any]) -> list[dict[str, Any]]:
    replayed = replay(
        _find_actor(options),
        topic=options["topic"],
        subject_id=options["subject"],
        since=options["since"],
        until=options["until"],
        reason=options["reason"],
    )
    return [{"announcement": pk} for pk in replayed]


def _pause(options: dict[str, Any]) -> list[dict[str, Any]]:
    return [_describe_pause(pause(options["reason"]))]


def _resume(options: dict[str, Any]) -> list[dict[str, Any]]:
    return [_describe_pause(resume(_find_actor(options)))]


def _list_refused(_options: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "address": each.pk,
            "of": str(each.recipient or each.outsider),
            "refused_at": each.refused_at.isoformat(),
            "error": each.error,
        }
        for each in list_refused_addresses()
    ]


def _trust(options: dict[str, Any]) -> list[dict[str, Any]]:
    actor = _find_actor(options)
    standing = list_refused_addresses().filter(pk__in=options["ids"]).values_list("pk", flat=True)
    return [{"address": pk, "letters": clear_refusal(pk, actor)} for pk in list(standing)]


_ACTIONS: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "list": _list,
    "retry": _retry,
    "drop": _drop,
    "replay": _replay,
    "pause": _pause,
    "resume": _resume,
    "refused": _list_refused,
    "trust": _trust,
}


def _filter(options: dict[str, Any]) -> LetterFilter:
    return LetterFilter(
        states=options["state"],
        channel=options["channel"],
        topic=options["topic"],
        route=options["route"],
        recipient=options["to"],
        subject_id=options["subject"],
        since=options["since"],
        until=options["until"],
    )


def _choose(options: dict[str, Any]) -> list[int]:
    """Return the letters that are named, or those that the filters mean; never all by mistake."""
    if options["ids"]:
        return list(options["ids"])
    named = ("state", "channel", "topic", "route", "to", "subject", "since", "until")
    if not any(options[name] for name in named):
        raise CommandError("Name letters by their numbers, or by a filter.", returncode=2)
    return list(list_letters(_filter(options)).values_list("pk", flat=True))


def _find_actor(options: dict[str, Any]) -> User:
    actor = User.objects.filter(email__iexact=options["by"], is_active=True).first()
    if actor is None:
        raise CommandError(f"No active account has the address {options['by']}.")
    return actor


def _report(ids: list[int]) -> list[dict[str, Any]]:
    letters = Message.objects.filter(pk__in=ids).select_related(
        "announcement__subject", "recipient", "endpoint"
    )
    return [_describe(each) for each in letters.order_by("-id")]


def _describe_pause(found: DeliveryPause) -> dict[str, Any]:
    return {
        "delivery": "paused" if found.is_on else "resumed",
        "since": (found.resumed_at or found.paused_at).isoformat(),
        "reason": found.reason,
    }


def _name_bundle(letter: Message) -> str:
    return "gathered" if letter.is_urgent else "daily"


def _describe(letter: Message) -> dict[str, Any]:
    announcement = letter.announcement
    reader = letter.recipient or letter.endpoint or letter.outsider
    return {
        "id": letter.pk,
        "state": letter.state,
        "channel": letter.channel,
        "topic": announcement.topic if announcement is not None else _name_bundle(letter),
        "reference": announcement.subject.reference if announcement is not None else "",
        "to": str(reader),
        "attempts": letter.attempts,
        "available_at": letter.available_at.isoformat(),
        "error": letter.last_error,
    }
