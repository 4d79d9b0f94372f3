"""Collect static files only when one of them changed: hashing and compressing them all takes seconds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command

STAMP = ".collected"


def collect_when_changed() -> bool:
    """Run collectstatic if the storage needs it and a source file changed. Return True if it ran."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return False
    stamp, now = Path(settings.STATIC_ROOT) / STAMP, fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Return a hash that changes when a static source file is added, removed or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
