"""Backups: what was there is there again, to the last row and file, and a copy sends nothing."""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from lifecycle.management.backups import databases
from lifecycle.management.backups.databases import digest_present
from lifecycle.models import Attachment
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from notifications.dispatch import dispatch
from notifications.pausing import find_pause, resume
from tests.cast import introduce, make_institutions
from tests.databases import Clone
from tests.factories import proposal_in
from tests.lifecycle.services import documents
from tests.lifecycle.services.documents import make_upload
from tests.services import find_pg_dump
from workflow.clock import current_clock
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.heartbeats import beat
from workflow.history.verification import verify
from workflow.models import CalendarEdition, Heartbeat, User

ON_DISK = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def site(cloned_database: Clone, settings: Settings, tmp_path: Path) -> User:
    """Give the test a site of its own, with a file and a letter on its way; return the team."""
    if connection.vendor == "postgresql" and not find_pg_dump() and os.environ.get("CI") != "true":
        pytest.skip("pg_dump is not found here")
    settings.MEDIA_ROOT = tmp_path / "media" / "attachments"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": ON_DISK}}
    amina = introduce("amina", make_institutions())
    proposal = proposal_in(ProposalState.SUBMITTED)
    upload = make_upload("Lettre.pdf", documents.PDF)
    attach(proposal, upload=upload, purpose=AttachmentPurpose.SUPPORT, actor=amina)
    return amina


def back_up(folder: Path, name: str = "kept.tar.gz") -> Path:
    """Make a backup of the site; return where it is."""
    call_command("backup", str(folder / name), stdout=StringIO())
    return folder / name


def restore(path: Path, *arguments: str) -> dict[str, Any]:
    """Restore a backup; return what the command tells a program.

    The plans of these tests were made without a birth, and the command says so with its exit code.
    """
    out = StringIO()
    with suppress(SystemExit):
        call_command("restore", str(path), *arguments, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def destroy(settings: Settings, team: User) -> None:
    """Lose the files, and go on with what is in the tables."""
    shutil.rmtree(settings.MEDIA_ROOT)
    for row in list(Attachment.objects.all()):
        fire(row.subject_id, "admit", actor=team)
    proposal_in(ProposalState.SUBMITTED)


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write the backup again with each member as `change` returns it, or without it for None."""
    changed = path.with_name("changed.tar.gz")
    with tarfile.open(path) as old, tarfile.open(changed, "w:gz") as new:
        for member in old:
            opened = old.extractfile(member)
            content = change(member.name, opened.read() if opened else b"")
            if content is not None:
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    return changed


def test_what_was_there_is_there_again(site: User, settings: Settings, tmp_path: Path) -> None:
    before = digest_present()
    heads, disagreements = verify().heads_digest, len(check_consistency())
    kept = back_up(tmp_path)
    destroy(settings, site)

    told = restore(kept, "--replace")

    after = digest_present()
    # Only the pause came since.
    assert {name for name in before if after[name] != before[name]} == {
        "notifications_deliverypause"
    }
    assert verify().heads_digest == heads
    assert Attachment.objects.get().file.read() == documents.PDF
    assert told["is_in_place"]
    assert (told["findings"], told["disagreements"]) == (0, disagreements)


def test_what_a_link_led_to_is_there_again_and_no_link(
    site: User, settings: Settings, tmp_path: Path
) -> None:
    stored = Path(settings.MEDIA_ROOT) / str(Attachment.objects.get().file.name)
    stored.rename(tmp_path / "elsewhere.pdf")
    stored.symlink_to(tmp_path / "elsewhere.pdf")

    restore(back_up(tmp_path), "--replace")

    assert not stored.is_symlink()
    assert stored.read_bytes() == documents.PDF


def test_what_did_not_agree_when_it_was_kept_is_told_afterwards(site: User, tmp_path: Path) -> None:
    kept = back_up(tmp_path)
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("restore", str(kept), "--replace", stdout=out)

    assert ended.value.code == 1
    assert f"{len(check_consistency())} disagreements" in out.getvalue()


def test_what_was_there_before_is_set_aside(site: User, settings: Settings, tmp_path: Path) -> None:
    kept = back_up(tmp_path)
    (Path(settings.MEDIA_ROOT) / "later").write_bytes(b"came after the backup")

    told = restore(kept, "--replace")

    assert (Path(told["set_aside"]) / "later").read_bytes() == b"came after the backup"
    assert not (Path(settings.MEDIA_ROOT) / "later").exists()


def test_a_restored_copy_sends_nothing_until_somebody_lets_it(site: User, tmp_path: Path) -> None:
    kept = back_up(tmp_path)
    restore(kept, "--replace")

    dispatch()
    held = len(mail.outbox)
    resume(User.objects.get(pk=site.pk))
    dispatch()

    assert held == 0
    assert len(mail.outbox) > 0


def test_history_is_as_protected_as_before(site: User, tmp_path: Path) -> None:
    restore(back_up(tmp_path), "--replace")

    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_event SET name = 'forged'")


def test_a_table_of_ours_that_came_since_goes_and_is_made_anew_by_migrating(
    site: User, tmp_path: Path
) -> None:
    with connection.schema_editor() as editor:
        editor.delete_model(CalendarEdition)
    kept = back_up(tmp_path)
    with connection.schema_editor() as editor:
        editor.create_model(CalendarEdition)

    restored = restore(kept, "--replace")

    assert restored["is_in_place"]
    assert find_pause() is not None
    assert CalendarEdition._meta.db_table not in connection.introspection.table_names()


def test_a_site_with_data_is_not_replaced_by_mistake(
    site: User, settings: Settings, tmp_path: Path
) -> None:
    kept = back_up(tmp_path)
    before = digest_present()

    with pytest.raises(CommandError, match="--replace"):
        restore(kept)
    rehearsed = restore(kept, "--replace", "--dry-run")

    assert digest_present() == before
    assert not rehearsed["is_in_place"]
    assert find_pause() is None


def test_a_site_that_runs_is_not_replaced(site: User, tmp_path: Path) -> None:
    kept = back_up(tmp_path)
    beat("sweep", now=current_clock().now(), summary={})

    with pytest.raises(CommandError, match="The site runs: sweep"):
        restore(kept, "--replace")

    Heartbeat.objects.update(beaten_at=current_clock().now() - timedelta(minutes=3))
    assert restore(kept, "--replace")["is_in_place"]


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _break(path: Path) -> Path:
    """Let what was packed go on, in the middle, with what nothing can unpack."""
    content, packer = gzip.decompress(path.read_bytes()), zlib.compressobj(wbits=31)
    half = packer.compress(content[: len(content) // 2]) + packer.flush(zlib.Z_FULL_FLUSH)
    path.write_bytes(half + bytes([7]) * 64)
    return path


def _be_no_database(path: Path) -> Path:
    """Put something else in the place of the database, and say so."""
    text = b"no database, although the manifest says that it is what was kept" * 9

    def edit(name: str, body: bytes) -> bytes:
        if name == "database":
            return text
        if name != "manifest.json":
            return body
        said = json.loads(body)
        said["database"]["sha256"] = hashlib.sha256(text).hexdigest()
        return json.dumps(said).encode()

    return rewrite(path, edit)


def _forge_database(path: Path) -> Path:
    return rewrite(path, lambda name, body: body[:-1] + b"x" if name == "database" else body)


def _lose_a_file(path: Path) -> Path:
    return rewrite(path, lambda name, body: None if name.startswith("attachments/") else body)


def _lose_the_manifest(path: Path) -> Path:
    return rewrite(path, lambda name, body: None if name == "manifest.json" else body)


def _add(name: str, *, kind: bytes = tarfile.REGTYPE) -> Callable[[Path], Path]:
    def add(path: Path) -> Path:
        changed = path.with_name("changed.tar.gz")
        with tarfile.open(path) as old, tarfile.open(changed, "w:gz") as new:
            for each in old:
                new.addfile(each, old.extractfile(each))
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc"
            # Here a name may hold anything.
            member.pax_headers = {"path": name}
            new.addfile(member)
        return changed

    return add


def _edit_manifest(**changed: object) -> Callable[[Path], Path]:
    def edit(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        return json.dumps({**json.loads(body), **changed}).encode()

    return lambda path: rewrite(path, edit)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_cut, "cannot be read as a backup|cut short"),
        (_break, "cannot be read as a backup"),
        (_forge_database, "damaged: database"),
        (_lose_a_file, "damaged: attachments"),
        (_lose_the_manifest, "no manifest"),
        (_add("attachments/more.pdf"), "attachments/more.pdf was added"),
        (_add("../elsewhere"), "../elsewhere is no file of a backup"),
        (_add("attachments/\0"), "cannot be read as a backup"),
        (_add("/elsewhere"), "/elsewhere is no file of a backup"),
        (_add("attachments/link", kind=tarfile.SYMTYPE), "attachments/link is no file"),
        (_edit_manifest(format=9), "layout 9"),
        (_edit_manifest(vendor="oracle"), "is of oracle"),
        (_edit_manifest(migrations=["lifecycle.9999_to_come"]), "lifecycle.9999_to_come"),
        (_edit_manifest(tables={"workflow_event": {}}), "no backup"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    site: User, tmp_path: Path, spoil: Callable[[Path], Path], words: str
) -> None:
    spoiled = spoil(back_up(tmp_path))
    before = digest_present()

    with pytest.raises(CommandError, match=words):
        restore(spoiled, "--replace")

    assert digest_present() == before


def test_what_one_migration_now_stands_for_is_known(site: User, tmp_path: Path) -> None:
    steps = ["workflow.0001_initial", "lifecycle.0003_time_and_delivery"]
    kept = _edit_manifest(migrations=steps)(back_up(tmp_path))

    rehearsed = restore(kept, "--replace", "--dry-run")

    assert not rehearsed["is_in_place"]


# A dump of PostgreSQL is read by pg_restore alone: there it is seen once it is in place.
@pytest.mark.once
@pytest.mark.parametrize(
    "spoil", [_be_no_database, _edit_manifest(tables={"workflow_event": {"rows": 0, "digest": ""}})]
)
def test_what_is_not_in_its_database_is_seen_before_anything_is_replaced(
    site: User, tmp_path: Path, spoil: Callable[[Path], Path]
) -> None:
    spoiled = spoil(back_up(tmp_path))
    before = digest_present()

    for rehearsal in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="damaged"):
            restore(spoiled, "--replace", *rehearsal)

    assert digest_present() == before


def test_what_is_in_place_and_is_not_the_backup_sends_nothing(
    site: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "find_tables", lambda _path: None)
    other = _edit_manifest(tables={"workflow_event": {"rows": 0, "digest": ""}})
    spoiled = other(back_up(tmp_path))

    with pytest.raises(CommandError, match="is not the backup"):
        restore(spoiled, "--replace")

    assert find_pause() is not None


def test_a_file_with_two_names_is_there_again_under_both(
    site: User, settings: Settings, tmp_path: Path
) -> None:
    media = Path(settings.MEDIA_ROOT)
    kept = next(each for each in media.rglob("*") if each.is_file())
    os.link(kept, media / "second")
    (media / "third").symlink_to(kept)

    restore(back_up(tmp_path), "--replace")

    assert (media / "second").read_bytes() == documents.PDF
    assert (media / "third").read_bytes() == documents.PDF


def test_a_file_that_is_no_backup_is_refused(site: User, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(documents.PDF)

    for name in ("letter.pdf", "missing.tar.gz"):
        with pytest.raises(CommandError, match="cannot be read as a backup"):
            restore(tmp_path / name, "--replace")


def test_a_backup_is_never_written_over_another(site: User, tmp_path: Path) -> None:
    kept = back_up(tmp_path)

    with pytest.raises(CommandError, match="is there already"):
        back_up(tmp_path)
    with pytest.raises(CommandError, match="does not exist"):
        back_up(tmp_path / "nowhere")

    # It holds everything that people entrusted to the site.
    assert kept.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.glob("*unfinished*")] == []


def test_a_file_that_was_lost_before_is_named_and_the_rest_is_kept(
    site: User, settings: Settings, tmp_path: Path
) -> None:
    row = Attachment.objects.get()
    (Path(settings.MEDIA_ROOT) / str(row.file.name)).write_bytes(b"something else")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "kept.tar.gz"), "--json", stdout=out)

    assert ended.value.code == 1
    assert json.loads(out.getvalue())["unsound"] == [row.file.name]
    assert (tmp_path / "kept.tar.gz").exists()
