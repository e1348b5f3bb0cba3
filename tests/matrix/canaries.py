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
    PlanVersion,
    Proposal,
    SheetVersion,
)
from lifecycle.services.attachments import attach
from lifecycle.services.comments import comment
from lifecycle.services.contributions import contribute
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.services.councils import start_file
from lifecycle.services.proposals import create_draft
from lifecycle.services.replannings import ask
from lifecycle.services.sheets import save_version
from lifecycle.vocabulary import ActivityState, AttachmentPurpose, ProposalState
from workflow.models import User, Via

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
#: Those who run the procedure.
MINISTRY = frozenset({"team", "lead"})


@dataclass(frozen=True)
class Canary:
    """A word, and the readers who may find it anywhere."""

    word: str
    readers: frozenset[str]


DRAFT = Canary("canari-brouillon", frozenset())
COMMENT = Canary("canari-commentaire", MINISTRY | {"committee"})
SHEET = Canary("canari-fiche", MINISTRY | {"committee"})
LETTER = Canary("canari-courrier", MINISTRY)
CONTRIBUTION = Canary("canari-contribution", MINISTRY | {"committee"})
ADDRESS = Canary("canari-adresse", frozenset())
NEW_DATE = Canary("canari-echeance", MINISTRY | {"committee"})
CONVENTION = Canary("canari-convention", MINISTRY | {"committee"})
COUNCIL = Canary("canari-conseil", MINISTRY | {"committee"})
CANARIES = (
    DRAFT,
    COMMENT,
    SHEET,
    LETTER,
    CONTRIBUTION,
    ADDRESS,
    NEW_DATE,
    CONVENTION,
    COUNCIL,
)


def plant() -> None:
    """Let people write each word where it is not for everybody."""
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
