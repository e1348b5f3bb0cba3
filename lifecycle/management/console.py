"""What commands draw: progress and tables on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

#: Told how many are done, of how many.
Report = Callable[[int, int], None]


@contextmanager
def show_progress(words: str) -> Iterator[Report]:
    """Draw a bar on the error stream while the block runs; nothing when it is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    # What a file says must not be read as markup, and a log wants no bar.
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headers: drawn on a terminal, separated by tabs elsewhere."""
    console = Console()
    if not console.is_terminal:
        for row in (headers, *rows):
            console.print("\t".join(str(cell) for cell in row), markup=False, soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False)
    for header in headers:
        table.add_column(header)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)
