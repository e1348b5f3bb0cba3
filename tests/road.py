"""The road from a dossier to a commitment: what stands on it, made with as few words as possible.

`dossier_in` brings a dossier in at any state with a complete sheet and its porters; use it where
the road that leads there is not what a test is about.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from lifecycle.models import ActionPlan, Proposal, ProposalPorter, Sheet, SheetVersion
from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from lifecycle.vocabulary import ProposalState, Side
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import make_institution
from tests.factories import make_plan
from workflow.clock import current_clock
from workflow.engine import load_in
from workflow.models import Institution, Subject, User
from workflow.periods import Period, PeriodKind, PeriodPrecision
from workflow.permissions import grant

_numbers = count(1)

#: An activity that can be verified, in both languages.
ACTIVITY = PlannedActivity(
    key="register",
    title_fr="Mettre le registre en ligne",
    title_ar="نشر السجل على الإنترنت",
    deliverable_fr="Registre publié sur le portail, 40 séries décrites",
    deliverable_ar="سجل منشور على البوابة يصف 40 سلسلة",
    indicator_fr="Nombre de séries publiées : 40",
    indicator_ar="عدد السلاسل المنشورة: 40",
    period=Period(
        words="octobre 2027",
        kind=PeriodKind.MONTH,
        precision=PeriodPrecision.MONTH,
        earliest=date(2027, 10, 1),
        latest=date(2027, 10, 31),
    ),
)
#: A sheet to which nothing is missing and against which the lint has nothing.
CONTENT = SheetContent(
    title_fr="Publier le registre des archives",
    title_ar="نشر سجل الأرشيف",
    description_fr="Le registre des séries versées est publié et tenu à jour chaque mois.",
    description_ar="ينشر سجل السلاسل المودعة ويحين كل شهر.",
    problem_fr="Personne ne sait quelles séries ont été versées depuis 2015.",
    problem_ar="لا أحد يعرف السلاسل التي أودعت منذ 2015.",
    solution_fr="Mettre en ligne le registre de 40 séries, avec leur date de communicabilité.",
    solution_ar="نشر سجل 40 سلسلة مع تاريخ إتاحتها.",
    transparency_fr="Le registre est lisible par tous, en format ouvert.",
    transparency_ar="السجل متاح للجميع بصيغة مفتوحة.",
    accountability_fr="Un bilan annuel dit quelles séries manquent et pourquoi.",
    accountability_ar="يوضح تقرير سنوي السلاسل الناقصة وأسباب ذلك.",
    participation_fr="Chacun peut signaler une série manquante ; la réponse est publiée.",
    participation_ar="يمكن لكل شخص الإبلاغ عن سلسلة ناقصة وينشر الجواب.",
    stakeholders_fr="Archives publiques, associations d'historiens",
    stakeholders_ar="الأرشيف العمومي وجمعيات المؤرخين",
    contact="Bureau du registre, registre@archives.example",
    activities=(ACTIVITY,),
)


def make_sheet(
    proposal: Proposal | int, *, editor: User | None = None, checked: bool = True, **fields: Any
) -> Sheet:
    """Write a sheet for the dossier, complete but for `fields`, checked by the ministry team."""
    proposal_id = proposal if isinstance(proposal, int) else proposal.pk
    now = current_clock().now()
    version = make_version(proposal_id, replace(CONTENT, **fields), editor=editor)
    sheet, _created = Sheet.objects.update_or_create(
        proposal_id=proposal_id,
        defaults={"current": version, "prefill_checked_at": now if checked else None},
    )
    return sheet


def make_version(
    proposal: Proposal | int, content: SheetContent, *, editor: User | None = None
) -> SheetVersion:
    """Add a version to the texts of the dossier, current nowhere yet."""
    proposal_id = proposal if isinstance(proposal, int) else proposal.pk
    last = SheetVersion.objects.filter(proposal=proposal_id).order_by("-number").first()
    return SheetVersion.objects.create(
        proposal_id=proposal_id,
        number=last.number + 1 if last else 1,
        content=content.to_json(),
        content_hash=content.compute_hash(),
        base=last,
        edited_by=editor,
        edited_at=current_clock().now(),
    )


def make_porter(
    proposal: Proposal | int, institution: Institution, *, leads: bool = True
) -> ProposalPorter:
    """Let the institution carry the dossier from today on."""
    return ProposalPorter.objects.create(
        proposal_id=proposal if isinstance(proposal, int) else proposal.pk,
        institution=institution,
        leads=leads,
        started_on=current_clock().today(),
    )


def dossier_in(
    state: ProposalState | str,
    *,
    plan: ActionPlan | None = None,
    lead: Institution | None = None,
    partners: Sequence[Institution] = (),
    project_lead: User | None = None,
    editor: User | None = None,
    sheet: dict[str, Any] | None = None,
    **values: Any,
) -> Proposal:
    """Bring in a dossier at `state`, with its porters and a complete sheet but for `sheet`.

    Without `lead`, the first body of the administration carries it; `project_lead` runs it.
    `values` are its columns.
    """
    plan = plan or ActionPlan.objects.order_by("pk").first() or make_plan()
    number = next(_numbers)
    written = {
        "title": f"Registre {number}",
        "problem": f"Personne ne trouve le registre {number}.",
        "solution": f"Mettre en ligne le registre {number}.",
        "theme": plan.themes.order_by("pk").first(),
        **values,
    }

    def write(proposal_id: int) -> None:
        make_porter(proposal_id, lead or find_body())
        for partner in partners:
            make_porter(proposal_id, partner, leads=False)
        make_sheet(proposal_id, editor=editor, **(sheet or {}))
        if project_lead is not None:
            grant(PROJECT_LEAD, project_lead, on=Subject.objects.get(pk=proposal_id))

    with transaction.atomic():
        event = load_in(
            "proposal",
            state=str(state),
            values={"plan": plan, "parent": plan, **written},
            inputs={"source_document": "Registre", "as_of": current_clock().today()},
            actor=None,
            write=write,
        )
    return Proposal.objects.get(pk=event.subject_id)


def find_body() -> Institution:
    """Return the first body of the administration that is not the ministry, or a new one."""
    bodies = Institution.objects.filter(side=Side.GOVERNMENT.value).exclude(code="ministry")
    return bodies.order_by("pk").first() or make_institution(
        "body", Side.GOVERNMENT, french="Établissement", arabic="مؤسسة"
    )
