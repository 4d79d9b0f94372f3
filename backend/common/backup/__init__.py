"""Back up and restore an installation: its database and its media in one .tar.

    database.sqlite3 or database.pgdump      SQLite's own copy, or pg_dump's custom format
    media/...                                every file under MEDIA_ROOT
    manifest.json                            SHA-256 and size of all of these, versions, migrations

It contains no keys, only their fingerprints: a lost backup must not allow anybody to make labels.

A backup is taken while the service runs. Media are read before and after the database, so that all files of the
database are included, and maybe a few deleted ones. A restore builds everything in a temporary place, checks it, and
renames it into place. The previous data stays under another name.
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
