"""What is wrong in a file, said where a person finds it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.exceptions import WorkflowError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file.

    `line` counts from 1; 0 stands for the whole file. `column` is a number in YAML, a header in
    CSV, sheet and letter in a workbook (`activities!C`). `message` is in the reader's language.
    """

    line: int
    column: str
    field: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line, place first."""
        if not self.line:
            return self.message
        place = {"line": self.line, "column": self.column, "field": self.field}
        if not self.column:
            return _("Line %(line)s: %(message)s") % {**place, "message": self.message}
        if not self.field or self.field == self.column:
            return _("Line %(line)s, column %(column)s: %(message)s") % {
                **place,
                "message": self.message,
            }
        return _("Line %(line)s, column %(column)s (%(field)s): %(message)s") % {
            **place,
            "message": self.message,
        }


class LoadRefusedError(WorkflowError):
    """Nothing of the file was written; `problems` carries every reason, in the file's order."""

    code = "load_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        count = len(self.problems)
        summary = ngettext(
            "Nothing was loaded: the file has %(count)d problem.",
            "Nothing was loaded: the file has %(count)d problems.",
            count,
        ) % {"count": count}
        super().__init__("\n".join([summary, *map(str, self.problems)]))


def refuse(message: str, *, line: int = 0, column: str = "", field: str = "") -> LoadRefusedError:
    """Return the error of a file that cannot be read at all, for the caller to raise."""
    return LoadRefusedError([Problem(line, column, field, message)])
