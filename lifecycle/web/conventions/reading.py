"""The list of conventions and the page of one: its text, its parties, its annexes, what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan, Attachment, Convention
from lifecycle.selectors.attachments import list_readable
from lifecycle.selectors.conventions import (
    AnnexRead,
    ConventionRead,
    PartyRead,
    explain_convention,
    list_conventions,
    read_convention,
)
from lifecycle.selectors.moves import Moves, is_grave, sort_moves
from lifecycle.selectors.timeline import describe_events, query_events
from lifecycle.vocabulary import (
    AttachmentPurpose,
    ConventionState,
    ProposalState,
    SignaturePolicy,
)
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from lifecycle.web.access import FOR, answer_refusals
from lifecycle.web.conventions.words import describe_party, describe_state
from lifecycle.web.proposals.asking import Asker, read_asker
from lifecycle.web.proposals.standing import describe_state as describe_stage
from lifecycle.web.rights import read_grants
from lifecycle.web.work.badges import Badge, describe_due
from workflow.clock import current_clock
from workflow.engine import TransitionExplanation

PAGE_SIZE = 25
HISTORY_SIZE = 10
#: The transitions that lead a convention on, by its state: the first is the main button.
ROAD = {
    ConventionState.DRAFT.value: "agree_text",
    ConventionState.TEXT_AGREED.value: "open_signing",
}


@dataclass(frozen=True)
class PartyLine:
    """A party as the page draws it."""

    party: PartyRead
    badge: Badge
    deadline: Badge | None
    binds: str


@dataclass(frozen=True)
class AnnexLine:
    """An annexed sheet as the page draws it; `waive_url` lifts a missing signature."""

    annex: AnnexRead
    badge: Badge
    waive_url: str
    #: While it is signed, and for good where it went on by waiver: the reader must not take an
    #: institution that signed nothing for one that did.
    names_missing: bool


def find_convention(pk: int, **_others: object) -> str:
    """Return the address of the page of a convention: where a refused reader goes on."""
    return reverse("convention", args=[pk])


@require_safe
def show_conventions(request: HttpRequest) -> HttpResponse:
    """Show the conventions this reader may read, of one plan or of all."""
    grants = read_grants(request)
    code = request.GET.get("plan", "").replace("\0", "")[:40]
    rows = list_conventions(grants, plan_code=code)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": [(row, describe_state(row.state)) for row in page],
        "chips": _list_chips(code),
        "may_write": grants.has_group(MINISTRY_TEAM.code),
    }
    return render(request, "lifecycle/conventions/list.html", shown)


@require_safe
@answer_refusals()
def show_convention(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a convention as this reader may read it."""
    asker = read_asker(request)
    explanation = explain_convention(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    read = read_convention(explanation, grants=asker.grants)
    return render(request, "lifecycle/conventions/convention.html", describe(read, asker))


def describe(read: ConventionRead, asker: Asker) -> dict[str, Any]:
    """Return what the template of the page draws, every value in words."""
    case, today = read.explanation.case, current_clock().today()
    moves = sort_moves(read.explanation, read.reader)
    events = query_events(case, read.reader)[:HISTORY_SIZE]
    return {
        "read": read,
        "convention": read.row,
        "asker": asker,
        "badge": describe_state(read.row.state),
        "texts": list_texts(read),
        "amended": list_amended(read),
        "policy": SignaturePolicy(read.row.policy).label,
        "parties": [_draw_party(each) for each in read.parties],
        "annexes": [_draw_annex(each, read) for each in read.annexes],
        "files": _list_files(read),
        "entries": describe_events(events, case, read.reader, today=today),
        "is_staff": read.reader.is_staff,
        "may_write": read.is_draft and asker.grants.has_group(MINISTRY_TEAM.code),
        "may_attach": read.reader.is_ministry,
        "seat_url": _find_own_seat(read, asker),
        "crumbs": list_crumbs(read.row),
        **_describe_moves(moves, read, asker),
    }


def list_crumbs(convention: Convention, *words: str) -> list[dict[str, str]]:
    """Return the way here: the list, the convention, and the page when it is another one."""
    url = reverse("convention", args=[convention.pk]) if words else ""
    crumbs = [
        {"words": _("Conventions"), "url": reverse("convention_list")},
        {"words": convention.reference, "url": url},
    ]
    return [*crumbs, *({"words": each, "url": ""} for each in words)]


def list_texts(read: ConventionRead) -> list[dict[str, str]]:
    """Return the text that counts, in each language."""
    return _in_languages(*read.bodies)


def list_amended(read: ConventionRead) -> list[dict[str, str]]:
    """Return the text that is being signed, to those with a part in it, when its words change."""
    row = read.row
    changes = (row.body_fr, row.body_ar) != (row.former_body_fr, row.former_body_ar)
    if row.state != ConventionState.AMENDING or not changes or not read.reader.is_staff:
        return []
    return _in_languages(row.body_fr, row.body_ar)


def _in_languages(french: str, arabic: str) -> list[dict[str, str]]:
    texts = (("fr", french), ("ar", arabic))
    return [{"language": language, "words": words} for language, words in texts if words]


def _find_own_seat(read: ConventionRead, asker: Asker) -> str:
    """Return where the reader signs, when a seat of theirs is asked."""
    own = asker.grants.institutions_of(OWNER.code)
    seats = [each.seat for each in read.parties if each.is_asked and each.institution.pk in own]
    if not seats or seats[0] is None or read.round_id is None:
        return ""
    named = {FOR: asker.principal.pk} if asker.principal is not None else {}
    query = urlencode({"seat": seats[0].id, **named})
    return f"{reverse('round', args=[read.round_id])}?{query}"


def _list_chips(code: str) -> list[dict[str, Any]]:
    url = reverse("convention_list")
    plans = ActionPlan.objects.filter(conventions__isnull=False).distinct().order_by("-pk")
    chips: list[dict[str, Any]] = [
        {"words": _("All plans"), "url": url, "is_on": not code, "count": None}
    ]
    chips += [
        {
            "words": str(plan),
            "url": f"{url}?plan={plan.code}",
            "is_on": plan.code == code,
            "count": None,
        }
        for plan in plans
    ]
    return chips if len(chips) > 2 else []


def _draw_party(party: PartyRead) -> PartyLine:
    today = current_clock().today()
    due_on = party.seat.due_on if party.seat is not None and party.is_asked else None
    return PartyLine(
        party=party,
        badge=describe_party(party),
        deadline=describe_due(due_on, today=today) if due_on is not None else None,
        binds=_describe_bound(party.annexes),
    )


def _describe_bound(annexes: Sequence[int]) -> str:
    if not annexes:
        return _("The text alone")
    words = ngettext(
        "The text and the annex %(numbers)s", "The text and the annexes %(numbers)s", len(annexes)
    )
    return words % {"numbers": _(", ").join(str(number) for number in annexes)}


def _draw_annex(annex: AnnexRead, read: ConventionRead) -> AnnexLine:
    may_waive = (
        read.row.state == ConventionState.SIGNING
        and annex.proposal.state == ProposalState.SIGNATURE
        and read.row.allows_partial
        and bool(annex.missing)
        and not annex.is_waived
        and read.reader.grants.has_group(MINISTRY_LEAD.code)
    )
    return AnnexLine(
        annex=annex,
        badge=describe_stage(annex.proposal.state),
        waive_url=reverse("proposal_waive", args=[annex.proposal.pk, "all_parties_signed"])
        if may_waive
        else "",
        names_missing=bool(annex.missing) and not annex.has_left and _is_telling(annex, read),
    )


def _is_telling(annex: AnnexRead, read: ConventionRead) -> bool:
    state = read.row.state
    return state == ConventionState.SIGNING or (
        state == ConventionState.IN_FORCE and annex.is_waived
    )


def _describe_moves(moves: Moves, read: ConventionRead, asker: Asker) -> dict[str, Any]:
    main = ROAD.get(read.row.state)

    def draw(found: Iterable[TransitionExplanation]) -> list[dict[str, Any]]:
        return [
            {
                "words": str(each.transition.label),
                "help": str(each.transition.help),
                "url": reverse("convention_transition", args=[read.row.pk, each.transition.name])
                + asker.query,
                "is_way_on": each.transition.name == main,
                "is_grave": is_grave(each),
                "reasons": [reason.message for reason in each.reasons],
            }
            for each in found
        ]

    possible = draw(moves.possible)
    return {
        "possible": possible,
        "refused": draw(moves.refused),
        "others": draw(moves.others),
        "way_on": next((each for each in possible if each["is_way_on"]), None),
    }


def _list_files(read: ConventionRead) -> list[tuple[Attachment, str]]:
    files = list_readable(read.explanation.case, read.reader.grants)
    return [(each, str(AttachmentPurpose(each.purpose).label)) for each in files]
