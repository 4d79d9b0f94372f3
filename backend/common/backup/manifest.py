"""The manifest of a backup: its versions, migrations, and the hash of each file."""

from __future__ import annotations

import hashlib
import platform
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from backend.common.migration_records import missing_migrations, recorded_migrations

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


def make_manifest(files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "origin": settings.PUBLIC_ORIGIN,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": {"vendor": connection.vendor, "version": version},
        "migrations": sorted(recorded_migrations(connection)),
        "label_keys": key_fingerprints(),
        "files": files,
    }


def key_fingerprints() -> dict[str, str]:
    """Return {version: hash} of the label keys.

    Keys are long and random, so their hashes don't reveal them.
    """
    return {
        str(version): hashlib.sha256(b"pieu label key\0" + key).hexdigest()[:16]
        for version, key in settings.LABEL_KEYS.items()
    }


def needs_migrate(manifest: dict[str, Any]) -> bool:
    return bool(missing_migrations(manifest["migrations"]))


def made_at(manifest: dict[str, Any]) -> datetime:
    return timezone.localtime(datetime.fromisoformat(manifest["made_at"]))
