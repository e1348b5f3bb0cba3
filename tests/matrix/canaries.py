"""Words that stand in one thing that is not public, and whom they may reach."""

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from lifecycle.management.demonstration.cast import make_address
from lifecycle.models import (
    ActionPlan,
    Activity,
    Consultation,
    Contribution,
    PlanVersion,
    Proposal,
    SheetVersion,
)
from lifecycle.services.attachments import attach
from lifecycle.services.comments import comment
from lifecycle.services.contributions import contribute, propose_answer
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.services.councils import start_file
from lifecycle.services.delegations import create as delegate
from lifecycle.services.proposals import create_draft
from lifecycle.services.replannings import ask
from lifecycle.services.sheets import save_version
from lifecycle.vocabulary import ActivityState, AnswerEffect, AttachmentPurpose, ProposalState
from workflow.clock import current_clock
from workflow.models import User, Via

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
#: Those who run the procedure.
MINISTRY = frozenset({"team", "lead"})


@dataclass(frozen=True)
class Canary:
    """A word, and the readers who may find it anywhere."""

    word: str
    readers: frozenset[str]


#: Readers by the institution they work for: what is one's is not for the others.
REFORM, ARCHIVES, DIGITAL = "focal_point", "archives", "digital"

DRAFT = Canary("canari-brouillon", frozenset())
OTHER_DRAFT = Canary("canari-autre-brouillon", frozenset())
COMMENT = Canary("canari-commentaire", MINISTRY | {"committee", DIGITAL})
OTHER_COMMENT = Canary("canari-autre-commentaire", MINISTRY | {"committee", ARCHIVES})
SHEET = Canary("canari-fiche", MINISTRY | {"committee", DIGITAL})
LETTER = Canary("canari-courrier", MINISTRY)
OTHER_LETTER = Canary("canari-autre-courrier", MINISTRY)
CONTRIBUTION = Canary("canari-contribution", MINISTRY | {"committee"})
OTHER_CONTRIBUTION = Canary("canari-autre-contribution", MINISTRY | {"committee"})
ADDRESS = Canary("canari-adresse", frozenset())
OTHER_ADDRESS = Canary("canari-autre-adresse", frozenset())
ANSWER = Canary("canari-reponse", MINISTRY | {DIGITAL})
OTHER_ANSWER = Canary("canari-autre-reponse", MINISTRY)
NEW_DATE = Canary("canari-echeance", MINISTRY | {"committee", ARCHIVES})
OTHER_NEW_DATE = Canary("canari-autre-echeance", MINISTRY | {"committee", REFORM})
#: Why somebody is absent is told to nobody.
ABSENCE = Canary("canari-absence", frozenset())
OTHER_ABSENCE = Canary("canari-autre-absence", frozenset())
CONVENTION = Canary("canari-convention", MINISTRY | {"committee"})
OTHER_CONVENTION = Canary("canari-autre-convention", MINISTRY | {"committee"})
COUNCIL = Canary("canari-conseil", MINISTRY | {"committee"})
CANARIES = (
    *(DRAFT, OTHER_DRAFT, COMMENT, OTHER_COMMENT, SHEET, LETTER, OTHER_LETTER),
    *(CONTRIBUTION, OTHER_CONTRIBUTION, ADDRESS, OTHER_ADDRESS, ANSWER, OTHER_ANSWER),
    *(NEW_DATE, OTHER_NEW_DATE, ABSENCE, OTHER_ABSENCE, CONVENTION, OTHER_CONVENTION, COUNCIL),
)


def plant() -> list[dict[str, str]]:
    """Let people write each word where it is not for everybody.

    Return the numbers of what holds them, by kind, in addition to the first of each.
    """
    _plant_first()
    return _plant_second()


def _plant_first() -> None:
    dossier = Proposal.objects.get(state=ProposalState.SHEET_DRAFTING)
    team = _get_person("equipe-1")
    create_draft(
        plan=ActionPlan.objects.get(code="MA-2"),
        actor=_get_person("citoyen-2"),
        values={"title": f"Ouvrir {DRAFT.word}"},
        via=Via.WEB,
    )
    comment(dossier.pk, actor=team, text=f"Voir {COMMENT.word}.")
    last = SheetVersion.objects.filter(proposal=dossier.pk).latest("number")
    save_version(
        dossier.pk,
        values={"solution_fr": f"Écrire {SHEET.word}."},
        base=last.number,
        actor=_get_person("numerique-projet"),
        via=Via.WEB,
    )
    attach(
        dossier.pk,
        upload=SimpleUploadedFile(f"{LETTER.word}.txt", LETTER.word.encode()),
        purpose=AttachmentPurpose.RECEIPT,
        actor=team,
        via=Via.WEB,
    )
    contribute(
        Consultation.objects.order_by("pk")[0],
        text=f"Que devient {CONTRIBUTION.word} ?",
        language="fr",
        email=f"{ADDRESS.word}@example.org",
    )
    ask(
        Activity.objects.filter(
            state=ActivityState.IN_PROGRESS, commitment__porters__code="archives"
        )[0],
        words="fin mars 2021",
        cause="staff",
        reason=f"Manque {NEW_DATE.word}.",
        actor=_get_person("archives-projet"),
        via=Via.WEB,
    )
    _plant_before_the_government(team, _get_person("direction"))


def _plant_second() -> list[dict[str, str]]:
    """Let others write words of their own, for another institution where there is one."""
    team, plan = _get_person("equipe-1"), ActionPlan.objects.get(code="MA-2")
    dossier = Proposal.objects.get(porters__institution__code="archives")
    consultation = Consultation.objects.order_by("pk")[0]
    draft = create_draft(
        plan=plan,
        actor=_get_person("citoyen-3"),
        values={"title": f"Ouvrir {OTHER_DRAFT.word}"},
        via=Via.WEB,
    )
    comment(dossier.pk, actor=team, text=f"Voir {OTHER_COMMENT.word}.")
    letter = attach(
        dossier.pk,
        upload=SimpleUploadedFile(f"{OTHER_LETTER.word}.txt", OTHER_LETTER.word.encode()),
        purpose=AttachmentPurpose.RECEIPT,
        actor=team,
        via=Via.WEB,
    )
    said = contribute(
        consultation,
        text=f"Que devient {OTHER_CONTRIBUTION.word} ?",
        language="fr",
        email=f"{OTHER_ADDRESS.word}@example.org",
    )
    answered = [
        _propose_answer(consultation, "add", "numerique-point-focal", ANSWER),
        _propose_answer(consultation, "finance", "finance-point-focal", OTHER_ANSWER),
    ]
    asked = ask(
        Activity.objects.filter(state=ActivityState.IN_PROGRESS, commitment__porters__code="dra")[
            0
        ],
        words="fin avril 2021",
        cause="staff",
        reason=f"Manque {OTHER_NEW_DATE.word}.",
        actor=_get_person("dra-point-focal"),
        via=Via.WEB,
    )
    _stand_in("archives-projet", "archives-hierarchie", ABSENCE)
    _stand_in("numerique-point-focal", "numerique-projet", OTHER_ABSENCE)
    words = ConventionWords(f"Convention {OTHER_CONVENTION.word}", "اتفاقية", "Un.", "واحد.")
    convention = create_convention(plan, words=words, actor=team, via=Via.WEB)
    return [
        {
            "proposals": str(dossier.pk),
            "proposal": str(dossier.pk),
            "attachments": str(letter.pk),
            "contributions": str(said.pk),
            "replannings": str(asked.pk),
            "conventions": str(convention.pk),
        },
        {"proposals": str(draft.pk), "contributions": str(answered[0].pk)},
        {"contributions": str(answered[1].pk)},
    ]


def _propose_answer(
    consultation: Consultation, institution: str, by: str, canary: Canary
) -> Contribution:
    """Let an institution propose the answer to what is said of a line that it carries."""
    line = Proposal.objects.filter(
        porters__institution__code=institution, state=ProposalState.IN_CONSULTATION
    )[0]
    said = contribute(consultation, text="Et les délais ?", language="fr", proposal=line.pk)
    propose_answer(
        said.pk,
        effect=AnswerEffect.ACCEPTED.value,
        answer=f"Oui, {canary.word}.",
        actor=_get_person(by),
        via=Via.WEB,
    )
    return said


def _stand_in(absent: str, present: str, canary: Canary) -> None:
    today = current_clock().today()
    delegate(
        actor=_get_person(absent),
        delegate=_get_person(present),
        starts_on=today,
        ends_on=today,
        reason=f"Absent : {canary.word}",
    )


def _plant_before_the_government(team: User, lead: User) -> None:
    """Begin a convention, and a file for the council, which the demonstration has none of."""
    plan = ActionPlan.objects.get(code="MA-2")
    words = ConventionWords(
        title_fr=f"Convention {CONVENTION.word}",
        title_ar="اتفاقية",
        body_fr="Les parties.",
        body_ar="الأطراف.",
    )
    create_convention(plan, words=words, actor=team, via=Via.WEB)
    council = start_file(PlanVersion.objects.order_by("pk")[0], actor=lead, via=Via.WEB)
    attach(
        council.pk,
        upload=SimpleUploadedFile(f"{COUNCIL.word}.txt", COUNCIL.word.encode()),
        purpose=AttachmentPurpose.COUNCIL_FILE,
        actor=lead,
        via=Via.WEB,
    )


def list_found(answer: HttpResponseBase) -> list[Canary]:
    """Return the words that are in an answer, in a packed file too."""
    text = b"".join(_unpack(_read(answer)))
    return [each for each in CANARIES if each.word.encode() in text]


def _read(answer: HttpResponseBase) -> bytes:
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer)
    assert isinstance(answer, HttpResponse)
    return answer.content


def _unpack(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(_ZIP):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if content.startswith(_GZIP):
        yield gzip.decompress(content)


def _get_person(key: str) -> User:
    return User.objects.get(email=make_address(key))
