"""`./run audit_log` over the other tables of the law: each compared column, changed alone, is named, and so is a row that is gone.

Documents and provisions, of which one hash states many columns, are in test_law_columns.py.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from backend.law.bulletins.actions.versions import begin_bulletin, correct_bulletin, withdraw_bulletin
from backend.law.editions.actions.importing import Source, import_law, resolve_citations
from backend.law.editions.files import read_law_file
from backend.law.handbooks.actions import choose_situations
from backend.law.library.actions.changes import NewChange, record_change, withdraw_change
from backend.law.library.actions.texts import put_text
from backend.law.models import Provision
from backend.law.readings.actions.lawyers import withdraw_reading
from backend.law.readings.actions.recordings import remove_recording
from backend.law.readings.actions.words import mark_words_read, write_words
from backend.law.readings.readables import readable_of
from members.acting import Actor
from tests.audit.declared.law import TABLES
from tests.audit.test_every_column import comparing, delete_one, first_value, no_value, other_value, try_out
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import LawyerFactory, OfficerFactory, province
from tests.law.bulletins.conftest import a_draft, office, publish
from tests.law.editions.invented import CODIFIED
from tests.law.readings.test_lawyers import read
from tests.law.readings.test_recordings import OGG, add
from tests.traceability.auditing.test_audit import unlock

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.slow]
__all__ = ["office"]  # a fixture
WALKED = {
    label: table.comparisons
    for label, table in TABLES.items()
    if table.comparisons and label not in ("law.Document", "law.Provision")
}
# Columns that the database ties to others: no single change of them is possible.
UNTRIED: set[str] = set()


def write_editions(folder) -> None:
    """Import a file, and a later edition of it that lacks a point and says another otherwise."""
    later = CODIFIED.replace("Phân chuồng;", "Phân chuồng ủ kỹ;").replace("d) Phân xanh;\n\n", "")
    for name, text, day in (
        ("a.txt", CODIFIED, dt.date(2026, 3, 1)),
        ("b.txt", later, dt.date(2026, 6, 1)),
    ):
        path = folder / name
        path.write_text(text, "utf-8")
        found = read_law_file(path)
        [law] = found.laws
        source = Source(name, found.sha256)
        import_law(actor=None, law=law, source=source, resolved=resolve_citations(law), from_date=day)


def write_changes(law) -> None:
    other = a_document("905/2026/NĐ-CP", kind="decree", **READ)
    for kind, last in (("suspends", dt.date(2026, 12, 31)), ("amends", None)):
        change = record_change(
            actor=None,
            change=NewChange(
                kind, law, dt.date(2026, 9, 1), provision=Provision.objects.get(document=law, ref="8"),
                by_document=other, by_ref="1(3)", to_date=last, note="Điều 1", source="Công báo",
            ),
        )  # fmt: skip
    withdraw_change(actor=None, change=change, reason="Nhầm điều.")


def write_readings(law) -> None:
    """Write words and read them; read and record an article and a situation; take some of it back."""
    article = a_provision("12", document=law, text="Ai trồng mận thì ghi sổ.")
    situation = readable_of("situation:no-luong")
    officers = [OfficerFactory(branch=province()), OfficerFactory(branch=province())]
    for text in ("Chị ghi sổ.", "Chị ghi sổ mỗi vụ."):
        words = write_words(actor=Actor.of(officers[0]), provision=article, text=text, audience="chị em")
    mark_words_read(actor=Actor.of(officers[1]), words=words)
    lawyers = [LawyerFactory(), LawyerFactory()]
    read(lawyers[0], article)
    read(lawyers[1], situation, "wrong", "Thiếu một bước.")
    withdraw_reading(actor=Actor.of(lawyers[0]), reading=read(lawyers[0], situation))
    add(article, by=officers[0])
    remove_recording(actor=Actor.of(officers[0]), recording=add(situation, data=OGG + b"1", by=officers[0]))
    add(situation, data=OGG + b"2", by=officers[1])


def write_bulletins(office) -> None:
    """Publish a bulletin, withdraw another one, and leave its correction as a draft."""
    publish(office)
    office.bulletin = begin_bulletin(
        actor=office.writer, document=office.law, topic="dat-dai", draft=a_draft(), is_another=True
    )
    withdraw_bulletin(actor=office.reader, version=publish(office), reason="Nhầm.")
    correct_bulletin(actor=office.writer, bulletin=office.bulletin)


@pytest.fixture
def book(office, tmp_path) -> None:
    write_editions(tmp_path)
    put_text(
        actor=None, provision=Provision.objects.get(document=office.law, ref="8"), text="Phải cân.",
        from_date=dt.date(2026, 1, 1),
    )  # fmt: skip
    write_changes(office.law)
    write_readings(office.law)
    write_bulletins(office)
    officer = OfficerFactory()
    branch = officer.role_grants.get().branch
    choose_situations(actor=Actor.of(officer), branch=branch, slugs=["no-luong", "bi-chong-danh"])


def test_every_column_of_the_other_tables_is_compared(book):
    assert len(WALKED) == 9
    assert [words for names in set(WALKED.values()) for words in comparing(names)] == []
    missed, untried = [], set()
    for label, names in WALKED.items():
        model, table = apps.get_model(label), TABLES[label]
        rows = list(model._base_manager.order_by("pk"))
        assert rows, label
        unlock(model._meta.db_table)
        for field in model._meta.concrete_fields:
            if field.name in table.derived | table.free:
                continue
            tries = [
                next((one for row in rows if (one := try_out(row, field, names, values)) is not None), None)
                for values in (other_value, first_value, no_value)
            ]
            missed += [(label, field.name) for one in tries if one == []]
            if tries[:2] == [None, None]:
                untried.add(f"{label}.{field.name}")
        if not table.gone:
            gone = [delete_one(row, names) for row in rows]
            missed += [(label, "a deleted row") for one in gone if one == []]
    assert missed == []
    if connection.vendor == "postgresql":
        untried = {one for one in untried if not one.endswith(".id")}
    assert untried == UNTRIED
