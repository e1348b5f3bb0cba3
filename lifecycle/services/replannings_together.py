"""Many new dates at once, for one cause: each line is looked at first, then all are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Replanning
from lifecycle.selectors.replanning_targets import Target, read_targets
from lifecycle.services.access import access, check_group
from lifecycle.services.replanning_words import Asked, read_asked, read_new_period
from lifecycle.services.replannings import check_askable, write_request
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import User, Via
from workflow.periods import Period
from workflow.permissions import load_grants

#: More than this is no selection a person made by hand.
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """An activity or a commitment, and the words of its new date."""

    target: int
    words: str


@dataclass(frozen=True)
class ForeseenLine:
    """A line as it would be asked for: the new period, or why it is refused."""

    target: Target
    words: str
    period: Period | None
    problem: str = ""


def foresee_together(
    lines: Sequence[Line], *, actor: User, language: str = ""
) -> list[ForeseenLine]:
    """Return what would become of each line; writes nothing.

    Raises:
        TransitionForbiddenError: they are not of the ministry team (403).
        SubjectNotFoundError: one of them is neither an activity nor a commitment (404).
        InputError: there are none, or too many (422).
    """
    check_group(load_grants(actor), MINISTRY_TEAM)
    _check_count(lines)
    targets = read_targets([line.target for line in lines])
    return [
        _foresee(_get(targets.get(line.target)), line.words, language or actor.language)
        for line in lines
    ]


def ask_together(
    lines: Sequence[Line],
    *,
    cause: str,
    reason: str,
    actor: User,
    language: str = "",
    via: Via = Via.CODE,
) -> list[Replanning]:
    """Ask for all the new dates in one transaction, or for none; each is decided by somebody else.

    They share a batch, and lie before the ministry at once: it is the ministry that asks.

    Raises:
        TransitionForbiddenError: they are not of the ministry team (403).
        SubjectNotFoundError: one of them is neither an activity nor a commitment (404).
        InputError: the cause or the reason is wrong, or lines are refused, each by its name
            `line_<id>`: leave these out, or say another date (422).
    """
    check_group(load_grants(actor), MINISTRY_TEAM)
    _check_count(lines)
    batch, spoken = uuid4(), language or actor.language
    with transaction.atomic():
        # In ascending id, as everybody locks: two who ask at once wait for one another in order.
        ordered = sorted(lines, key=lambda line: line.target)
        entered = {line.target: access(line.target, actor=actor) for line in ordered}
        targets = read_targets(entered)
        read, errors = _read_all(ordered, targets, cause=cause, reason=reason, language=spoken)
        if errors:
            raise InputError(errors)
        return [
            write_request(
                target,
                asked,
                entered[target.subject.pk],
                birth="bulk",
                actor=actor,
                via=via,
                batch=batch,
            )
            for target, asked in read
        ]


def _read_all(
    lines: Iterable[Line],
    targets: Mapping[int, Target],
    *,
    cause: str,
    reason: str,
    language: str,
) -> tuple[list[tuple[Target, Asked]], dict[str, list[str]]]:
    """Return what is asked for each line, and what is wrong: of a line under its own name."""
    read: list[tuple[Target, Asked]] = []
    errors: dict[str, list[str]] = {}
    today = current_clock().today()
    for line in lines:
        target, name = _get(targets.get(line.target)), f"line_{line.target}"
        try:
            check_askable(target)
            asked = read_asked(
                target,
                words=line.words,
                cause=cause,
                reason=reason,
                language=language,
                today=today,
            )
        except TransitionRefusedError as error:
            errors[name] = [str(error)]
        except InputError as error:
            errors |= {name if key == "words" else key: said for key, said in error.errors.items()}
        else:
            read.append((target, asked))
    return read, errors


def _get(target: Target | None) -> Target:
    if target is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return target


def _foresee(target: Target, words: str, language: str) -> ForeseenLine:
    try:
        check_askable(target)
        period = read_new_period(
            words, current=target.period, language=language, today=current_clock().today()
        )
    except TransitionRefusedError as error:
        return ForeseenLine(target, words, None, str(error))
    except InputError as error:
        return ForeseenLine(target, words, None, " ".join(error.errors.get("words", ())))
    return ForeseenLine(target, words, period)


def _check_count(lines: Sequence[Line]) -> None:
    keys = [line.target for line in lines]
    if not keys:
        raise InputError({"lines": [_("Choose at least one activity.")]})
    if len(keys) > MOST_LINES:
        raise InputError(
            {"lines": [_("Choose at most %(count)d activities.") % {"count": MOST_LINES}]}
        )
    if len(set(keys)) < len(keys):
        raise InputError({"lines": [_("Choose each activity once.")]})
