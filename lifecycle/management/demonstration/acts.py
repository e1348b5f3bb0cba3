"""What people do in the story, each through the same service or door as the page."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from lifecycle.management.demonstration.arrivals import arrive
from lifecycle.management.demonstration.register import Register
from lifecycle.management.demonstration.road_acts import ROAD_ACTS
from lifecycle.models import DuplicateSuspicion, PlanStage, Proposal
from lifecycle.phases.splitting import list_sentences
from lifecycle.services.assessments import abstain, declare_conflict, score
from lifecycle.services.attachments import attach
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.comments import comment
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.services.proposals import create_draft
from lifecycle.services.reminders import remind
from lifecycle.services.waivers import waive
from lifecycle.services.work_items import claim
from lifecycle.vocabulary import AttachmentPurpose
from workflow.engine import confirm, fire, give_birth
from workflow.models import Institution, Round, Seat, Via, WorkItem

Act = Mapping[str, Any]


def play(register: Register, act: Act) -> None:
    """Do one act of the story.

    Raises:
        LookupError: the story knows no such act, or names what is not there.
    """
    name = act["act"]
    if name not in _ACTS:
        message = f"unknown act {name!r}, expected one of {sorted(_ACTS)}"
        raise LookupError(message)
    _ACTS[name](register, act)


def _arrive(register: Register, act: Act) -> None:
    arrive(register, dict(act))


def _write(register: Register, act: Act) -> None:
    values = dict(act["with"])
    if "theme" in values:
        values["theme"] = register.plan.themes.get(code=values["theme"])
    register.rows[act["as"]] = create_draft(
        plan=register.plan, actor=register.get_person(act["by"]), values=values, via=Via.WEB
    )


def _fire(register: Register, act: Act) -> None:
    actor = register.find_actor(act["by"])
    inputs = register.resolve(act.get("with", {}))
    via = Via.CLOCK if actor is None else Via.WEB
    for key in act["proposals"]:
        fire(register.get_proposal(key).pk, act["fire"], actor=actor, inputs=inputs, via=via)


def _move_stage(register: Register, act: Act) -> None:
    actor = register.find_actor(act["by"])
    stage = PlanStage.objects.get(plan=register.plan, code=act["stage"])
    via = Via.CLOCK if actor is None else Via.WEB
    fire(stage, act["fire"], actor=actor, inputs=act.get("with", {}), via=via)


def _confirm(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        asked = Round.objects.get(
            subject=register.get_proposal(key).pk, name=act["fire"], outcome=""
        )
        confirm(asked.pk, actor=register.get_person(act["by"]), via=Via.WEB)


def _split(register: Register, act: Act) -> None:
    """Split a proposal; its parts are then called by its own name and their number."""
    (key,) = act["proposals"]
    whole = register.get_proposal(key)
    parts = [_make_part(whole, part) for part in act["parts"]]
    event = fire(
        whole.pk,
        "split",
        actor=register.get_person(act["by"]),
        inputs={"parts": parts},
        via=Via.WEB,
    )
    children = Proposal.objects.filter(events__cause=event).order_by("pk")
    register.rows |= {f"{key}-{number}": row for number, row in enumerate(children, start=1)}


def _make_part(whole: Proposal, part: Mapping[str, Any]) -> dict[str, str]:
    return {"title": part["title"]} | {
        name: _pick(getattr(whole, name), part[name]) for name in ("problem", "solution")
    }


def _pick(text: str, numbers: list[int]) -> str:
    sentences = list_sentences(text)
    return " ".join(f"{sentences[number - 1]}." for number in numbers)


def _suspect(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        suspect(
            register.get_proposal(key).pk,
            other=register.get_proposal(act["other"]).pk,
            actor=register.get_person(act["by"]),
            via=Via.WEB,
        )


def _resolve(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        pair = {register.get_proposal(key).pk, register.get_proposal(act["other"]).pk}
        found = DuplicateSuspicion.objects.get(proposal__in=pair, other__in=pair)
        resolve(found.pk, actor=register.get_person(act["by"]), via=Via.WEB, **act["with"])


def _find_seat(register: Register, key: str, person: str) -> int:
    return Seat.objects.get(
        round__subject=register.get_proposal(key).pk,
        round__outcome="",
        person=register.get_person(person),
    ).pk


def _score(register: Register, act: Act) -> None:
    criteria = list(register.plan.criteria.order_by("rank").values_list("pk", flat=True))
    for key, points in act["points"].items():
        score(
            _find_seat(register, key, act["by"]),
            actor=register.get_person(act["by"]),
            points=dict(zip(criteria, points, strict=True)),
            via=Via.WEB,
        )


def _abstain(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        seat = _find_seat(register, key, act["by"])
        abstain(seat, actor=register.get_person(act["by"]), via=Via.WEB, **act["with"])


def _declare_conflict(register: Register, act: Act) -> None:
    person = register.get_person(act["by"])
    for key in act["proposals"]:
        proposal = register.get_proposal(key)
        declare_conflict(proposal.pk, person=person, actor=person, via=Via.WEB, **act["with"])


def _attach_minutes(register: Register, act: Act) -> None:
    register.rows[act["as"]] = attach(
        register.plan,
        upload=ContentFile(f"{act['words']}\n".encode(), name=act["name"]),
        purpose=AttachmentPurpose.MINUTES,
        actor=register.get_person(act["by"]),
        via=Via.WEB,
    )


def _waive(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        waive(
            register.get_proposal(key).pk,
            guard=act["guard"],
            actor=register.get_person(act["by"]),
            via=Via.WEB,
            **act["with"],
        )


def _compose(register: Register, act: Act) -> None:
    told = register.resolve(act["with"])
    blank = {"kept": "", "left_out": ""}
    event = give_birth(
        "proposal",
        "compose",
        actor=register.get_person(act["by"]),
        values={
            "plan": register.plan,
            "parent": register.plan,
            "theme": register.plan.themes.get(code=told["theme"]),
            **{name: told[name] for name in ("language", "title", "problem", "solution")},
        },
        inputs={
            "sources": [{**blank, **row, "source": row["source"].pk} for row in told["sources"]],
            "minutes": told["minutes"],
        },
        via=Via.WEB,
    )
    register.rows[act["as"]] = Proposal.objects.get(pk=event.subject_id)


def _set_candidates(register: Register, act: Act) -> None:
    known = {each.code: each.pk for each in Institution.objects.all()}
    candidates = [Candidate(known[code], reason) for code, reason in act["institutions"].items()]
    for key in act["proposals"]:
        set_candidates(
            register.get_proposal(key).pk,
            candidates=candidates,
            actor=register.get_person(act["by"]),
            via=Via.WEB,
        )


def _comment(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        comment(
            register.get_proposal(key).pk,
            actor=register.get_person(act["by"]),
            text=act["words"],
            language=act["language"],
        )


def _list_open_items(register: Register, act: Act) -> list[WorkItem]:
    items = WorkItem.objects.filter(closed_at__isnull=True)
    if "kind" in act:
        items = items.filter(kind=act["kind"])
    return [
        item
        for key in act["proposals"]
        for item in items.filter(subject=register.get_proposal(key).pk).order_by("pk")
    ]


def _with_items(do: Callable[..., Any], register: Register, act: Act, **given: Any) -> None:
    for item in _list_open_items(register, act):
        do(item, actor=register.get_person(act["by"]), **given)


_ACTS: dict[str, Callable[[Register, Act], None]] = {
    "arrive": _arrive,
    "write": _write,
    "fire": _fire,
    "stage": _move_stage,
    "confirm": _confirm,
    "split": _split,
    "suspect": _suspect,
    "resolve": _resolve,
    "score": _score,
    "abstain": _abstain,
    "conflict": _declare_conflict,
    "minutes": _attach_minutes,
    "waive": _waive,
    "compose": _compose,
    "candidates": _set_candidates,
    "comment": _comment,
    "claim": partial(_with_items, claim),
    "remind": partial(_with_items, remind, via=Via.WEB),
    **ROAD_ACTS,
}
