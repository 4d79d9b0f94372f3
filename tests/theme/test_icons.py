from __future__ import annotations

import re
from pathlib import Path

from backend.theme.templatetags.theme import ICONS

ROOT = Path(__file__).resolve().parents[2]
USED = [
    re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']"""),
    re.compile(r"""\b(?:icon_name|action_icon|icon)=["']([a-z0-9-]+)["']"""),
]


def used() -> dict[str, str]:
    found = {}
    for path in ROOT.glob("**/*"):
        if path.suffix not in {".html", ".py"} or {".venv", "node_modules", "tests"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in USED:
            for match in pattern.finditer(text):
                found[match[1]] = str(path.relative_to(ROOT))
    return found


def test_every_icon_that_is_used_exists():
    names = used()
    assert len(names) > 20
    assert {name: place for name, place in names.items() if not (ICONS / f"{name}.svg").exists()} == {}


def test_icons_are_plain_shapes():
    """No script, style, link or foreign markup may come in with a drawing."""
    allowed = {"svg", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse", "g"}
    for path in ICONS.glob("*.svg"):
        tags = set(re.findall(r"<([a-zA-Z]+)", path.read_text()))
        assert tags <= allowed, path.name
    assert "ISC License" in (ICONS / "LICENSE").read_text()
