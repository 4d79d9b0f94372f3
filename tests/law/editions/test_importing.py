"""Import of invented law: once, twice, a second edition, two sources, notes of changes."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.registry import CitingPlace
from backend.law.editions.actions.importing import Outcome, Source, import_law, resolve_citations
from backend.law.editions.files import read_law_file
from backend.law.library.actions.changes import NewChange, record_change, withdraw_change
from backend.law.library.actions.texts import put_text
from backend.law.library.auditing import compare_documents
from backend.law.library.standings import in_force
from backend.law.library.texts import text_of, whole_text
from backend.law.models import Change, Document, Edition, Provision, ProvisionText
from backend.ledger import auditing
from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.law import a_document
from tests.factories.products import make_user
from tests.law.editions.invented import AMENDED, CODIFIED, HELD, HTML, LAW_NOTE, PLAIN, YAML, a_zip

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DAY = dt.date(2026, 3, 1)
BEFORE = DAY - dt.timedelta(days=1)


@pytest.fixture
def run(tmp_path):
    def run(content: str | bytes, name: str = "law.txt", **options) -> Outcome:
        path: Path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = read_law_file(path)
        [law] = found.laws
        options = {"actor": None, "from_date": DAY, **options}
        return import_law(
            law=law, source=Source(name, found.sha256), resolved=resolve_citations(law), **options
        )

    return run


def rows() -> list[list[object]]:
    """Return every row of the library and its entries."""
    tables = (Document, Provision, ProvisionText, Change, Edition)
    return [list(model.objects.order_by("pk").values()) for model in tables] + [
        list(Entry.objects.values("id"))
    ]


def cited(text: str) -> Provision:
    row = Provision.objects.cited(text)
    assert row is not None, text
    return row


def audited() -> list[str]:
    names = ("changes of the law", "texts of the law")
    return [
        found.what for name in names for found in auditing._comparisons[name]() if not isinstance(found, int)
    ]


def test_import_writes_the_tree_its_texts_and_citations(run):
    outcome = run(CODIFIED)
    assert {
        str(row): (row.title, text.text if (text := text_of(row, DAY)) else "")
        for row in Provision.objects.select_related("document")
    } == HELD
    assert (outcome.new_documents, outcome.new_provisions, outcome.new_texts) == (2, 14, 11)
    assert whole_text(cited("901/2019/QH99 2(2)"), DAY) == (
        "2. Bón phân:\na) Phân chuồng;\nd) Phân xanh;\nđ) Tro bếp;\nGiữ cho đất tơi."
    )
    text = text_of(cited("901/2019/QH99 15a(1)"), DAY)
    assert text is not None
    assert [text.text[start : start + length] for start, length, _citation in text.mentions] == [
        "điểm a", "đ khoản 2 Điều 2", "Điều 3",
    ]  # fmt: skip
    assert [citation for _start, _length, citation in text.mentions] == [
        "25/2019/QĐ-TTg 2(2)(a)", "25/2019/QĐ-TTg 2(2)(đ)", "25/2019/QĐ-TTg 3",
    ]  # fmt: skip
    law = Document.objects.get(number="901/2019/QH99")
    assert (law.name, law.was_read, law.source_name) == ("Luật Trồng mận", True, "law.txt")
    assert not Document.objects.get(number="905/2022/QH99").was_read and audited() == []


def test_text_holds_from_the_day_of_the_last_amendment_that_its_note_names(run):
    run(CODIFIED)
    article = cited("901/2019/QH99 2")
    assert text_of(article, dt.date(2022, 6, 30)) is None
    assert text_of(article, dt.date(2022, 7, 1)) is not None
    [change] = Change.objects.all()
    assert (change.provision, change.kind, change.by_document.number, change.by_ref) == (
        article, "amends", "905/2022/QH99", "2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", CODIFIED), ("b.txt", PLAIN), ("c.zip", a_zip()), ("d.yaml", YAML)]
)
def test_same_file_again_changes_nothing(run, name, content):
    run(content, name)
    before = rows()
    outcome = run(content, name, from_date=dt.date(2027, 1, 1))
    assert outcome.is_empty and outcome.edition is None and rows() == before


def test_trial_writes_nothing_and_says_what_it_would(run):
    before = rows()
    outcome = run(CODIFIED, is_trial=True)
    assert outcome.new_texts == 11 and rows() == before


def test_later_edition_adds_dated_texts_and_ends_what_is_gone(run):
    run(CODIFIED)
    later = CODIFIED.replace("Phân chuồng;", "Phân chuồng ủ kỹ;").replace("d) Phân xanh;\n\n", "")
    later = later.replace("2. Bón phân:", "2. Bón phân mỗi vụ:").replace(
        "đ) Tro bếp;", "đ) Tro bếp;\n\ne) Bùn ao;"
    )
    head = later.index("Điều 99.9.QĐ.1.3")
    later = later[:head] + later[later.index("### 9990") :]
    outcome = run(later)
    assert outcome.ended == ["25/2019/QĐ-TTg 3", "901/2019/QH99 2(2)(d)"]
    assert (outcome.new_documents, outcome.new_provisions, outcome.new_texts, outcome.changed_texts) == (
        0,
        1,
        1,
        3,
    )
    point = cited("901/2019/QH99 2(2)(a)")
    assert [text_of(point, day).text for day in (BEFORE, DAY)] == ["Phân chuồng;", "Phân chuồng ủ kỹ;"]
    for gone in ("901/2019/QH99 2(2)(d)", "25/2019/QĐ-TTg 3", "25/2019/QĐ-TTg 3(1)"):
        assert [in_force(cited(gone), day) for day in (BEFORE, DAY)] == [True, False]
    added = cited("901/2019/QH99 2(2)(e)")
    assert [in_force(added, day) for day in (BEFORE, DAY)] == [False, True]
    assert whole_text(cited("901/2019/QH99 2(2)"), DAY).splitlines() == [
        "2. Bón phân mỗi vụ:", "a) Phân chuồng ủ kỹ;", "đ) Tro bếp;", "e) Bùn ao;", "Giữ cho đất tơi.",
    ]  # fmt: skip
    assert audited() == []
    before = rows()
    assert run(later).is_empty and rows() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("d) Phân xanh;\n\n", ""), ("d) Phân xanh;", "c) Bùn ao;\n\nd) Phân xanh;")],
    ids=["drops", "adds"],
)
def test_audit_names_what_holds_a_point_that_a_later_edition_has_or_lacks(run, old, new):
    run(CODIFIED)
    cites = tuple(f"901/2019/QH99 {ref}" for ref in ("1", "2", "2(2)", "2(2)(a)"))
    place = CitingPlace("bai:1", "Bài", "Một", cites, checked=dt.date(2026, 1, 1))

    def faults(day: dt.date) -> list[tuple[str, Fault, dt.date | None]]:
        return [(one.citation, one.fault, one.since) for one in audit_citations(day, [place])]

    run(CODIFIED)
    assert faults(DAY) == []
    run(CODIFIED.replace(old, new))
    assert Change.objects.count() == 1 and faults(BEFORE) == []
    assert faults(DAY) == [(cite, Fault.CHANGED, DAY) for cite in cites[1:3]]


def test_audit_names_an_earlier_change_that_only_a_later_edition_notes(run):
    a_place = CitingPlace("bai:1", "Bài", "Một", ("901/2019/QH99 1", "901/2019/QH99 2"), checked=BEFORE)
    with time_machine.travel(f"{DAY}T05:00:00Z", tick=False):
        run(CODIFIED)
    assert Change.objects.get().provision == cited("901/2019/QH99 2")
    assert audit_citations(DAY, [a_place]) == []
    with time_machine.travel(f"{DAY + dt.timedelta(days=9)}T05:00:00Z", tick=False):
        run(CODIFIED.replace(LAW_NOTE.format(n=1), LAW_NOTE.format(n=1)[:-2] + AMENDED + ")"))
    assert Change.objects.count() == 2
    [found] = audit_citations(DAY + dt.timedelta(days=9), [a_place])
    assert (found.citation, found.fault) == ("901/2019/QH99 1", Fault.CHANGED)
    assert found.since == dt.date(2022, 7, 1)


def test_first_edition_again_brings_back_what_the_second_had_ended(run):
    run(CODIFIED)
    run(CODIFIED.replace("d) Phân xanh;\n\n", ""))
    again = DAY + dt.timedelta(days=9)
    assert run(CODIFIED, from_date=again).changed_texts == 1
    point = cited("901/2019/QH99 2(2)(d)")
    assert [text_of(point, day) is not None for day in (BEFORE, DAY, again)] == [True, False, True]
    assert in_force(point, again) and audited() == []


def test_words_that_go_from_an_article_leave_the_article_in_force(run):
    run(CODIFIED)
    outcome = run(CODIFIED.replace("Người trồng mận có các việc sau:\n", ""))
    article = cited("901/2019/QH99 2")
    assert outcome.ended == [] and outcome.edition is not None
    assert [text_of(article, day) is not None for day in (BEFORE, DAY)] == [True, False]
    assert in_force(article, DAY) and audited() == []


def test_second_edition_of_the_same_day_replaces_its_words(run):
    run(CODIFIED)
    run(CODIFIED.replace("Phân xanh;", "Phân xanh ủ;"))
    run(CODIFIED.replace("Phân xanh;", "Phân xanh ủ kỹ;"))
    point = cited("901/2019/QH99 2(2)(d)")
    assert [row.text for row in point.texts.all()] == ["Phân xanh;", "Phân xanh ủ kỹ;"] and audited() == []


def test_recorded_change_outranks_an_edition_that_still_holds_the_old_text(run):
    run(CODIFIED)
    decision = Document.objects.get(number="25/2019/QĐ-TTg")
    newer = a_document("27/2025/QĐ-TTg", kind="decision", title="Về giống mận")
    record_change(
        actor=None,
        change=NewChange(
            kind="replaces", document=decision, by_document=newer, from_date=dt.date(2025, 8, 1)
        ),
    )
    run(CODIFIED.replace("Giống mận là cây con.", "Giống mận là cây giống."))
    row = cited("25/2019/QĐ-TTg 1")
    assert text_of(row, DAY).text == "Giống mận là cây giống."
    assert in_force(row, dt.date(2025, 7, 31)) and not in_force(row, DAY) and not in_force(decision, DAY)


def test_change_that_a_person_withdrew_is_not_recorded_again(run):
    run(CODIFIED)
    withdraw_change(actor=None, change=Change.objects.get(), reason="Ghi chú sai")
    run(CODIFIED.replace("Phân xanh;", "Phân xanh ủ;"))
    assert [change.withdrawn_reason for change in Change.objects.all()] == ["Ghi chú sai"] and audited() == []


def test_words_of_another_source_and_of_a_person_stay_and_are_listed(run):
    run(CODIFIED)
    put_text(actor=None, provision=cited("901/2019/QH99 1"), text="Lời người sửa.", from_date=DAY)
    other = YAML.replace("903/2023/QH99", "901/2019/QH99").replace("9(1)", "2(1)")
    assert run(other, "other.yaml").kept == ["901/2019/QH99 2(1)"]
    outcome = run(CODIFIED.replace("Luật này quy định việc trồng mận.", "Luật này nói việc trồng mận."))
    assert outcome.kept == ["901/2019/QH99 1"] and outcome.is_empty
    assert text_of(cited("901/2019/QH99 1"), DAY).text == "Lời người sửa."
    assert text_of(cited("901/2019/QH99 2(1)"), DAY).text == "Tưới nước theo khoản 2 Điều này."


def test_plain_document_is_written_with_its_chapters(run):
    run(PLAIN, "plain.txt")
    tree = Provision.objects.filter(document__number="77/2021/NĐ-CP").order_by("sort")
    assert [(row.eid, row.parent.eid if row.parent else "") for row in tree if not row.place.clause] == [
        ("chp_I", ""), ("art_1", "chp_I"), ("chp_II", ""), ("chp_II__sec_1", "chp_II"), ("art_2", "chp_II__sec_1"),
        ("art_2a", "chp_II__sec_1"), ("art_3", "chp_II__sec_1"), ("att_1", ""),
    ]  # fmt: skip
    record_change(
        actor=None,
        change=NewChange(
            kind="repeals", document=tree[0].document, provision=tree.get(eid="chp_II"), from_date=DAY
        ),
    )
    assert [in_force(cited(f"77/2021/NĐ-CP {ref}"), DAY) for ref in ("1", "2(1)(a)", "3", "pl-1")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_catalogue_outranks_the_head_of_a_file(run):
    a_document("901/2019/QH99", title="Trồng mận hậu", valid_from_date=dt.date(2020, 2, 1))
    run(CODIFIED)
    law = Document.objects.get(number="901/2019/QH99")
    assert (law.title, law.valid_from_date, law.issuer) == ("Trồng mận hậu", dt.date(2020, 2, 1), "Quốc hội")


def test_import_is_for_staff_only(run):
    with pytest.raises(NotAllowed):
        run(CODIFIED, actor=Actor.of(make_user("Hoa")))
    assert not Document.objects.exists() and not Edition.objects.exists()


def test_an_import_states_its_documents_and_corrected_titles(run):
    def differing() -> list[str]:
        return [each.subject for each in compare_documents() if not isinstance(each, int)]

    run(PLAIN, "plain.txt")
    assert differing() == []
    [stated] = Entry.objects.filter(kind="law.imported")
    assert "77/2021/NĐ-CP" in json.loads(stated.body)["payload"]["documents"]
    outcome = run(PLAIN.replace("Điều 1. Phạm vi điều chỉnh", "Điều 1. Phạm vi"), "plain.txt")
    assert outcome.is_empty and cited("77/2021/NĐ-CP 1").title == "Phạm vi"
    assert differing() == [] and Entry.objects.latest("pk").kind == "law.document"
    Provision.objects.filter(pk=cited("77/2021/NĐ-CP 2").pk).update(valid_to_date=DAY)
    assert differing() == ["law:77/2021/NĐ-CP"]


def test_changed_text_and_missing_edition_are_found_by_the_audit(run):
    run(CODIFIED)
    put_text(actor=None, provision=cited("901/2019/QH99 1"), text="Lời người sửa.", from_date=DAY)
    assert audited() == []
    texts = ProvisionText.objects.order_by("pk")
    for text in (texts.filter(edition=None).get(), texts.exclude(edition=None).first()):
        ProvisionText.objects.filter(pk=text.pk).update(text="Lời khác.")
        assert len(audited()) == 1
        ProvisionText.objects.filter(pk=text.pk).update(text=text.text)
    for field in ("file_sha256", "layout", "written_sha256", "scope", "ended", "from_date", "imported_at"):
        row = Edition.objects.get()
        other = {"ended": ["x"], "from_date": BEFORE, "imported_at": row.imported_at - dt.timedelta(days=1)}
        Edition.objects.update(**{field: other.get(field, "x")})
        assert audited() != [], field
        row.save()
    for field, value in (
        ("kind", "repeals"),
        ("from_date", BEFORE),
        ("note", "x"),
        ("by_ref", "9"),
        ("provision", None),
    ):
        row = Change.objects.get()
        Change.objects.update(**{field: value})
        assert audited() != [], field
        row.save()
    assert audited() == []
    Change.objects.all().delete()
    assert len(audited()) == 1


def test_the_audit_names_a_deleted_text_of_a_person_and_ends_that_nothing_gave(run):
    run(CODIFIED)
    later = DAY + dt.timedelta(days=9)
    article = cited("901/2019/QH99 1")
    put_text(actor=None, provision=article, text="Lời người sửa.", from_date=DAY)
    ours = article.texts.get(edition=None)
    earlier = article.texts.exclude(edition=None).get()
    alone = ProvisionText.objects.exclude(provision=article).first()
    assert audited() == []
    for text, last in ((ours, later), (alone, later), (earlier, DAY - dt.timedelta(days=9))):
        ProvisionText.objects.filter(pk=text.pk).update(valid_to_date=last)
        [what] = audited()
        assert "the last day" in what
        ProvisionText.objects.filter(pk=text.pk).update(valid_to_date=text.valid_to_date)
    assert audited() == []
    ours.delete()
    earlier.valid_to_date = None
    earlier.save()
    [what] = audited()
    assert what.endswith("is gone")


def test_command_imports_reports_and_refuses(tmp_path):
    path = tmp_path / "luat.txt"
    path.write_text(CODIFIED)
    out = io.StringIO()
    call_command("import_law", str(path), "--dry-run", stdout=out)
    assert not Document.objects.exists() and "would write" in out.getvalue()
    call_command("import_law", str(path), "--from", "01/03/2026", stdout=out)
    assert "resolved 6 (100.0%)" in out.getvalue() and Edition.objects.get().from_date == DAY
    call_command("import_law", str(path), stdout=out)
    assert out.getvalue().rstrip().endswith("Nothing changed.")
    before = rows()
    path.write_text(CODIFIED.replace("(Điều 3 Quyết định số 25", "(Điều 3 số 25").replace("Tro bếp", "Tro"))
    with pytest.raises(CommandError, match=r"Dòng \d+.*Nothing was changed"):
        call_command("import_law", str(path))
    assert rows() == before


def test_secondary_source_leaves_the_document_unseen(tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text(PLAIN)
    call_command("import_law", str(path), "--secondary", stdout=io.StringIO())
    assert not Document.objects.get(number="77/2021/NĐ-CP").was_read


SECOND = HTML.replace("99.9.", "99.10.").replace("901/2019/QH99", "902/2019/QH99")


def test_a_zip_with_a_topic_that_cannot_be_written_changes_nothing(tmp_path):
    broken = SECOND.replace("902/2019/QH99", f"902/2019/QH{'9' * 70}")
    path, before = tmp_path / "a.zip", rows()
    path.write_bytes(a_zip(**{"demuc/d2_html": broken}))
    with pytest.raises(CommandError, match=r"Dòng 3: phap-dien 99\.10.*Nothing was changed"):
        call_command("import_law", str(path), stdout=io.StringIO())
    assert rows() == before


def test_a_zip_with_a_topic_that_cannot_be_read_changes_nothing(tmp_path):
    path, before = tmp_path / "a.zip", rows()
    path.write_bytes(a_zip(**{"demuc/d2_html": SECOND.replace("(Điều 2 Luật số 902/2019/QH99,", "(")}))
    with pytest.raises(CommandError, match=r"demuc/d2\.html: Dòng 9.*Nothing was changed"):
        call_command("import_law", str(path), stdout=io.StringIO())
    assert rows() == before


def test_topics_of_a_zip_that_stay_before_one_that_fails_are_named(tmp_path):
    """What the library holds already contradicts the second topic: it ended before the topic lets it begin."""
    a_document("902/2019/QH99", valid_from_date=None, valid_to_date=dt.date(2019, 6, 30))
    path = tmp_path / "a.zip"
    path.write_bytes(a_zip(**{"demuc/d2_html": SECOND}))
    with pytest.raises(CommandError, match=r"(?s)^phap-dien 99\.10: .*Written: phap-dien 99\.9\. This part"):
        call_command("import_law", str(path), stdout=io.StringIO())
    assert [row.scope for row in Edition.objects.all()] == ["phap-dien 99.9"] and audited() == []
    assert not Provision.objects.filter(document__number="902/2019/QH99").exists()
