"""The picture of growth: lines on logarithmic scales, one panel a database, as plain SVG."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

TITLE = "What one piece of work costs while the tables grow"
ACROSS = "work items, and as many events"
UPWARD = "milliseconds, median"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
#: Told apart without colours too: each line has a mark of its own.
COLOURS = ("#0b5394", "#b45309", "#166534", "#7c2d8f", "#444444")
MARKS = (
    '<circle cx="{x}" cy="{y}" r="4"/>',
    '<rect x="{x}" y="{y}" width="8" height="8" transform="translate(-4 -4)"/>',
    '<path d="M0-5L5 4H-5Z" transform="translate({x} {y})"/>',
    '<path d="M0-5.5L5.5 0L0 5.5L-5.5 0Z" transform="translate({x} {y})"/>',
    '<path d="M-5-1.5H5V1.5H-5Z" transform="translate({x} {y})"/>',
)

_BOTTOM, _LEFT, _WIDTH, _GAP, _HEIGHT = 64, 76, 340, 128, 300
#: Where the legend begins, how far its rows lie apart, and what it leaves to the panels.
_LEGEND, _ROW, _HEADING = 64, 24, 44
#: Two numbers at the ends of lines are never closer than their height.
_LINE = 15

Result = Mapping[str, Any]


@dataclass(frozen=True)
class _Scale:
    """A logarithmic scale over whole decades, from one place of the picture to another."""

    decades: range
    begin: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value lies."""
        span = max(len(self.decades) - 1, 1)
        share = (log10(value) - self.decades[0]) / span
        return round(self.begin + share * (self.end - self.begin), 1)


def draw_growth(results: Sequence[Result]) -> str:
    """Return the picture of the results of `growth`, one panel for each; the same for the same.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not results:
        message = "there is no growth to draw: measure it first"
        raise ValueError(message)
    figures = [figure for result in results for figure in result["figures"]]
    names = list(dict.fromkeys(figure["name"] for figure in figures))
    upward = _span(figure["median_ms"] for figure in figures)
    across = _span(figure["size"] for figure in figures)
    width = _LEFT + len(results) * (_WIDTH + _GAP)
    # Two entries a panel would be too wide for a panel alone.
    rows = [names[start : start + len(results)] for start in range(0, len(names), len(results))]
    top = _LEGEND + _ROW * len(rows) + _HEADING
    height = top + _HEIGHT + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">',
        f"<title>{TITLE}</title>",
        f"<desc>{escape(_describe(results))}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="24" y="34" font-size="20" font-weight="600">{TITLE}</text>',
        *_draw_legend(rows, figures),
    ]
    for number, result in enumerate(results):
        left = _LEFT + number * (_WIDTH + _GAP)
        parts += _draw_panel(
            result,
            names,
            _Scale(across, left, left + _WIDTH),
            _Scale(upward, top + _HEIGHT, top),
        )
    middle = top + _HEIGHT / 2
    parts.append(
        f'<text transform="translate(22 {middle}) rotate(-90)" text-anchor="middle">{UPWARD}</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def _draw_legend(rows: Sequence[Sequence[str]], figures: Sequence[Result]) -> list[str]:
    parts, number = [], 0
    for row, names in enumerate(rows):
        y = _LEGEND + row * _ROW
        for column, name in enumerate(names):
            x = _LEFT + column * (_WIDTH + _GAP)
            parts.append(f'<g fill="{_colour(number)}">{_mark(number, x + 6, y)}</g>')
            parts.append(f'<text x="{x + 20}" y="{y + 5}">{_count(name, figures)}</text>')
            number += 1
    return parts


def _count(name: str, figures: Sequence[Result]) -> str:
    """Return a name with its statements: whether these grow is what matters most."""
    counts = [figure["statements"] for figure in figures if figure["name"] == name]
    least, most = min(counts), max(counts)
    shown = f"{least}" if least == most else f"{least} to {most}"
    return escape(f"{name} ({shown} statements)")


def _draw_panel(result: Result, names: Sequence[str], across: _Scale, upward: _Scale) -> list[str]:
    name = _name(result)
    middle = (across.begin + across.end) / 2
    parts = [
        f'<text x="{middle}" y="{upward.end - 14}" text-anchor="middle" font-size="15" '
        f'font-weight="600">{escape(name)}</text>',
        f'<text x="{middle}" y="{upward.begin + 46}" text-anchor="middle">{ACROSS}</text>',
        *_draw_grid(across, upward),
    ]
    ends = []
    for number, line in enumerate(names):
        points = [
            (across.place(figure["size"]), upward.place(figure["median_ms"]))
            for figure in result["figures"]
            if figure["name"] == line
        ]
        last = [each["median_ms"] for each in result["figures"] if each["name"] == line]
        if not points:
            continue
        drawn = " ".join(f"{x},{y}" for x, y in points)
        colour = _colour(number)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks = "".join(_mark(number, x, y) for x, y in points)
        parts.append(f'<g fill="{colour}">{marks}</g>')
        ends.append((points[-1][1], f"{_format(last[-1])} ms", colour))
    for y, words, colour in _spread(ends):
        parts.append(f'<text x="{across.end + 12}" y="{y + 4}" fill="{colour}">{words}</text>')
    return parts


def _draw_grid(across: _Scale, upward: _Scale) -> list[str]:
    parts = []
    for decade in across.decades:
        x = across.place(10**decade)
        parts.append(
            f'<path d="M{x} {upward.begin}V{upward.end}" stroke="#e5e7eb"/>'
            f'<text x="{x}" y="{upward.begin + 22}" text-anchor="middle">{10**decade:,}</text>'
        )
    for decade in upward.decades:
        y = upward.place(10.0**decade)
        parts.append(
            f'<path d="M{across.begin} {y}H{across.end}" stroke="#e5e7eb"/>'
            f'<text x="{across.begin - 8}" y="{y + 4}" text-anchor="end">'
            f"{_format(10.0**decade)}</text>"
        )
    return parts


def _spread(ends: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Return the ends of lines from the top down, none so close that one covers another."""
    spread: list[tuple[float, str, str]] = []
    for y, words, colour in sorted(ends):
        least = spread[-1][0] + _LINE if spread else y
        spread.append((round(max(y, least), 1), words, colour))
    return spread


def _span(values: Iterable[float]) -> range:
    """Return the decades that hold these values."""
    found = [log10(value) for value in values if value > 0]
    lowest, highest = floor(min(found)), ceil(max(found))
    return range(lowest, max(highest, lowest + 1) + 1)


def _format(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _name(result: Result) -> str:
    database = str(result["database"])
    return NAMES.get(database, database)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _mark(number: int, x: float, y: float) -> str:
    return MARKS[number % len(MARKS)].format(x=x, y=y)


def _describe(results: Sequence[Result]) -> str:
    """Return the figures in words, for whoever cannot see the lines."""
    told = []
    for result in results:
        figures = ", ".join(
            f"{each['name']} with {each['size']:,}: {_format(each['median_ms'])} ms"
            for each in result["figures"]
        )
        told.append(f"{_name(result)}: {figures}.")
    return " ".join(told)
