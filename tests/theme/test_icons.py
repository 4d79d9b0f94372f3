from __future__ import annotations

import re

import pytest

from backend.theme.templatetags.theme import ICONS
from tests.test_house import ROOT, project_files

USED = [
    re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']"""),
    re.compile(r"""\b(?:bicon_name|action_icon|icon) ?=["']([a-z0-9-]+)["']"""),
]
QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in project_files(".html", ".py", ".js", ".toml")
        if "tests" not in path.parts
    }


@pytest.mark.slow
def test_every_icon_that_is_used_exists():
    names = {
        match[1]: place
        for place, text in sources().items()
        for pattern in USED
        for match in pattern.finditer(text)
    }
    assert len(names) > 20
    assert {name: place for name, place in names.items() if not (ICONS / f"{name}.svg").exists()} == {}


@pytest.mark.slow
def test_every_icon_that_is_there_is_used():
    """A name may come from a table, so any quoted word counts as a use."""
    words = {word for text in sources().values() for word in QUOTED.findall(text)}
    stored = {path.stem for path in ICONS.glob("*.svg")}
    assert sorted(stored - words) == []


def test_icons_are_plain_shapes():
    """A drawing must contain no script, style, link or foreign markup."""
    allowed = {"svg", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse", "g"}
    for path in ICONS.glob("*.svg"):
        tags = set(re.findall(r"<([a-zA-Z]+)", path.read_text()))
        assert tags <= allowed, path.name
    assert "ISC License" in (ICONS / "LICENSE").read_text()
