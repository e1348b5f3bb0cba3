"""The acts on a simulated plan: consulted on, signed, brought to the council, adopted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from lifecycle.management.simulation.dossiers import list_in
from lifecycle.management.simulation.world import World
from lifecycle.models import Consultation, Convention, Council, PlanVersion, Proposal
from lifecycle.services.annexes import set_annexes
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
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.services.councils import DecidedLine, freeze_file, set_outcomes, start_file
from lifecycle.services.plan_versions import begin_version, freeze, set_lines
from lifecycle.vocabulary import (
    AnswerEffect,
    AttachmentPurpose,
    LineOutcome,
    ProposalState,
)
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.holidays import load_calendar
from workflow.models import User, Verdict, WorkItem

TITLES = {"fr": "Plan simulé", "ar": "خطة محاكاة"}
NOTICES = {"fr": "Chacun peut contribuer.", "ar": "يمكن للجميع المساهمة."}
CONVENTION = ConventionWords(
    title_fr="Convention du plan",
    title_ar="اتفاقية الخطة",
    body_fr="Les parties réalisent les fiches annexées.",
    body_ar="ينجز الأطراف البطاقات الملحقة.",
)
#: How long the public has, in days; the shortest that needs no waiver is 15.
CONSULTED_FOR = timedelta(days=20)
CONTRIBUTIONS_A_LINE = 2


def consult(world: World, chance: Random) -> Iterator[int]:
    """Freeze what is ready, let the public contribute to it, and answer everybody."""
    version = _freeze(world, list_in(world, ProposalState.READY))
    today, (opens_on, closes_on) = current_clock().today(), _choose_window()
    consultation = _schedule(world, version, opens_on, closes_on)
    yield (opens_on - today).days
    fire(consultation, "open", actor=None)
    lines = list_in(world, ProposalState.IN_CONSULTATION)
    for dossier in lines:
        for number in range(chance.randint(0, CONTRIBUTIONS_A_LINE)):
            contribute(consultation, text=f"Remarque {number}.", language="fr", proposal=dossier.pk)
    yield (closes_on - opens_on).days + 1
    fire(consultation, "close", actor=None)
    for each in consultation.contributions.order_by("pk"):
        publish_contribution(each.pk, actor=world.team[1])
        answer_contribution(
            each.pk,
            effect=chance.choice(AnswerEffect.values),
            answer="La remarque a été lue.",
            actor=world.team[1],
        )
    fire(consultation, "settle", actor=world.team[1])
    fire(consultation, "publish", actor=world.lead)
    yield 4


def sign(world: World, chance: Random) -> Iterator[int]:
    """Settle the texts and let every porter sign the convention with its own sheets."""
    for dossier in list_in(world, ProposalState.FINALIZATION):
        fire(dossier.pk, "finalize", actor=world.team[0])
    words = ConventionWords(
        title_fr="Convention du plan",
        title_ar="اتفاقية الخطة",
        body_fr="Les parties.",
        body_ar="الأطراف.",
    )
    convention = create_convention(world.plan, words=words, actor=world.team[0])
    annexes = [dossier.pk for dossier in list_in(world, ProposalState.SIGNATURE)]
    set_annexes(convention, proposals=annexes, actor=world.team[0])
    fire(convention, "agree_text", actor=world.team[0])
    fire(convention, "open_signing", actor=world.lead)
    while item := _find_open_seat(convention):
        yield chance.randint(1, 3)
        if item.seat is not None:
            decide(
                item.seat,
                actor=world.owners[item.institution_id or 0],
                verdict=Verdict.APPROVE,
            )


def adopt(world: World, chance: Random) -> Iterator[int]:
    """Bring what is signed to the council, which adopts most of it."""
    signed = list_in(world, ProposalState.SIGNED)
    council = start_file(_freeze(world, signed), actor=world.lead)
    world.attach(council, AttachmentPurpose.COUNCIL_FILE, by=world.lead)
    freeze_file(council, actor=world.lead)
    fire(council, "submit", actor=world.lead)
    yield 2
    _put_on_agenda(world, council)
    yield 7
    fire(council, "present", actor=world.lead)
    set_outcomes(council, lines=_decide_lines(signed, chance), actor=world.lead)
    world.attach(council, AttachmentPurpose.COUNCIL_DECISION, by=world.lead)
    fire(council, "record_adopted", actor=world.lead, inputs={"reason": "Pour un plan suivant."})
    yield 1


def _freeze(world: World, dossiers: Sequence[Proposal]) -> PlanVersion:
    """Freeze a version of the plan that has these dossiers, and no other, as its lines."""
    official = world.team[0]
    texts = {"title_fr": TITLES["fr"], "title_ar": TITLES["ar"]}
    version = begin_version(world.plan, texts=texts, actor=official)
    set_lines(version, proposals=[dossier.pk for dossier in dossiers], actor=official)
    return freeze(version, actor=official)


def _choose_window() -> tuple[date, date]:
    """Return the first and the last day of a consultation that is announced today; both worked."""
    calendar = load_calendar()
    opens_on = calendar.next_working_day(current_clock().today() + timedelta(days=3))
    return opens_on, calendar.next_working_day(opens_on + CONSULTED_FOR)


def _schedule(world: World, version: PlanVersion, opens_on: date, closes_on: date) -> Consultation:
    words = ConsultationWords(
        titles=TITLES, notices=NOTICES, opens_on=opens_on, closes_on=closes_on
    )
    consultation = create_consultation(version, words=words, actor=world.team[1])
    publish_notice(consultation, actor=world.team[1])
    fire(consultation, "schedule", actor=world.team[1])
    return consultation


def _find_open_seat(convention: Convention) -> WorkItem | None:
    return (
        WorkItem.objects.filter(subject=convention.pk, seat__isnull=False, closed_at__isnull=True)
        .select_related("seat")
        .order_by("seat__rank")
        .first()
    )


def _put_on_agenda(world: World, council: Council) -> None:
    official: User = world.team[0]
    world.attach(council, AttachmentPurpose.AGENDA, by=official)
    meets_on = current_clock().today() + timedelta(days=7)
    fire(council, "put_on_agenda", actor=official, inputs={"meets_on": meets_on})


def _decide_lines(dossiers: Sequence[Proposal], chance: Random) -> list[DecidedLine]:
    """Adopt the first line in any case, and the others as chance has it."""
    outcomes = [LineOutcome.ADOPTED] + [
        chance.choices(list(LineOutcome), weights=(90, 5, 5))[0] for _each in dossiers[1:]
    ]
    return [
        DecidedLine(
            dossier.pk,
            outcome.value,
            "" if outcome is LineOutcome.ADOPTED else "À revoir avec le porteur.",
        )
        for dossier, outcome in zip(dossiers, outcomes, strict=True)
    ]
