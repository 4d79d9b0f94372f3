"""Branches above a branch, read from its path without a query."""

from __future__ import annotations

from members.models import Branch


def paths_to(branch: Branch) -> list[str]:
    """Return the paths of the branches from the root down to `branch`: "/1/" and "/1/23/" for "/1/23/"."""
    paths, path = [], "/"
    for part in branch.path.strip("/").split("/"):
        path += f"{part}/"
        paths.append(path)
    return paths
