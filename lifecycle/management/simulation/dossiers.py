"""What becomes of the dossiers of a simulated plan: carried, written down, approved.

All of a plan's dossiers take a step together, each by whoever may take it. As with a life, all
chance comes from the generator that is given.
"""

from collections.abc import Iterator
from random import Random

from lifecycle.management.simulation.words import write_sheet
from lifecycle.management.simulation.world import World
from lifecycle.models import Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.sheet_prefill import check_prefill, prefill
from lifecycle.services.sheets import save_version
from lifecycle.vocabulary import ProposalState
from workflow.engine import available, decide, fire
from workflow.models import User, Verdict, WorkItem

ON_THE_WAY = (
    ProposalState.PORTER_SEARCH.value,
    ProposalState.LEAD_NAMING.value,
    ProposalState.READY.value,
    ProposalState.FINALIZATION.value,
    ProposalState.SIGNED.value,
)


def list_in(world: World, state: ProposalState) -> list[Proposal]:
    """Return the proposals of the plan in `state`, in the order in which they came."""
    return list(Proposal.objects.filter(plan=world.plan, state=state.value).order_by("pk"))


def has_dossiers(world: World) -> bool:
    """Return whether something is on its way from the search for a porter to the council."""
    return Proposal.objects.filter(plan=world.plan, state__in=ON_THE_WAY).exists()


def find_porters(world: World, chance: Random) -> Iterator[int]:
    """Let the candidates answer in order: most accept, some leave it to the next.

    Of those who accepted a few withdraw; where nobody accepts, another one is sought.
    """
    while asked := list_in(world, ProposalState.PORTER_SEARCH):
        for dossier in asked:
            accepts = chance.random() < world.acceptance
            _decide(world, dossier, "acceptance", accepts=accepts)
        yield chance.randint(1, 8)
        for dossier in list_in(world, ProposalState.UNPORTED):
            _seek_again(world, dossier)
        for dossier in list_in(world, ProposalState.LEAD_NAMING):
            if chance.random() < world.withdrawal:
                _withdraw_porter(world, dossier)


def write_sheets(world: World, chance: Random) -> Iterator[int]:
    """Pre-fill the sheets, name who writes them, and bring them through the owners' approval."""
    for dossier in list_in(world, ProposalState.LEAD_NAMING):
        prefill(dossier, actor=world.team[0])
        check_prefill(dossier, actor=world.team[0])
        fire(
            dossier.pk,
            "name_lead",
            actor=world.owners[_get_lead(dossier)],
            inputs={"project_lead": world.writers[_get_lead(dossier)]},
        )
    yield 2
    while drafts := list_in(world, ProposalState.SHEET_DRAFTING):
        for dossier in drafts:
            _write_sheet(world, dossier)
        yield chance.randint(2, 8)
        for dossier in list_in(world, ProposalState.SHEET_APPROVAL):
            _decide(world, dossier, "approval", accepts=chance.random() < world.acceptance)
        yield chance.randint(1, 4)


def _seek_again(world: World, dossier: Proposal) -> None:
    """Ask a porter that was never asked; when all were, do not retain the dossier."""
    known = [each.institution_id for each in dossier.candidates.order_by("rank")]
    others = [each.pk for each in world.porters if each.pk not in known]
    if not others:
        reason = {"reason": "Aucune institution ne la porte."}
        fire(dossier.pk, "decline_unported", actor=world.lead, inputs=reason)
        return
    chosen = [Candidate(key) for key in (*known, *others)]
    set_candidates(dossier, candidates=chosen, actor=world.team[0])
    fire(dossier.pk, "seek_again", actor=world.team[0])


def _withdraw_porter(world: World, dossier: Proposal) -> None:
    """Let the lead porter withdraw by letter, when somebody is left to be asked."""
    owner = world.owners[_get_lead(dossier)]
    possible = {each.name for each in available(dossier.pk, actor=owner)}
    if "withdraw_porter" in possible:
        inputs = {"letter": f"SIM/R/{dossier.pk}", "reason": "Ses missions ont changé."}
        fire(dossier.pk, "withdraw_porter", actor=owner, inputs=inputs)


def _write_sheet(world: World, dossier: Proposal) -> None:
    writer = world.writers[_get_lead(dossier)]
    sheet = dossier.sheet
    values = write_sheet(dossier.pk, sheet.returns)
    save_version(dossier, values=values, base=sheet.current.number, actor=writer)
    if sheet.returns >= world.meets_after:
        world.attach_minutes(dossier)
    fire(dossier.pk, "submit_sheet", actor=writer)


def _decide(world: World, dossier: Proposal, kind: str, *, accepts: bool) -> None:
    """Let whoever is asked first say yes, or no for a reason."""
    item = (
        WorkItem.objects.filter(subject=dossier.pk, kind=kind, closed_at__isnull=True)
        .select_related("seat")
        .order_by("seat__rank")
        .first()
    )
    if item is None or item.seat is None:
        message = f"{dossier.reference} waits for nobody in the round {kind}"
        raise LookupError(message)
    decide(
        item.seat,
        actor=_get_owner(world, item),
        verdict=Verdict.APPROVE if accepts else Verdict.OBJECT,
        comment="" if accepts else "Préciser le livrable.",
    )


def _get_owner(world: World, item: WorkItem) -> User:
    return world.owners[item.institution_id or 0]


def _get_lead(dossier: Proposal) -> int:
    return dossier.porters.get(leads=True, ended_on__isnull=True).institution_id
