"""Every address of the site, with the number of something that is there for each part of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Model, QuerySet, When
from django.urls import URLPattern, URLResolver, get_resolver

from lifecycle.models import (
    ActionPlan,
    Activity,
    Attachment,
    AwaitedParty,
    Commitment,
    Consultation,
    Contribution,
    Convention,
    Council,
    DuplicateSuspicion,
    Indicator,
    PlanStage,
    PlanVersion,
    PlanVersionLine,
    Proposal,
    ProposalPorter,
    Replanning,
    Uptake,
)
from workflow.models import Institution, Round, RoundKind, Seat, User, WorkItem

#: Pages of others, tested by them: the technical administration, and one form for each transition
#: of the API, which the address with the name of the transition answers as well.
_ELSEWHERE = re.compile(r"admin/|api/v1/\w+/<key:pk>/transitions/(?!<)\w|api/<path")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Address:
    """One pattern of the address book, and an address that it leads to."""

    pattern: str
    url: str


def list_addresses() -> list[Address]:
    """Return every address, with the first objects that the demonstration has."""
    return _list_with(_find_objects())


def list_second() -> list[Address]:
    """Return the addresses that lead to the second object of a kind."""
    return _list_unlike(list_addresses(), _find_objects(nth=1))


def list_planted(planted: Iterable[Mapping[str, str]]) -> list[Address]:
    """Return the addresses that lead to these objects, numbers by the kind of what they are."""
    first = _find_objects()
    known, further = list_addresses(), list[Address]()
    for numbers in planted:
        further += _list_unlike([*known, *further], {**first, **numbers})
    return further


def _list_unlike(known: Iterable[Address], found: Mapping[str, str]) -> list[Address]:
    urls = {each.url for each in known}
    return [each for each in _list_with(found) if each.url not in urls]


def _list_with(found: Mapping[str, str]) -> list[Address]:
    return [
        Address(pattern, "/" + _fill(pattern, found))
        for pattern in _walk(get_resolver().url_patterns)
        if not _ELSEWHERE.match(pattern)
    ]


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, pattern)
        else:
            yield pattern


def _fill(pattern: str, found: Mapping[str, str]) -> str:
    """Return an address of this pattern: its first part says of what the first number is."""
    first = pattern.removeprefix("api/v1/").split("/")[0]
    words = {**found, "pk": found.get(_KINDS.get(_find_key(pattern), first), "1")}
    words["code"] = found["code_of_institution"] if first == "institutions" else found["code"]
    if first in ("ladders",):
        words["code"] = "standard"

    def replace(match: re.Match[str]) -> str:
        return words.get(match[1] or match[2], "1")

    return _PARAMETER.sub(replace, pattern).replace("^", "").replace("$", "")


def _find_key(pattern: str) -> str:
    return re.sub(r"<.*", "", pattern.removeprefix("api/v1/"))


def _find_line_of(consultation: object) -> str:
    """Return the dossier of the first line that is consulted on."""
    version = getattr(consultation, "plan_version_id", None)
    line = PlanVersionLine.objects.filter(version=version).order_by("rank").first()
    return str(getattr(line, "proposal_id", 1))


def _find_seat_of(opened: object) -> str:
    """Return the first seat of a round."""
    seat = Seat.objects.filter(round=getattr(opened, "pk", None)).order_by("rank", "pk").first()
    return str(getattr(seat, "pk", 1))


def _order_proposals() -> QuerySet[Proposal]:
    """Return the dossiers that are carried, the one whose sheet is being drafted first."""
    drafted = Case(When(state="sheet_drafting", then=0), default=1)
    carried = Proposal.objects.filter(porters__isnull=False).annotate(turn=drafted)
    return carried.distinct().order_by("turn", "-pk")


def _pick(things: QuerySet[Any], nth: int) -> Model | None:
    return next(iter(things[nth : nth + 1]), None) or things.first()


#: What a number is of, where the first part of the address does not say it.
_KINDS = {
    "inbox/items/": "items",
    "inbox/": "items",
    "proposals/attachments/": "attachments",
    "assessment/seats/": "seats",
    "rounds/records/": "nothing",
    "replannings/ask/": "activities",
    "replannings/after-slips/": "activities",
    "follow/": "proposals",
    "profile/delegations/": "nothing",
}


def _find_objects(*, nth: int = 0) -> dict[str, str]:
    """Return the number of a thing of each kind, the first by default, and the words of addresses.

    Where there are not so many of a kind it is the first.
    """
    kinds: dict[str, QuerySet[Any]] = {
        "proposals": _order_proposals(),
        "plans": ActionPlan.objects.order_by("-code"),
        "activities": Activity.objects.order_by("pk"),
        "commitments": Commitment.objects.order_by("pk"),
        "consultations": Consultation.objects.order_by("pk"),
        "contributions": Contribution.objects.order_by("pk"),
        "conventions": Convention.objects.order_by("pk"),
        "councils": Council.objects.order_by("pk"),
        "replannings": Replanning.objects.order_by("pk"),
        # The others are answered at the addresses of what they are about.
        "rounds": Round.objects.filter(kind=str(RoundKind.DECIDING)).order_by("outcome", "pk"),
        "seats": Seat.objects.filter(round__outcome="").order_by("pk"),
        "stages": PlanStage.objects.order_by("pk"),
        "versions": PlanVersion.objects.order_by("pk"),
        "attachments": Attachment.objects.order_by("pk"),
        "porters": ProposalPorter.objects.order_by("pk"),
        "uptakes": Uptake.objects.order_by("pk"),
        "suspicions": DuplicateSuspicion.objects.order_by("pk"),
        "awaited": AwaitedParty.objects.order_by("pk"),
        "indicators": Indicator.objects.order_by("pk"),
        "institutions": Institution.objects.order_by("pk"),
        "people": User.objects.order_by("pk"),
        "items": WorkItem.objects.filter(closed_at=None).order_by("pk"),
    }
    rows = {name: _pick(things, nth) for name, things in kinds.items()}
    found = {name: str(getattr(row, "pk", 1)) for name, row in rows.items()}
    body = rows["institutions"]
    return {
        **found,
        "proposal": _find_line_of(rows["consultations"]),
        "seat_id": _find_seat_of(rows["rounds"]),
        "code": "MA-2",
        "code_of_institution": str(getattr(body, "code", "")),
        "year": "2020",
        "name": "drop",
        "guard": "scored",
    }
