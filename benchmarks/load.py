"""`./run bench load`: many people at work on the demonstration, for some minutes.

It ends by itself after the minutes given, or when it is interrupted, and tells what was met.
"""

import argparse
import json
import os
import signal
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

import django

from benchmarks.scratch import DEFAULT_POSTGRESQL, describe_machine, scratch_database
from benchmarks.served.serving import bench_folder

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code: 1 when anything failed."""
    options = _parse(arguments)
    # Asked to end, it ends as after Ctrl+C: with what was measured, and nothing left running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        load = _measure(options)
    except KeyboardInterrupt:
        print("Interrupted before anybody had come.", file=sys.stderr)
        return INTERRUPTED
    if options.json:
        print(json.dumps({"machine": describe_machine(), "load": load}, indent=2))
    else:
        print(draw(load))
    return 1 if load["errors"] or load["restarts"] else 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench load", description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2, help="processes of gunicorn")
    parser.add_argument(
        "--think", type=float, default=6.0, help="seconds between two actions of one person"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--server", default=DEFAULT_POSTGRESQL, help="where PostgreSQL listens")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args(arguments)


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    with (
        scratch_database(options.database, server=options.server) as database,
        bench_folder() as at,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.served.settings",
            "DATABASE_URL": database,
            "BENCH_FOLDER": str(at),
        }
        django.setup()
        # By name: it needs the applications, which are ready only now.
        crowd = import_module("benchmarks.crowd.working")
        print("Loading the demonstration.", file=sys.stderr)
        crowd.prepare()
        print(f"{options.people} people for {options.minutes:g} minutes.", file=sys.stderr)
        met = crowd.run(
            at,
            database,
            people=options.people,
            seconds=options.minutes * 60,
            workers=options.workers,
            think=options.think,
        )
        return asdict(met)


def draw(load: dict[str, Any]) -> str:
    """Return what was met, for people."""
    memory = ", ".join(f"{each:.1f}" for each in load["memory_mb"])
    lines = [
        f"{load['people']} people, {load['workers']} workers, {load['seconds']:.0f} s: "
        f"{load['requests']} requests, {load['requests_per_second']:.1f} a second",
        f"errors {load['errors']}, stale forms {load['stale']}, restarts {load['restarts']}; "
        f"workers hold {memory} MB (PSS)",
    ]
    lines += [
        f"  {each['name']:20} {each['count']:>6}  p50 {each['p50_ms']:>8.1f} ms  "
        f"p95 {each['p95_ms']:>8.1f} ms" + (f"  {each['errors']} errors" if each["errors"] else "")
        for each in load["screens"]
    ]
    return "\n".join([*lines, *load["problems"], load["said_by_the_server"][-2000:]]).rstrip()
