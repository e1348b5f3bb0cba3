"""What a load did, row by row, so that a second run can be seen to change nothing."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.services.loading.problems import Problem


class Outcome(models.TextChoices):
    """What became of a row."""

    #: It was not here yet.
    CREATED = "created", _("created")
    #: It was here and now says what the file says.
    UPDATED = "updated", _("updated")
    #: It said the same already.
    UNCHANGED = "unchanged", _("unchanged")
    #: It says something else and was left alone: people have worked on it since.
    KEPT = "kept", _("kept as it is")


@dataclass(frozen=True)
class Line:
    """One row of the file: what it is about, what became of it, and why."""

    kind: str
    name: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True)
class Unsettled:
    """Words that read more than one way, what they are about, and their first and last days."""

    about: str
    words: str
    readings: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Return them as one line, every reading included."""
        readings = " / ".join(
            first if first == last else f"{first} – {last}" for first, last in self.readings
        )
        return gettext("%(about)s: “%(words)s” (%(readings)s)") % {
            "about": self.about,
            "words": self.words,
            "readings": readings,
        }


@dataclass
class LoadReport:
    """The lines of a load, what is still to be said, and the problems of rows left out."""

    lines: list[Line] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    to_settle: tuple[Unsettled, ...] = ()

    def add(self, kind: str, name: object, outcome: Outcome, detail: str = "") -> None:
        """Note what became of a row."""
        self.lines.append(Line(kind, str(name), outcome, detail))

    @property
    def has_changed_anything(self) -> bool:
        """Return whether something was created or updated."""
        return any(line.outcome in {Outcome.CREATED, Outcome.UPDATED} for line in self.lines)

    @property
    def remarkable(self) -> list[Line]:
        """Return the lines somebody has to look at: what was updated, what was kept."""
        return [each for each in self.lines if each.outcome in {Outcome.UPDATED, Outcome.KEPT}]

    def count(self) -> dict[str, Counter[Outcome]]:
        """Return how many rows of each kind had each outcome, in the order of the file."""
        counts: dict[str, Counter[Outcome]] = {}
        for line in self.lines:
            counts.setdefault(line.kind, Counter())[line.outcome] += 1
        return counts
