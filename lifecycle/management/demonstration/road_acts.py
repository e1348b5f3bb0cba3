"""What people do with dossiers and with the plan: carry, write, approve, consult, answer."""

from collections.abc import Callable, Mapping
from typing import Any

from lifecycle.management.demonstration.files import read
from lifecycle.management.demonstration.register import Register
from lifecycle.models import SheetVersion
from lifecycle.services.consultations import (
    ConsultationWords,
    create_consultation,
    publish_notice,
)
from lifecycle.services.contributions import (
    answer_contribution,
    contribute,
    publish_contribution,
)
from lifecycle.services.plan_versions import begin_version, freeze, set_lines
from lifecycle.services.sheet_prefill import check_prefill, prefill
from lifecycle.services.sheets import save_version
from lifecycle.services.waivers import waive
from workflow.engine import decide, fire
from workflow.models import Verdict, Via, WorkItem

Act = Mapping[str, Any]


def _decide(register: Register, act: Act) -> None:
    for key in act["proposals"]:
        item = (
            WorkItem.objects.filter(
                subject=register.get_proposal(key).pk, kind=act["round"], closed_at__isnull=True
            )
            .select_related("seat")
            .get()
        )
        if item.seat is None:
            message = f"nobody is asked about {key!r} in the round {act['round']!r}"
            raise LookupError(message)
        decide(
            item.seat,
            actor=register.get_person(act["by"]),
            verdict=Verdict(act["verdict"]),
            comment=act["words"],
            via=Via.WEB,
        )


def _prefill(register: Register, act: Act) -> None:
    official = register.get_person(act["by"])
    for key in act["proposals"]:
        dossier = register.get_proposal(key)
        prefill(dossier.pk, actor=official, via=Via.WEB)
        check_prefill(dossier.pk, actor=official, via=Via.WEB)


def _write_sheet(register: Register, act: Act) -> None:
    values = {**read("sheets.yaml")[act["sheet"]], **act.get("change", {})}
    for key in act["proposals"]:
        dossier = register.get_proposal(key)
        last = SheetVersion.objects.filter(proposal=dossier.pk).latest("number")
        save_version(
            dossier.pk,
            values=values,
            base=last.number,
            actor=register.get_person(act["by"]),
            comment=act["words"],
            via=Via.WEB,
        )


def _freeze_version(register: Register, act: Act) -> None:
    official = register.get_person(act["by"])
    version = begin_version(register.plan, texts=act["texts"], actor=official, via=Via.WEB)
    lines = [register.get_proposal(key).pk for key in act["proposals"]]
    set_lines(version, proposals=lines, actor=official, via=Via.WEB)
    register.rows[act["as"]] = freeze(version, actor=official, via=Via.WEB)


def _announce_consultation(register: Register, act: Act) -> None:
    official = register.get_person(act["by"])
    words = ConsultationWords(
        titles=act["titles"],
        notices=act["notices"],
        opens_on=act["opens_on"],
        closes_on=act["closes_on"],
    )
    consultation = create_consultation(
        register.rows[act["version"]], words=words, actor=official, via=Via.WEB
    )
    publish_notice(consultation, actor=official, via=Via.WEB)
    if "waived" in act:
        waive(
            consultation.pk,
            guard="lasts_long_enough",
            reason=act["waived"]["reason"],
            actor=register.get_person(act["waived"]["by"]),
            via=Via.WEB,
        )
    fire(consultation, "schedule", actor=official, via=Via.WEB)
    register.rows[act["as"]] = consultation


def _open_consultation(register: Register, act: Act) -> None:
    fire(register.rows[act["consultation"]].pk, "open", actor=None, via=Via.CLOCK)


def _close_consultation(register: Register, act: Act) -> None:
    fire(register.rows[act["consultation"]].pk, "close", actor=None, via=Via.CLOCK)


def _contribute(register: Register, act: Act) -> None:
    """Contribute to a line or to the whole; nobody's key is somebody without an account."""
    person = register.get_person(act["by"]) if act["by"] else None
    register.rows[act["as"]] = contribute(
        register.rows[act["consultation"]].pk,
        text=act["words"],
        language=act["language"],
        proposal=register.get_proposal(act["proposal"]).pk if "proposal" in act else None,
        person=person,
    )


def _moderate(register: Register, act: Act) -> None:
    for key in act["contributions"]:
        publish_contribution(
            register.rows[key].pk, actor=register.get_person(act["by"]), via=Via.WEB
        )


def _answer(register: Register, act: Act) -> None:
    answer_contribution(
        register.rows[act["contribution"]].pk,
        effect=act["effect"],
        answer=act["words"],
        actor=register.get_person(act["by"]),
        via=Via.WEB,
    )


ROAD_ACTS: dict[str, Callable[[Register, Act], None]] = {
    "decide": _decide,
    "prefill": _prefill,
    "sheet": _write_sheet,
    "version": _freeze_version,
    "consultation": _announce_consultation,
    "open": _open_consultation,
    "close": _close_consultation,
    "contribute": _contribute,
    "moderate": _moderate,
    "answer": _answer,
}
