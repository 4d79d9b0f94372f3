"""The lists of packages: each name in the .in files is pinned once, with hashes, and without a particular index."""

from __future__ import annotations

import re

from tests.live import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)", re.MULTILINE)


def normal(name: str) -> str:
    """Return a package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    """Return the pinned version of each package in a compiled list."""
    return {normal(package): version for package, version in PIN.findall((ROOT / name).read_text())}


def wanted(name: str) -> set[str]:
    """Return the packages that a .in file names itself."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines if line and not line.startswith("-")}


def test_every_package_that_is_asked_for_is_pinned():
    assert wanted("requirements.in") - pins("requirements.txt").keys() == set()
    assert wanted("requirements-dev.in") - pins("requirements-dev.txt").keys() == set()


def test_development_list_holds_the_runtime_list_with_the_same_versions():
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert len(runtime) > 40
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_pin_has_hashes_and_no_list_names_an_index():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        rows = [line for line in lines if not line.startswith(" ")]
        assert [row for row in rows if not PIN.match(row) or not row.endswith("\\")] == [], name
        others = [line for line in lines if line.startswith(" ")]
        assert [
            line for line in others if not re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?", line)
        ] == []
        assert "://" not in text
    for name in ("requirements.in", "requirements-dev.in"):
        text = (ROOT / name).read_text()
        assert re.findall(r"://|--(?:extra-)?index-url|--find-links", text) == []
