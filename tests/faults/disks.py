"""A small disk of the test's own, which can be filled and emptied."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_BLOCK = b"\0" * 65_536


@dataclass
class Disk:
    """A tmpfs at `folder`."""

    folder: Path

    @classmethod
    @contextmanager
    def mounted(cls, folder: Path, megabytes: int) -> Iterator[Disk]:
        """Mount it; skip the test where this user may not mount."""
        folder.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"a small disk can't be mounted here: {done.stderr.strip()}")
        try:
            yield cls(folder)
        finally:
            # Files that a killed process still holds go with it.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)

    @property
    def _filler(self) -> Path:
        return self.folder / ".filler"

    def fill(self) -> None:
        """Write zeros until nothing more fits."""
        handle = os.open(self._filler, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (len(_BLOCK), 4_096, 1):
                with suppress(OSError):
                    while os.write(handle, _BLOCK[:size]) == size:
                        pass
        finally:
            os.close(handle)

    def empty(self) -> None:
        self._filler.unlink(missing_ok=True)
