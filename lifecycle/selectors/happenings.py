"""What an Event says happened, in the words of the machine; never a code."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.vocabulary import AfterSlips, AnswerEffect, DuplicateVerdict, Extent, ProgressPolicy
from workflow.machine.declaration import StateMachine
from workflow.machine.inputs import (
    Choice,
    Day,
    Document,
    Input,
    NamedInstitution,
    Reference,
    Text,
)
from workflow.machine.states import Parked
from workflow.models import Event, EventKind, Subject, Verdict
from workflow.roles import Role


@dataclass(frozen=True)
class Happening:
    """What happened, the mark beside it, and the roles of those who may do such a thing."""

    words: str
    icon: str = "circle-check"
    kind: str = ""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Fact:
    """What a fact is called, and what of its content people read, declared as inputs are."""

    words: str | Promise
    told: tuple[Input, ...] = ()


#: What the engine adds to the name of a transition that waits for a second person.
PROPOSED = ".proposed"


def _among_none(_facts: object) -> QuerySet[Model]:
    return Subject.objects.none()


def _name_holders(before: str, since: str) -> tuple[Input, ...]:
    """Declare the institution that something passed from, and the one that it passed to."""
    return (
        NamedInstitution(
            before, gettext_lazy("Institution before"), among=_among_none, public=True
        ),
        NamedInstitution(
            since, gettext_lazy("Institution from now on"), among=_among_none, public=True
        ),
    )


_NAME = (Text("name", gettext_lazy("Name"), public=True),)
_INSTITUTION = (Text("institution", gettext_lazy("Institution"), public=True),)
_CONVENTION = (Text("convention", gettext_lazy("Convention"), public=True),)
_PLAN_VERSION = (Text("plan_version", gettext_lazy("Version"), public=True),)
#: A line by its number, such as E-11, and why it does not go with the others.
_LINE = Text("line", gettext_lazy("Line"), public=True)
_LEFT_OUT = (_LINE, Text("reason", gettext_lazy("Reason"), public=True))
#: Facts that services write beside the transitions.
FACTS: dict[str, Fact] = {
    "attached": Fact(
        gettext_lazy("A document was added"),
        (Document("attachment", gettext_lazy("Document"), among=_among_none, public=True),),
    ),
    "detached": Fact(
        gettext_lazy("A document was removed"),
        (Text("name", gettext_lazy("Document")),),
    ),
    "edited": Fact(gettext_lazy("The text was edited")),
    "author.confirmed": Fact(gettext_lazy("An author said that the proposal is theirs")),
    "author.name_removed": Fact(gettext_lazy("The name of an author was removed")),
    "person.forgotten": Fact(gettext_lazy("Somebody who was named here was forgotten")),
    "candidates.set": Fact(gettext_lazy("The candidate porters were chosen")),
    "acceptance.asked_at_once": Fact(gettext_lazy("All candidates were asked at once")),
    "porter.added": Fact(gettext_lazy("A partner joined"), _INSTITUTION),
    "porter.removed": Fact(gettext_lazy("A partner left"), _INSTITUTION),
    "convention.written": Fact(gettext_lazy("The text of the convention was written")),
    "convention.parties_named": Fact(gettext_lazy("The parties were named")),
    "convention.annexed": Fact(gettext_lazy("The annexed sheets were chosen")),
    "convention.joined": Fact(gettext_lazy("Its sheet was annexed to a convention"), _CONVENTION),
    "convention.left": Fact(gettext_lazy("Its sheet was taken out of a convention"), _CONVENTION),
    "conflict.declared": Fact(gettext_lazy("A conflict of interest was declared")),
    "duplicate.suspected": Fact(
        gettext_lazy("A duplicate is suspected"),
        (Reference("other", gettext_lazy("Other proposal"), among=_among_none, locks=True),),
    ),
    "duplicate.resolved": Fact(
        gettext_lazy("A suspected duplicate was settled"),
        (
            Choice("verdict", gettext_lazy("Verdict"), choices=DuplicateVerdict.choices),
            Text("reason", gettext_lazy("Reason")),
        ),
    ),
    "uptake.linked": Fact(
        gettext_lazy("A dossier takes it up"),
        (
            Reference("dossier", gettext_lazy("Dossier"), among=_among_none, locks=True),
            Choice("extent", gettext_lazy("Extent"), choices=Extent.choices, public=True),
        ),
    ),
    "uptake.released": Fact(
        gettext_lazy("A dossier lets it go again"),
        (Reference("dossier", gettext_lazy("Dossier"), among=_among_none, locks=True),),
    ),
    "sheet.edited": Fact(
        gettext_lazy("The sheet was edited"), (Text("version", gettext_lazy("Version")),)
    ),
    "sheet.prefill_checked": Fact(gettext_lazy("The pre-filled sheet was checked")),
    "sheet.difference_published": Fact(
        gettext_lazy("What changed since the consultation was published")
    ),
    "awaited.added": Fact(
        gettext_lazy("Somebody is awaited"),
        (
            Text("name", gettext_lazy("Who"), public=True),
            Text("count", gettext_lazy("How many"), public=True),
        ),
    ),
    "awaited.withdrawn": Fact(
        gettext_lazy("Somebody is no longer awaited"),
        (
            Text("name", gettext_lazy("Who"), public=True),
            Text("reason", gettext_lazy("Reason"), public=True),
        ),
    ),
    "awaited.named": Fact(
        gettext_lazy("It was said who is awaited"),
        (Text("name", gettext_lazy("Who"), public=True),),
    ),
    "awaited.answered": Fact(
        gettext_lazy("Somebody who was awaited answered"),
        (
            Text("name", gettext_lazy("Who"), public=True),
            Text("count", gettext_lazy("How many"), public=True),
        ),
    ),
    "council.line_left_out": Fact(gettext_lazy("A line was left out of the file"), _LEFT_OUT),
    "council.line_put_back": Fact(gettext_lazy("A line was put back in the file"), (_LINE,)),
    "council.file_frozen": Fact(gettext_lazy("The file was frozen")),
    "council.file_opened": Fact(gettext_lazy("The file was opened again")),
    "council.outcomes_set": Fact(gettext_lazy("What the council said of the lines was kept")),
    "institution.succeeded": Fact(
        gettext_lazy("Another institution took over"), _name_holders("from", "to")
    ),
    "work_item.paused": Fact(
        gettext_lazy("A task was paused while another party has the pen"),
        (Text("reason", gettext_lazy("Reason")),),
    ),
    "work_item.resumed": Fact(gettext_lazy("A paused task goes on")),
    "work_item.extended": Fact(
        gettext_lazy("A task was given another day"),
        (
            Day("due_on", gettext_lazy("Due on"), public=True),
            Text("reason", gettext_lazy("Reason")),
        ),
    ),
    "load.changed": Fact(
        gettext_lazy("A file that was loaded changed it"),
        (Text("source_document", gettext_lazy("Source document"), public=True),),
    ),
    "period.settled": Fact(
        gettext_lazy("A period that read more than one way was settled"),
        (Text("words", gettext_lazy("In words"), public=True),),
    ),
    "plan.version_begun": Fact(gettext_lazy("A draft of the plan was begun"), _PLAN_VERSION),
    "plan.version_written": Fact(gettext_lazy("The text of the draft was written"), _PLAN_VERSION),
    "plan.version_lines_set": Fact(
        gettext_lazy("The lines of the draft were put in order"), _PLAN_VERSION
    ),
    "plan.version_discarded": Fact(gettext_lazy("A draft was discarded"), _PLAN_VERSION),
    "plan.version_frozen": Fact(gettext_lazy("A version of the plan was frozen"), _PLAN_VERSION),
    "plan_number.given": Fact(
        gettext_lazy("It got its number in the plan"),
        (Text("number", gettext_lazy("Number"), public=True),),
    ),
    "plan_version.frozen": Fact(
        gettext_lazy("Its text was frozen in a version of the plan"), _PLAN_VERSION
    ),
    "consultation.described": Fact(gettext_lazy("The consultation was described anew")),
    "consultation.announced": Fact(gettext_lazy("The notice was published")),
    "consultation.line_left_out": Fact(gettext_lazy("A line was left out"), _LEFT_OUT),
    "consultation.line_taken_in": Fact(gettext_lazy("A line takes part after all"), (_LINE,)),
    "contribution.published": Fact(gettext_lazy("A contribution was published")),
    "contribution.withheld": Fact(gettext_lazy("A contribution was withheld")),
    "contribution.grouped": Fact(gettext_lazy("Contributions were grouped")),
    "contribution.ungrouped": Fact(gettext_lazy("A contribution left its group")),
    "contribution.answer_proposed": Fact(gettext_lazy("A porter proposed an answer")),
    "contribution.answered": Fact(
        gettext_lazy("A contribution was answered"),
        (Choice("effect", gettext_lazy("Effect"), choices=AnswerEffect.choices),),
    ),
    "plan.described": Fact(gettext_lazy("The plan was described anew")),
    "plan.relabelled": Fact(
        gettext_lazy("The plan took another name"),
        (Text("label", gettext_lazy("New name"), public=True),),
    ),
    "plan.progress_set": Fact(
        gettext_lazy("It was decided how progress is told"),
        (
            Choice(
                "policy",
                gettext_lazy("How progress is told"),
                choices=ProgressPolicy.choices,
                public=True,
            ),
            Text("reason", gettext_lazy("Reason"), public=True),
        ),
    ),
    "progress.reported": Fact(
        gettext_lazy("Its progress was reported"),
        (
            Text("percent", gettext_lazy("In percent"), public=True),
            Text("reason", gettext_lazy("Reason"), public=True),
        ),
    ),
    "indicator.read": Fact(
        gettext_lazy("An indicator was measured"),
        (
            Text("name", gettext_lazy("Indicator"), public=True),
            Text("value", gettext_lazy("Value"), public=True),
        ),
    ),
    "replanning.asked": Fact(gettext_lazy("A new date was asked for")),
    "replanning.after_slips": Fact(
        gettext_lazy("It was said what becomes of it after its slips"),
        (
            Choice("answer", gettext_lazy("Answer"), choices=AfterSlips.choices, public=True),
            Text("reason", gettext_lazy("Reason"), public=True),
        ),
    ),
    "progress.weighed": Fact(gettext_lazy("The weights of its activities were set")),
    "plan.theme_added": Fact(gettext_lazy("A theme was added"), _NAME),
    "plan.theme_changed": Fact(gettext_lazy("A theme was changed"), _NAME),
    "plan.theme_removed": Fact(gettext_lazy("A theme was removed"), _NAME),
    "plan.criterion_added": Fact(gettext_lazy("A criterion was added"), _NAME),
    "plan.criterion_changed": Fact(gettext_lazy("A criterion was changed"), _NAME),
    "plan.criterion_removed": Fact(gettext_lazy("A criterion was removed"), _NAME),
}

#: Those that an author reads, whoever wrote them.
FACTS_FOR_AUTHORS = ("attached", "author.name_removed", "uptake.linked", "uptake.released")

_VERDICTS: dict[str, str | Promise] = {
    str(Verdict.APPROVE): gettext_lazy("%(round)s: a seat has answered"),
    str(Verdict.OBJECT): gettext_lazy("%(round)s: a seat objects"),
    str(Verdict.ABSTAIN): gettext_lazy("%(round)s: a seat abstains"),
    str(Verdict.LAPSE): gettext_lazy("%(round)s: a seat did not answer in time"),
    "confirmed": gettext_lazy("%(round)s: an answer on paper was confirmed by a second person"),
    "not_confirmed": gettext_lazy("%(round)s: an answer on paper was not confirmed"),
}
_RESEATED = (
    *_name_holders("from_institution", "to_institution"),
    Text("reason", gettext_lazy("Reason")),
)
#: What happens to the seats of a round beside what they say, by the end of its name.
_SEATING: dict[str, Fact] = {
    "recorded": Fact(gettext_lazy("%(round)s: an answer on paper was recorded, to be confirmed")),
    "transferred": Fact(gettext_lazy("%(round)s: a seat went to somebody else"), _RESEATED),
    "invited_again": Fact(gettext_lazy("%(round)s: a seat was invited again"), _RESEATED),
    "joined": Fact(
        gettext_lazy("%(round)s: an institution speaks for the seat of one that it took over"),
        _RESEATED,
    ),
}


def describe_happening(event: Event, machine: type[StateMachine]) -> Happening:
    """Return what happened; a name that the machine no longer knows is said in general words."""
    match EventKind(event.kind):
        case EventKind.BIRTH | EventKind.LOAD:
            return _describe_birth(event, machine)
        case EventKind.TRANSITION:
            return _describe_transition(event, machine)
        case EventKind.DECISION:
            return _describe_decision(event, machine)
        case EventKind.WAIVER:
            label = machine.guards[event.name].label if event.name in machine.guards else ""
            return Happening(_("A condition was waived: %(guard)s") % {"guard": label}, "flag")
        case EventKind.GRANT:
            return Happening(_("A right was given or taken back"), "key")
        case EventKind.ERASURE:
            return Happening(_("What somebody had written was erased at their request"), "trash")
        case EventKind.FACT:
            return _describe_fact(event, machine)


def _describe_birth(event: Event, machine: type[StateMachine]) -> Happening:
    birth = machine.births.get(event.name)
    if birth is None:
        return Happening(_("It came to be"), "plus")
    return Happening(str(birth.label), "plus", roles=birth.roles)


def _describe_transition(event: Event, machine: type[StateMachine]) -> Happening:
    transition = machine.transitions.get(event.name)
    if transition is None:
        return Happening(_("It moved on"), "arrow-right")
    target = machine.states.get(event.target)
    set_aside = isinstance(target, Parked)
    return Happening(
        str(transition.label),
        "archive" if set_aside else "circle-check",
        "blocked" if set_aside else "ok",
        roles=transition.roles,
    )


def _describe_decision(event: Event, machine: type[StateMachine]) -> Happening:
    name, _dot, verdict = event.name.rpartition(".")
    if name in machine.transitions:
        words = _("Not confirmed by a second person: %(transition)s")
        return Happening(words % {"transition": machine.transitions[name].label}, "x", "blocked")
    label = machine.rounds[name].label if name in machine.rounds else _("Round of decisions")
    words = str(_VERDICTS.get(verdict, _VERDICTS[str(Verdict.APPROVE)]))
    return Happening(words % {"round": label}, "scale", "done")


def _describe_fact(event: Event, machine: type[StateMachine]) -> Happening:
    name = event.name.removesuffix(PROPOSED)
    if name in machine.transitions:
        words = _("Proposed, to be confirmed by a second person: %(transition)s")
        transition = machine.transitions[name]
        return Happening(
            words % {"transition": transition.label}, "hourglass", roles=transition.roles
        )
    round_name, seating = _find_seating(event, machine)
    if seating is not None:
        words = str(seating.words) % {"round": machine.rounds[round_name].label}
        return Happening(words, "scale")
    fact = FACTS.get(event.name)
    return Happening(str(fact.words) if fact else _("The file was completed"), "edit")


def list_told(event: Event, machine: type[StateMachine]) -> tuple[Input, ...]:
    """Return what people read of the content of a fact, declared as inputs are."""
    _round_name, seating = _find_seating(event, machine)
    fact = seating or FACTS.get(event.name)
    return fact.told if fact is not None else ()


def _find_seating(event: Event, machine: type[StateMachine]) -> tuple[str, Fact | None]:
    """Return the round whose seats the fact is about, and what it tells; no fact for another."""
    round_name, _dot, what = event.name.rpartition(".")
    return round_name, _SEATING.get(what) if round_name in machine.rounds else None
