"""`./run bench WORK`, or `all`: what is claimed, measured here and now."""

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.scratch import DEFAULT_POSTGRESQL, describe_machine, scratch_database

DATABASES = ("sqlite", "postgresql")
WORK = {
    "transition": 300,
    "bulk": 10_000,
    "inbox": 100_000,
    "sweep": 100_000,
    "dispatch": 2_000,
}


def main(arguments: list[str]) -> int:
    """Measure what is asked on each database, print it, and return the exit code."""
    options = _parse(arguments)
    names = list(WORK) if options.work == "all" else [options.work]
    databases = DATABASES if options.database == "both" else (options.database,)
    results = [_measure_apart(name, database, options) for database in databases for name in names]
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
    medians = {each["name"]: each["median_ms"] for each in figures}
    first = figures[0]["name"]
    lines = [f"{result['work']} on {result['database']}, {result['count']}"]
    lines += [
        f"  {each['name']:32} {each['rate_per_second']:>9.1f} a second  "
        f"{each['median_ms']:>8.3f} ms  {each['statements']:>3} statements  "
        f"{medians[each['compared_with'] or first] / each['median_ms']:>5.2f} of the first"
        + (f"  {each['peak_mb']:>6.1f} MB at most" if each["peak_mb"] else "")
        for each in figures
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
