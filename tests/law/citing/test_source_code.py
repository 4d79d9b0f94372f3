"""Every number of a document in the project's source is seen by the audit of the law, and known to the library."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.core.management import call_command

from backend.law.citing.actions import tell_of_changes
from backend.law.citing.registry import citing_places
from backend.law.citing.source_code import EXAMPLES, NUMBER, citations_in, cited_in_source
from backend.law.library.actions.catalogue import read_catalogue
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.library.references import parse_citations
from backend.law.models import Change, ToldChange
from backend.law.situations.stock import stock
from tests.factories.law import a_document
from tests.law.citing.data_rows import ROOT, cited_rows, project_texts

SUFFIXES = (".css", ".html", ".js", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".yaml", ".yml")
LESSON = re.compile(rf'document: "?({NUMBER})')
PLACE = re.compile(r"\b(?:Arts?\.|Điều) ?\d")


def test_each_number_of_a_document_is_a_registered_place_or_an_example():
    faults = [
        f"{name}: {number}"
        for name in project_texts(*SUFFIXES)
        for number in sorted(set(re.findall(NUMBER, text_of(name))) - seen_of(name))
        if name not in EXAMPLES
    ]
    assert not faults, "\n".join(faults)


def test_each_number_of_a_document_is_in_the_catalogue():
    known = {file.facts.number for file in read_catalogue()}
    faults = [
        f"{name}: {number}"
        for name in project_texts(*SUFFIXES)
        if name not in EXAMPLES
        for number in sorted(set(re.findall(NUMBER, text_of(name))) - known)
    ]
    assert not faults, "\n".join(faults)


def test_each_article_stands_in_a_file_that_names_its_document():
    nameless = [
        name
        for name in project_texts(".py", ".html", ".md")
        if PLACE.search(text_of(name)) and not re.search(NUMBER, text_of(name))
    ]
    # The importer reads such words in other texts.
    assert [name for name in nameless if not name.startswith("backend/law/editions/")] == []


def test_an_example_still_names_a_number_and_is_no_more_than_that():
    assert len(EXAMPLES) <= 15
    assert [name for name in EXAMPLES if not re.search(NUMBER, text_of(name))] == []


def test_a_number_out_of_sight_would_be_named():
    assert set(re.findall(NUMBER, '"""See Decree 9/2031/NĐ-CP."""')) - seen_of("orders/duties/terms.py")
    assert "248/2026/NĐ-CP" in seen_of("orders/duties/terms.py")


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("Decree 37/2026/NĐ-CP, Art. 43(1)).", ["37/2026/NĐ-CP 43(1)"]),
        ("Decree 37/2026/NĐ-CP Art. 23(7)đ and 42 with", ["37/2026/NĐ-CP 23(7)(đ)", "37/2026/NĐ-CP 42"]),
        ("Nghị định 37/2026/NĐ-CP, Điều 52 đến 55", ["37/2026/NĐ-CP 52-55"]),
        ("37/2026/NĐ-CP, Điều 23 khoản 7.", ["37/2026/NĐ-CP 23(7)"]),
        ("37/2026/NĐ-CP, điểm a khoản 5\n  Điều 41 và khoản 11 Điều 23", ["37/2026/NĐ-CP 41(5)(a)", "37/2026/NĐ-CP 23(11)"]),
        ("Art. 5 of 44/2019/QH14. Law 16/2012/QH13, Art. 15a(2)c", ["44/2019/QH14 5", "16/2012/QH13 15a(2)(c)"]),
        ("Circular 30/2026/TT-BYT is not at hand", ["30/2026/TT-BYT"]),
        ("decision 26/2026/QĐ-TTg and\n# 148/QĐ-TTg", ["26/2026/QĐ-TTg", "148/QĐ-TTg"]),
        ("Art. 5 of nothing, on 1/12/2026", []),
    ],
    ids=["article", "two", "range", "clause after", "clause before", "of two", "document", "decisions", "none"],
)  # fmt: skip
def test_a_sentence_of_the_source_is_read(text, citations):
    assert list(citations_in(text)) == citations


@pytest.mark.django_db
def test_the_audit_lists_the_source_and_nobody_is_told(capsys, monkeypatch):
    document = a_document("1/2020/NĐ-CP", kind="decree", state=DocumentState.NOT_SEEN)
    place = next(each for each in citing_places(["source"]) if each.name == "orders/duties/terms.py")
    monkeypatch.setattr(
        "backend.law.citing.source_code.cited_in_source", lambda: {place.name: ("1/2020/NĐ-CP",)}
    )
    Change.objects.create(
        kind=ChangeKind.REPEALS, document=document, from_date="2026-01-01", recorded_at="2026-01-01T00:00Z"
    )
    with pytest.raises(SystemExit):
        call_command("law_audit")
    assert "Mã nguồn orders/duties/terms.py: 1/2020/NĐ-CP" in capsys.readouterr().out
    tell_of_changes()
    assert not ToldChange.objects.filter(subject__startswith="source:").exists()


def seen_of(name: str) -> set[str]:
    """Return the numbers of documents that places of the registry, or the library itself, see of a file."""
    if name.startswith("backend/law/data/documents/"):
        return {file.facts.number for file in read_catalogue()}
    if name.startswith("backend/law/data/situations/"):
        situation = stock().situations[name.rpartition("/")[2].removesuffix(".toml")]
        return numbers_of(situation.cites) | set(situation.unread)
    if name == "backend/law/data/places.toml":
        return {one for place in stock().places.values() for one in numbers_of(place.cites)}
    if name.startswith("courses/content/"):
        return set(LESSON.findall(text_of(name)))
    rows = (row["cites"] for (path, _id), row in cited_rows().items() if path == name)
    return numbers_of(cited_in_source().get(name, ())) | {one for cites in rows for one in numbers_of(cites)}


def numbers_of(cites: Iterable[str]) -> set[str]:
    return {one.number for each in cites for one in parse_citations(each)}


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")
