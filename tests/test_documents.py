"""The documents stay short, their links have targets, and the CHANGELOG contains the version."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from backend.settings import VERSION
from tests.live import ROOT
from tests.test_house import project_files

LINK = re.compile(r"\]\(([^)\s]+)\)")


def lines_of(name: str) -> list[str]:
    return (ROOT / name).read_text().splitlines()


def local_links(path: Path) -> list[str]:
    """Return the targets of a document's links inside the repository, without their anchors."""
    targets = (target.partition("#")[0] for target in LINK.findall(path.read_text()))
    return [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]


def test_local_links_of_documents_lead_to_files():
    documents = [path for path in project_files(".md") if "content" not in path.parts]
    links = [(path, target) for path in documents for target in local_links(path)]
    assert len(links) > 10
    assert [
        f"{path.relative_to(ROOT)}: {target}" for path, target in links if not (path.parent / target).exists()
    ] == []


def test_readme_is_short_and_has_three_pictures():
    assert len(lines_of("README.md")) <= 90
    pictures = [target for target in local_links(ROOT / "README.md") if target.endswith(".webp")]
    assert len(pictures) == 3


def test_architecture_explains_concepts_and_lists_no_files():
    assert len(lines_of("docs/architecture.md")) <= 120
    text = (ROOT / "docs/architecture.md").read_text()
    # pyproject.toml is named as the place of a rule, not as a module.
    assert set(re.findall(r"\b[\w/-]+\.(?:py|html|js|css|toml)\b|\b[a-z]+/(?=[\s`])", text)) == {
        "pyproject.toml"
    }


def glossary_tables() -> list[list[list[str]]]:
    """Return the rows of each table of the glossary: English, Vietnamese, sentence, place."""
    sections = (ROOT / "docs/glossary.md").read_text().split("\n## ")[1:]
    return [
        [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
        for section in sections
    ]


def exists(place: str) -> bool:
    """Return whether a place is a file, a module, or a name at the top of a module."""
    if "/" in place:
        return (ROOT / place).is_file()
    path = ROOT / place.replace(".", "/")
    if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
        return True
    module = path.parent.with_suffix(".py")
    if not module.is_file():
        return False
    body = ast.parse(module.read_text()).body
    return path.name in {
        node.name for node in body if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    }


def test_glossary_names_what_exists():
    rows = [row for table in glossary_tables() for row in table]
    assert len(rows) > 100
    assert [row for row in rows if len(row) != 4] == []
    assert [place for _, _, _, place in rows if not exists(place.strip("`"))] == []
    assert not exists("orders.shops.models.Market") and not exists("orders.market")


def test_glossary_is_sorted_and_names_each_noun_once():
    tables = [[row[0] for row in table] for table in glossary_tables()]
    assert tables == [sorted(table, key=str.casefold) for table in tables]
    nouns = [noun for table in tables for noun in table]
    assert len(nouns) == len(set(nouns))


def test_glossary_has_the_words_of_the_interface():
    catalogue = (ROOT / "locale/en/LC_MESSAGES/django.po").read_text().replace('"\n"', "").casefold()
    words = [part for table in glossary_tables() for row in table for part in re.split(r", |…", row[1])]
    assert [word for word in words if word != "–" and word.strip().casefold() not in catalogue] == []


def test_first_change_is_short_and_names_files_that_exist():
    assert len(lines_of("docs/first-change.md")) <= 165
    named = re.findall(r"`([\w/]+/[\w/.]+)`", (ROOT / "docs/first-change.md").read_text())
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_newcomers_are_led_to_the_glossary_and_the_first_change():
    for name, folder in (("CONTRIBUTING.md", "docs/"), ("docs/architecture.md", "")):
        assert {f"{folder}glossary.md", f"{folder}first-change.md"} <= set(local_links(ROOT / name)), name


def test_changelog_has_the_version_and_a_place_for_the_next():
    headings = [line for line in lines_of("CHANGELOG.md") if line.startswith("## ")]
    assert headings[0] == "## [Unreleased]"
    assert headings[1].startswith(f"## [{VERSION}] - ")
    assert len(lines_of("CHANGELOG.md")) <= 60 + 30 * (len(headings) - 1), "sixty lines, and thirty a release"
    kinds = {line for line in lines_of("CHANGELOG.md") if line.startswith("### ")}
    assert kinds <= {"### Added", "### Changed", "### Deprecated", "### Removed", "### Fixed", "### Security"}
