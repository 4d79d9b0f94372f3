"""The project's own top packages, as pyproject.toml lists them for import-linter: no other list is kept by hand."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_INSTALLED = {"art"}  # development only: no tables, templates or addresses


@cache
def root_packages() -> tuple[str, ...]:
    """All of them; what has types to check."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tuple(tomllib.load(file)["tool"]["importlinter"]["root_packages"])


def installed_packages() -> tuple[str, ...]:
    """Those that run: `backend`, whose folders are apps, and the apps beside it."""
    return tuple(name for name in root_packages() if name not in NOT_INSTALLED)


def apps() -> tuple[str, ...]:
    """The apps beside `backend`."""
    return tuple(name for name in installed_packages() if name != "backend")
