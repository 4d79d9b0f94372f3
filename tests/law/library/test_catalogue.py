from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command

from backend.law.data_files import BrokenDataFile, data_file, data_files
from backend.law.library.actions.catalogue import load_catalogue
from backend.law.library.actions.changes import withdraw_change
from backend.law.library.actions.documents import DocumentFacts, add_document
from backend.law.library.standings import find_standings, in_force
from backend.law.library.uris import number_slug
from backend.law.models import Change, Document, Provision
from backend.ledger.models import Entry

pytestmark = pytest.mark.django_db
PLUM = """number = "901/2019/QH99"
kind = "law"
title = "Trồng mận"
from = 2020-01-01
state = "read"
source = "Công báo"
read = 2026-11-30

[[changes]]
kind = "repeals"
ref = "15(2)"
by = "905/2022/QH99"
by_ref = "2"
from = 2022-07-01

[[provisions]]
ref = "15"
title = "Hội trồng mận"
words = "Ai cũng được vào Hội."
sha256 = "00"
"""
DAY = dt.date(2026, 12, 1)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "901-2019-qh99.toml").write_text(PLUM)
    return tmp_path


def rows() -> list[list[object]]:
    return [list(model.objects.order_by("pk").values()) for model in (Document, Provision, Change, Entry)]


def test_catalogue_is_loaded_once_and_again_without_a_change(folder):
    assert load_catalogue(folder) == 1
    law = Document.objects.get(number="901/2019/QH99")
    assert (law.name, law.was_read, law.read_date, law.source_name) == (
        "Luật Trồng mận", True, dt.date(2026, 11, 30), "Công báo",
    )  # fmt: skip
    [found] = find_standings(["901/2019/QH99 15(2)"], DAY)["901/2019/QH99 15(2)"]
    assert found.standing == "ended" and in_force(Provision.objects.cited("901/2019/QH99 15"), DAY)
    before = rows()
    load_catalogue(folder)
    assert rows() == before


def test_corrected_file_corrects_the_row_and_a_withdrawn_change_stays_withdrawn(folder):
    load_catalogue(folder)
    withdraw_change(actor=None, change=Change.objects.get(), reason="Đọc nhầm")
    (folder / "documents" / "901-2019-qh99.toml").write_text(PLUM.replace("Trồng mận", "Trồng mận hậu"))
    load_catalogue(folder)
    assert Document.objects.get(number="901/2019/QH99").title == "Trồng mận hậu"
    assert [change.withdrawn_reason for change in Change.objects.all()] == ["Đọc nhầm"]


def test_document_that_was_read_stays_read_when_the_catalogue_has_not_seen_it(folder):
    add_document(
        actor=None,
        facts=DocumentFacts(
            number="901/2019/QH99", kind="law", state="read", read_date=DAY, source_name="tệp"
        ),
    )
    text = PLUM.replace('"read"', '"not_seen"').replace("read = 2026-11-30\n", "")
    (folder / "documents" / "901-2019-qh99.toml").write_text(text)
    load_catalogue(folder)
    law = Document.objects.get(number="901/2019/QH99")
    assert (law.was_read, law.source_name, law.title) == (True, "tệp", "Trồng mận")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "law"', 'kind = "tin"'), ('title = "Trồng mận"\n', ""), ("read = 2026-11-30\n", ""), ("from = 2020", 'from = "x" #'),
        ('ref = "15(2)"', 'ref = "15((2"'), ("[[provisions]]", "[[điều]]"), ("[[provisions]]\nref", "[[provisions]]\nrefs"),
        ('kind = "repeals"', 'kind = "eats"'), ("901/2019/QH99", "901 2019"), ("[[changes]]", "[[changes"),
    ],
)  # fmt: skip
def test_broken_file_is_refused_by_its_name_and_changes_nothing(folder, old, new):
    broken = PLUM.replace(old, new, 1)
    assert broken != PLUM
    (folder / "documents" / "b.toml").write_text(broken)
    with pytest.raises(Exception, match=r"b\.toml|901 2019"):
        load_catalogue(folder)
    assert not Document.objects.exists()


def test_missing_file_is_refused(folder):
    with pytest.raises(BrokenDataFile):
        data_file("places", folder)


def test_shipped_catalogue_is_loaded_by_its_command():
    out = io.StringIO()
    call_command("load_law", stdout=out)
    files = data_files("documents")
    assert out.getvalue().startswith(f"{len(files)} ") and len(files) > 3
    assert [file.name for file in files] == [number_slug(file.values["number"]) for file in files]
    spread = Document.objects.get(number="12/2026/QH16")
    assert not spread.was_read and spread.name == "Luật Phổ biến, giáo dục pháp luật"
    before = rows()
    call_command("load_law", stdout=out)
    assert rows() == before
