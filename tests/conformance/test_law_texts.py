"""phap-dien/44.8.txt, a topic of the codified law, and laws/: each text is read, and its figures are those of its own list."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from backend.law.editions.actions.importing import Source, import_law, resolve_citations
from backend.law.editions.files import read_law_file
from backend.law.editions.parsed import BrokenLaw
from backend.law.editions.resolving import resolve
from backend.law.editions.titles import Titles
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.documents import DocumentFacts, add_document
from backend.law.library.standings import in_force
from backend.law.library.texts import whole_text
from backend.law.models import Document, Edition, Provision, ProvisionText

pytestmark = pytest.mark.slow
DAY = dt.date(2026, 12, 1)
# Compiled from titles, without an article: refused.
NO_LAW = {"nghi-dinh-141-2026-nd-cp-sua-doi-thue-ho-kinh-doanh.txt"}
# Scanned or compiled from the press: their letters are often misread, so fewer citations are found.
SCANS = {"238-2026-nd-cp-sua-doi-nd-168-2024-xu-phat-giao-thong-duong-bo.txt", "248-2026-nd-cp-huong-dan-luat-thuong-mai-dien-tu.txt"}  # fmt: skip


@pytest.fixture(scope="module")
def topic(conformance_path):
    return read_law_file(conformance_path("phap-dien", "44.8.txt"))


def test_topic_44_8_has_its_figures(topic, conformance_path):
    text = conformance_path("phap-dien", "44.8.txt").read_text("utf-8")
    assert text != unicodedata.normalize("NFC", text)
    [law] = topic.laws
    figures = law.count()
    assert {name: figures[name] for name in ("articles", "documents", "heads_in_line", "heads_glued", "notes", "clauses", "points")} == {
        "articles": 162, "documents": 14, "heads_in_line": 142, "heads_glued": 20, "notes": 162, "clauses": 477, "points": 371,
    }  # fmt: skip
    assert sum(each.ref.point == "đ" for each in law.provisions()) == 30
    assert {each.rpartition("/")[2] for each in law.documents} >= {
        "QĐ-TTg",
        "TT-BTP",
        "TTLT-BTP-TWHCCBVN",
        "QH13",
    }
    assert all(unicodedata.is_normalized("NFC", each.text) for each in law.provisions())
    assert law.remarks == [] and "listed_only" not in figures


@pytest.mark.django_db
def test_topic_44_8_is_imported_once_and_its_replaced_decision_stays_replaced(topic):
    [law] = topic.laws
    resolved = resolve_citations(law)
    assert resolved.resolved >= resolved.found * 0.95 and resolved.found > 100
    source = Source(topic.name, topic.sha256)
    values = {"actor": None, "law": law, "source": source, "resolved": resolved, "from_date": DAY}
    newer = add_document(actor=None, facts=DocumentFacts(number="27/2025/QĐ-TTg", kind="decision"))
    assert import_law(**values).new_provisions == 162 + 477 + 371
    older = Document.objects.get(number="25/2021/QĐ-TTg")
    article = Provision.objects.cited("25/2021/QĐ-TTg 3")
    assert article is not None and in_force(article, DAY)
    change = NewChange(kind="replaces", document=older, by_document=newer, from_date=dt.date(2025, 8, 4))
    record_change(actor=None, change=change)
    assert import_law(**values).is_empty and Edition.objects.count() == 1
    assert whole_text(article, DAY) and not in_force(article, DAY)
    assert in_force(article, dt.date(2025, 8, 3))


@pytest.mark.django_db
def test_second_edition_of_topic_44_8_dates_what_changed_and_lists_what_is_gone(
    topic, conformance_path, tmp_path
):
    [law] = topic.laws
    import_law(actor=None, law=law, source=Source("a", "a"), resolved=resolve_citations(law), from_date=DAY)
    count = ProvisionText.objects.count()
    text = unicodedata.normalize("NFC", conformance_path("phap-dien", "44.8.txt").read_text("utf-8"))
    begin = text.index("Điều 44.8.TT.6.2. ")
    end = text.index("Điều 44.8.TT.7.1. ")
    later = text[:begin] + text[end:].replace("Điều 44.8.TT.6.2. ", "")
    later = later.replace(
        "có trách nhiệm chủ động tìm hiểu, học tập pháp luật", "có trách nhiệm tìm hiểu pháp luật"
    )
    path = tmp_path / "44.8.txt"
    path.write_text(later, "utf-8")
    [law] = read_law_file(path).laws
    day = dt.date(2027, 1, 1)
    outcome = import_law(
        actor=None, law=law, source=Source("b", "b"), resolved=resolve_citations(law), from_date=day
    )
    assert (outcome.ended, outcome.changed_texts, outcome.new_texts) == (["03/2018/TT-BTP 2"], 1, 0)
    clause = Provision.objects.cited("14/2012/QH13 2(1)")
    gone = Provision.objects.cited("03/2018/TT-BTP 2(1)")
    assert clause is not None and gone is not None
    assert [row.valid_from_date for row in clause.texts.all()] == [dt.date(2013, 1, 1), day]
    assert [in_force(gone, each) for each in (day - dt.timedelta(days=1), day)] == [True, False]
    assert ProvisionText.objects.count() == count + 1


def test_every_text_is_read_and_its_citations_resolved(conformance_path):
    """The figures of a topic are those of the list of codes at its end, unless the file lacks a part."""
    titles, table = Titles(), []
    for path in sorted(conformance_path("laws").glob("*.txt")):
        if path.name in NO_LAW:
            with pytest.raises(BrokenLaw):
                read_law_file(path)
            continue
        [law] = read_law_file(path).laws
        resolved = resolve(law, titles)
        table.append((path.name, law, resolved.found, resolved.resolved))
        is_whole = "listed_only" not in law.figures
        assert law.count()["articles"] > 0 and (is_whole or law.layout == "codified_text"), path.name
        if path.name not in SCANS:
            assert resolved.resolved >= resolved.found * 0.85, (path.name, resolved.left.most_common(5))
    found, done = (sum(row[place] for row in table) for place in (2, 3))
    assert found > 9_000 and done >= found * 0.95
    decree = next(law for name, law, _found, _done in table if name.startswith("nghi-dinh-37-2026"))
    [document] = decree.documents.values()
    assert (
        len(document.articles),
        len([each for each in document.containers if each.kind == "chapter"]),
    ) == (99 + 7, 8)
