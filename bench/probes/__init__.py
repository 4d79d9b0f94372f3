"""Other people's security tools against Piêu: one module for each kind of tool, run by bench/doors.py."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """What one tool did.

    tried: requests, checks or pages. found: what it reports, a line each, false alarms included.
    planted: whether it found the fault that was built in for it; "" if nothing ran.
    missing: the reason why it did not run.
    """

    what: str
    tool: str
    tried: int = 0
    unit: str = "requests"
    found: tuple[str, ...] = ()
    planted: str = ""
    missing: str = ""

    @property
    def held(self) -> int:
        return self.tried - len(self.found)


def seen(is_found: bool) -> str:
    return "found" if is_found else "MISSED"


@dataclass(frozen=True)
class Tools:
    """Where the tools are: a folder with `bin` and `node_modules`, then PATH."""

    folder: Path | None

    def program(self, name: str) -> str | None:
        places = [str(self.folder / "bin")] if self.folder else []
        return shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", ""), "/usr/sbin"]))

    def package(self, name: str) -> Path | None:
        """Return the folder of a package for Node.js."""
        places = [self.folder] if self.folder else []
        for place in [*places, Path.cwd()]:
            if (found := place.resolve() / "node_modules" / name).is_dir():
                return found
        return None
