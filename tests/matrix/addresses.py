"""Every address of the site, with the number of something that is there for each part of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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
    """Return every address, with objects that the demonstration has."""
    found = _find_objects()
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


def _find_objects() -> dict[str, str]:
    """Return the number of the first thing of each kind, and the words that addresses take."""
    kinds: dict[str, Callable[[], object]] = {
        "proposals": Proposal.objects.filter(state="sheet_drafting").order_by("pk").first,
        "plans": ActionPlan.objects.filter(code="MA-2").first,
        "activities": Activity.objects.order_by("pk").first,
        "commitments": Commitment.objects.order_by("pk").first,
        "consultations": Consultation.objects.order_by("pk").first,
        "contributions": Contribution.objects.order_by("pk").first,
        "conventions": Convention.objects.order_by("pk").first,
        "councils": Council.objects.order_by("pk").first,
        "replannings": Replanning.objects.order_by("pk").first,
        # The others are answered at the addresses of what they are about.
        "rounds": Round.objects.filter(kind=str(RoundKind.DECIDING))
        .order_by("outcome", "pk")
        .first,
        "seats": Seat.objects.filter(round__outcome="").order_by("pk").first,
        "stages": PlanStage.objects.order_by("pk").first,
        "versions": PlanVersion.objects.order_by("pk").first,
        "attachments": Attachment.objects.order_by("pk").first,
        "porters": ProposalPorter.objects.order_by("pk").first,
        "uptakes": Uptake.objects.order_by("pk").first,
        "suspicions": DuplicateSuspicion.objects.order_by("pk").first,
        "awaited": AwaitedParty.objects.order_by("pk").first,
        "indicators": Indicator.objects.order_by("pk").first,
        "institutions": Institution.objects.order_by("pk").first,
        "people": User.objects.order_by("pk").first,
        "items": WorkItem.objects.filter(closed_at=None).order_by("pk").first,
    }
    rows = {name: find() for name, find in kinds.items()}
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
