from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from backend.common.backup import DATABASE, MANIFEST, make_backup, read_manifest
from backend.common.migration_records import is_migrated, recorded_migrations
from backend.common.models import Mark
from backend.ledger.actions import append_entry
from backend.ledger.models import Entry
from tests.live import ROOT, maintenance_cursor, project_env

pytestmark = pytest.mark.crash


class House:
    """An installation with one ledger entry, one mark and two files."""

    def __init__(self, media: Path, backups: Path) -> None:
        self.media, self.backups = media, backups
        with transaction.atomic():
            append_entry(kind="lot.opened", subject="lot:M1", payload={"name": "mận"}, by=None)
        Mark.objects.create(name="before")
        (media / "photos").mkdir(parents=True)
        (media / "photos" / "mận.webp").write_bytes(b"plum")
        (media / "sheet.pdf").write_bytes(b"%PDF" * 100_000)

    def state(self) -> dict:
        files = {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }
        return {
            "marks": sorted(Mark.objects.values_list("name", flat=True)),
            "entries": list(Entry.objects.values_list("subject", "body")),
            "files": files,
        }

    def change(self) -> dict:
        Mark.objects.create(name="after")
        (self.media / "photos" / "mận.webp").unlink()
        (self.media / "new.webp").write_bytes(b"new")
        return self.state()

    def extra_paths(self) -> list[Path]:
        """Return what a restore left next to the media and, on SQLite, next to the database."""
        return sorted(
            path for path in self.media.parent.iterdir() if "restoring" in path.name or "before" in path.name
        )


@pytest.fixture
def house(real_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    yield House(settings.MEDIA_ROOT, tmp_path / "backups")
    if real_db.vendor == "postgresql":
        connection.close()
        with maintenance_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{real_db.name}_%"])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def restore(path: Path, **options) -> str:
    output = io.StringIO()
    call_command("restore", path, stdout=output, **options)
    return output.getvalue()


def rewrite(path: Path, *, replace: dict[str, bytes], manifest=lambda content: None, more=()) -> Path:
    """A copy of a backup with some members replaced, and their new hashes in the manifest."""
    target = path.with_name("rewritten.tar")
    with tarfile.open(path) as source, tarfile.open(target, "w") as copy:
        listed = json.load(source.extractfile(MANIFEST))
        for entry in source:
            if entry.name == MANIFEST:
                continue
            content = replace.get(entry.name, source.extractfile(entry).read())
            entry.size = len(content)
            listed["files"][entry.name] = {
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            }
            copy.addfile(entry, io.BytesIO(content))
        for name, content in more:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            listed["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            copy.addfile(entry, io.BytesIO(content))
        manifest(listed)
        body = json.dumps(listed).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(body)
        copy.addfile(entry, io.BytesIO(body))
    return target


def assert_refused(house: House, path: Path, match: str, **options) -> None:
    before = house.state()
    with pytest.raises(CommandError, match=match):
        restore(path, **options)
    assert house.state() == before
    assert house.extra_paths() == []


def test_restore_brings_back_rows_files_and_triggers(house):
    then = house.state()
    backup = make_backup(house.backups)
    assert [path.name for path in house.backups.iterdir()] == [backup.name]
    assert backup.stat().st_mode & 0o777 == 0o600
    house.change()
    message = restore(backup, yes=True)
    assert house.state() == then
    with pytest.raises(IntegrityError, match="append-only"):
        Entry.objects.all().delete()
    assert "Đã phục hồi" in message
    assert "./run migrate" not in message


def test_restore_moves_existing_data_aside(house):
    backup = make_backup(house.backups)
    changed = house.change()
    restore(backup, yes=True)
    stored = [path for path in house.extra_paths() if path.is_dir()]
    assert [sorted(path.name for path in folder.rglob("*.webp")) for folder in stored] == [["new.webp"]]
    assert changed["marks"] == ["after", "before"]


def test_restore_without_yes_leaves_a_used_installation_alone(house):
    backup = make_backup(house.backups)
    house.change()
    assert_refused(house, backup, "There is data here")


def test_restore_without_yes_fills_an_empty_installation(house, settings, tmp_path):
    then = house.state()
    backup = make_backup(house.backups)
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.close()
        Path(name).unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    house.media = settings.MEDIA_ROOT = tmp_path / "elsewhere" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "README.md").write_text("uploads")
    restore(backup)
    assert house.state() == then


@pytest.mark.parametrize("where", ["media/sheet.pdf", "database"])
def test_restore_refuses_a_flipped_bit(house, where):
    backup = make_backup(house.backups)
    name = DATABASE[connection.vendor] if where == "database" else where
    with tarfile.open(backup) as archive:
        offset = archive.getmember(name).offset_data + 5_000
    with backup.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))
    house.change()
    assert_refused(house, backup, name, yes=True)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.999])
def test_restore_refuses_a_backup_that_was_cut_short(house, part):
    backup = make_backup(house.backups)
    content = backup.read_bytes()
    # tarfile pads its end with zeros: cut into the part before them.
    backup.write_bytes(content.rstrip(b"\0")[: int(len(content.rstrip(b"\0")) * part)])
    assert_refused(house, backup, "backup|Piêu", yes=True)


def test_restore_refuses_names_that_lead_out_of_the_media(house, tmp_path):
    backup = make_backup(house.backups)
    for name in ("media/../../escaped", "/escaped", "etc/escaped"):
        evil = rewrite(backup, replace={}, more=[(name, b"x")])
        assert_refused(house, evil, "escaped", yes=True)
    assert not list(tmp_path.rglob("escaped"))


def test_restore_puts_nothing_in_place_when_the_database_in_it_is_no_database(house):
    backup = make_backup(house.backups)
    broken = rewrite(backup, replace={DATABASE[connection.vendor]: b"no database" * 1000})
    before = house.change()
    with pytest.raises(CommandError, match="damaged|pg_restore failed"):
        restore(broken, yes=True)
    assert house.state() == before
    assert house.extra_paths() == []


def test_restore_without_a_file_shows_the_command_to_type(house):
    before = house.state()
    with pytest.raises(CommandError, match="Chị cho biết tệp sao lưu") as refusal:
        call_command("restore")
    assert "./run restore FILE.tar --check" in str(refusal.value)
    assert house.state() == before


def test_restore_refuses_a_backup_of_a_newer_program(house):
    backup = make_backup(house.backups)
    newer = rewrite(backup, replace={}, manifest=lambda m: m["migrations"].append("common.9999_later"))
    assert_refused(house, newer, "common.9999_later", yes=True)


def test_restore_names_the_migrate_command_when_migrations_are_due(house):
    backup = make_backup(house.backups)

    def without_common(manifest: dict) -> None:
        manifest["migrations"] = [name for name in manifest["migrations"] if not name.startswith("common.")]

    older = rewrite(backup, replace={}, manifest=without_common)
    assert "./run migrate" in restore(older, yes=True)


def forget_migrations(condition: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM django_migrations WHERE {condition}")


def test_restore_of_the_last_version_before_the_squash_leaves_nothing_to_migrate(house):
    """Such a database has recorded the old migrations, and none of their replacements."""
    squashed = {name for name in recorded_migrations(connection) if name.endswith(".0001_release_0_1_0")}
    assert len(squashed) == 8
    forget_migrations("name = '0001_release_0_1_0'")
    then = house.state()
    backup = make_backup(house.backups)
    assert squashed.isdisjoint(read_manifest(backup)["migrations"])
    house.change()
    assert "./run migrate" not in restore(backup, yes=True)
    assert is_migrated(connection)
    output = io.StringIO()
    call_command("migrate", stdout=output, skip_checks=False)
    assert "No migrations to apply" in output.getvalue()
    assert squashed <= recorded_migrations(connection)
    assert house.state() == then


def test_restore_refuses_a_backup_made_half_way_through_the_old_migrations(house):
    forget_migrations("name = '0001_release_0_1_0'")
    forget_migrations("app = 'orders' AND name >= '0019'")
    backup = make_backup(house.backups)
    house.change()
    what_to_do = "thiếu 4, như orders.0022_money_told.*chạy ./run migrate, rồi sao lưu lại"
    assert_refused(house, backup, what_to_do, yes=True)


def test_restore_refuses_other_label_keys(house, settings):
    backup = make_backup(house.backups)
    settings.LABEL_KEYS = {1: bytes(32)}
    for path in (settings.MEDIA_ROOT / "photos" / "mận.webp", settings.MEDIA_ROOT / "sheet.pdf"):
        path.unlink()
    assert_refused(house, backup, "LABEL_KEYS lacks key 1")


def test_restore_refuses_the_other_kind_of_database(house):
    backup = make_backup(house.backups)
    other = rewrite(backup, replace={}, manifest=lambda m: m["database"].update(vendor="oracle"))
    assert_refused(house, other, "of oracle", yes=True)


def test_restore_refuses_while_somebody_uses_the_database(house, real_db):
    backup = make_backup(house.backups)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM common_mark').fetchall()"
        if real_db.vendor == "sqlite"
        else "import psycopg, sys; c = psycopg.connect(sys.argv[1])"
    )
    target = real_db.name if real_db.vendor == "sqlite" else real_db.url
    with subprocess.Popen(
        [sys.executable, "-c", program + "; print('open', flush=True); sys.stdin.read()", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as user:
        assert user.stdout.readline() == b"open\n"
        assert_refused(house, backup, "is in use", yes=True)
        user.stdin.close()


def test_check_looks_and_changes_nothing(house):
    backup = make_backup(house.backups)
    changed = house.change()
    assert "khớp" in restore(backup, check=True)
    assert house.state() == changed


def test_backup_of_a_written_database_holds_every_file_that_its_rows_name(house, real_db, tmp_path):
    """A writer stores and deletes files with their rows all the time."""
    writer = """
import sys, itertools, pathlib, time
from django.conf import settings
import django; django.setup()
from backend.common.models import Mark
media = pathlib.Path(sys.argv[1])
for number in itertools.count():
    name = f"file-{number:06}"
    (media / name).write_bytes(name.encode() * 1000)
    Mark.objects.create(name=name)
    if number == 20: print("writing", flush=True)
"""
    env = project_env(PIEU_ENV="demo", PIEU_VAR=str(tmp_path / "var"), DATABASE_URL=real_db.url)
    with subprocess.Popen(
        [sys.executable, "-c", writer, str(house.media)], cwd=ROOT, env=env, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"writing\n"
        backup = make_backup(house.backups)
        process.kill()
    with closing(tarfile.open(backup)) as archive:
        files = {name.removeprefix("media/") for name in archive.getnames()}
    restore(backup, yes=True)
    rows = set(Mark.objects.filter(name__startswith="file-").values_list("name", flat=True))
    assert len(rows) > 20
    assert rows - files == set()
