"""Backup and restore of one installation: its database and its media in one .tar.

    database.sqlite3 or database.pgdump      SQLite's own copy, or pg_dump's custom format
    media/...                                every file under MEDIA_ROOT
    manifest.json                            SHA-256 and size of all of these, versions, migrations

Keys are not in it, only their fingerprints: whoever finds a backup must not be able to make labels.

A backup is taken while the service runs. Media are read before and after the database, so that every file the
database knows is there; a few that it no longer knows may be, too. A restore builds everything aside, checks it, and
swaps it in by renaming; what was there is kept beside under another name.
"""

from backend.common.backup.errors import BackupError
from backend.common.backup.manifest import DATABASE, MANIFEST, made_at
from backend.common.backup.reading import read_manifest
from backend.common.backup.restoring import Restored, restore_backup
from backend.common.backup.writing import make_backup

__all__ = [
    "BackupError",
    "DATABASE",
    "MANIFEST",
    "Restored",
    "made_at",
    "make_backup",
    "read_manifest",
    "restore_backup",
]
