"""`./run bench WORK`, or `all`: what is claimed, measured here and now."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import load, site
from benchmarks.picture import draw_growth
from benchmarks.scratch import DEFAULT_POSTGRESQL, describe_machine, scratch_database

DATABASES = ("sqlite", "postgresql")
WORK = {
    "transition": 300,
    "bulk": 10_000,
    "inbox": 100_000,
    "sweep": 100_000,
    "dispatch": 2_000,
    "http": 300,
    "growth": 1_000_000,
}
#: What is measured of a whole site has its own way to say what came of it.
SITES = {"site": site.main, "load": load.main}


def main(arguments: list[str]) -> int:
    """Measure what is asked on each database, print it, and return the exit code."""
    if arguments and arguments[0] in SITES:
        return SITES[arguments[0]](arguments[1:])
    options = _parse(arguments)
    names = list(WORK) if options.work == "all" else [options.work]
    databases = DATABASES if options.database == "both" else (options.database,)
    results = [_measure_apart(name, database, options) for database in databases for name in names]
    if options.picture:
        grown = [result for result in results if result["work"] == "growth"]
        options.picture.write_text(draw_growth(grown), encoding="utf-8")
    if options.json:
        print(json.dumps({"machine": describe_machine(), "results": results}, indent=2))
    else:
        print("\n\n".join(map(_draw, results)))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("work", choices=[*WORK, "all"])
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="sqlite")
    parser.add_argument("--server", default=DEFAULT_POSTGRESQL, help="where PostgreSQL listens")
    parser.add_argument("--count", "--items", type=int, help="how many transitions, or open items")
    parser.add_argument("--due", type=int, help="how many of the items to sweep are due")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--picture", type=Path, help="where the picture of growth is written, SVG")
    return parser.parse_args(arguments)


def _measure_apart(name: str, database: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure in a process of its own: Django knows one database address for its whole life."""
    count = options.count or WORK[name]
    given = [count, options.due] if name == "sweep" and options.due else [count]
    print(f"Measuring {name} on {database} ({count}).", file=sys.stderr)
    with scratch_database(database, server=options.server) as address:
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        done = subprocess.run(  # noqa: S603 - our own module.
            [sys.executable, "-m", "benchmarks.worker", name, *map(str, given)],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    return {"work": name, "database": database, "count": count, "figures": json.loads(done.stdout)}


def _draw(result: dict[str, Any]) -> str:
    figures = result["figures"]
    lines = [f"{result['work']} on {result['database']}, {result['count']}"]
    lines += [
        f"  {_name(each):32} {each['rate_per_second']:>9.1f} a second  "
        f"{each['median_ms']:>8.3f} ms  {each['statements']:>3} statements  "
        f"{_find_reference(each, figures) / each['median_ms']:>5.2f} of the first"
        + (f"  {each['peak_mb']:>6.1f} MB at most" if each["peak_mb"] else "")
        for each in figures
    ]
    return "\n".join(lines)


def _name(figure: dict[str, Any]) -> str:
    return f"{figure['name']}, {figure['size']:,}" if figure["size"] else str(figure["name"])


def _find_reference(figure: dict[str, Any], figures: list[dict[str, Any]]) -> float:
    """Return the time of what a figure is a share of: of the same size, or itself at the least."""
    name = figure["compared_with"] or figures[0]["name"]
    grows = figure["compared_with"] == figure["name"]
    sizes = {each["size"] for each in figures} if grows else {0, figure["size"]}
    found = [each for each in figures if each["name"] == name and each["size"] in sizes]
    return float((found or figures)[0]["median_ms"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
