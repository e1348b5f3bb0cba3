"""One measurement in a process of its own, on the database its environment names; prints JSON."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.core.management import call_command
from django.db import connection


def main(name: str, *counts: int) -> None:
    """Prepare the database, measure, print the figures."""
    django.setup()
    call_command("migrate", verbosity=0)
    make_peers()
    show(name, *counts)


def make_peers() -> None:
    """Make tables and permissions of the peers, which have no migrations; the others' are there."""
    peers = apps.get_app_config("peers")
    with connection.schema_editor() as editor:
        for model in peers.get_models():
            editor.create_model(model)
    create_permissions(peers, verbosity=0)


def show(name: str, *counts: int) -> None:
    """Measure, and print the figures."""
    # By name: what is measured needs the applications, which are ready only now.
    work = import_module(f"benchmarks.{name}")
    print(json.dumps([asdict(figure) for figure in work.run(*counts)]))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
