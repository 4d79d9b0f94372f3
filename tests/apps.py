"""The project's own top packages, as pyproject.toml lists them for import-linter: there is no other list."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_INSTALLED = {"art"}  # development only: no tables, templates or addresses


@cache
def root_packages() -> tuple[str, ...]:
    """Return all of them: the packages that mypy checks."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tuple(tomllib.load(file)["tool"]["importlinter"]["root_packages"])


def installed_packages() -> tuple[str, ...]:
    """Return the installed ones: `backend`, whose folders are apps, and the other apps."""
    return tuple(name for name in root_packages() if name not in NOT_INSTALLED)


def apps() -> tuple[str, ...]:
    """Return the installed packages except `backend`."""
    return tuple(name for name in installed_packages() if name != "backend")
