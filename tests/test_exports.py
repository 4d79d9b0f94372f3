"""Every table that Piêu writes, filled with cells that a spreadsheet would run."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook

from backend.common.formulas import inert
from courses.classes.actions.class_places import sign_up
from courses.classes.people import write_csv as class_csv
from courses.contests.closing import close_round
from courses.contests.export import write_csv as round_csv
from courses.contests.export import write_excel as round_excel
from courses.question_banks.excel import read_excel
from courses.question_banks.excel import write_excel as questions_excel
from courses.reports.tables import Table
from courses.reports.tables import as_csv as report_csv
from courses.reports.tables import as_excel as report_excel
from members.acting import Actor
from members.models import Branch, User
from orders.exchanges.filling import fill
from orders.exchanges.packages import digest_of
from orders.feeds.channels import TIKTOK
from orders.feeds.items import Item, Picture
from orders.feeds.writing import write
from orders.figures.sheets import Sheet
from orders.figures.sheets import as_excel as figures_excel
from tests.apps import ROOT, installed_packages
from tests.factories.classes import a_class
from tests.factories.contests import after, committed_round, take
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory, OfficerFactory
from tests.spreadsheets import HOSTILE, live_cells_of_csv, live_cells_of_excel, runs

WRITES = re.compile(r"\bcsv\.(?:Dict)?[wW]riter\(|\bWorkbook\(|\bwith_part\(")
# Each module that writes a table: tested below, or the reason why nothing hostile can get in.
WRITERS = {
    "courses/classes/people.py": "tested",
    "courses/contests/export.py": "tested",
    "courses/question_banks/excel.py": "tested",
    "courses/reports/tables.py": "tested",
    "orders/exchanges/filling.py": "tested",
    "orders/exchanges/packages.py": "defines with_part, which filling.py calls",
    "orders/feeds/writing.py": "tested",
    "orders/figures/sheets.py": "tested",
    "members/imports/template.py": "holds the project's own words only",
    "members/management/commands/import_members.py": "tested in tests/members/imports/test_command.py",
    "products/imports/template.py": "holds the project's own words only",
    "union/issues/views/matrix.py": "tested in tests/union/issues",
    "union/reports/sheets.py": "tested in tests/union/reports/test_sheets.py",
}


def test_every_module_that_writes_a_table_is_named_here():
    found = {
        str(path.relative_to(ROOT))
        for package in installed_packages()
        for path in (ROOT / package).rglob("*.py")
        if WRITES.search(path.read_text())
    }
    assert found == set(WRITERS)


def no_control(text: str) -> str:
    """Return `text` as XML can hold it."""
    return inert(text).removeprefix("'")


def csv_of_feed(texts: Iterable[str]) -> bytes:
    items = [
        Item(
            id="pieu-1", product_id=1, offer_label="túi", name=text, title=text, description=text, link="https://pieu.vn/",
            pictures=(Picture("https://pieu.vn/a.jpg", 1280, 960),), price=1000, available_on=None, pieces=1, brand=text,
            producer=text, place=text, gtin="", measure="", base_measure="", is_one_of_several=True, kind=text, stars=0,
        )
        for text in texts
    ]  # fmt: skip
    return b"".join(write(TIKTOK, items, title="", link=""))


def filled_exchange(texts: Iterable[str]) -> bytes:
    """Return an exchange's file with `texts` in column A, and each as a constant in column B."""
    book = Workbook()
    book.active.append(["Tên", "Ghi chú"])
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    for number, text in enumerate(texts):
        data = fill(
            data, sheet="Sheet", heading_row=1, first_row=2 + number, digest=digest_of(data, "Sheet", 1),
            columns={1: "title"}, rows=[{1: text}], constants={2: text},
        )  # fmt: skip
    return data


def table_of(texts: Iterable[str]) -> Table:
    return Table("=1+1", ["=1+1", "Tên"], [[text, text] for text in texts], note="@note;=1")


def figures_of(texts: Iterable[str]) -> bytes:
    rows = [[text, text] for text in texts]
    sheet = Sheet("=1+1", ["=1+1", "Tên"], rows, [9, 9], above=["@trên", "-2"], total=["=SUM(A1)", 1])
    return figures_excel([sheet])


def test_a_planted_formula_is_found_in_each_kind_of_file():
    assert live_cells_of_csv(b"a,=1+1\r\n") == ["=1+1"]
    assert live_cells_of_csv(b'a,"b;=1+1;"\r\n') == ["=1+1"]
    assert live_cells_of_csv("a\t\u200b＝1\r\n".encode()) == ["\u200b＝1"]
    book = Workbook()
    book.active.append(["Lan", "=1+1", "\ufeff+1"])
    out = io.BytesIO()
    book.save(out)
    assert live_cells_of_excel(out.getvalue(), as_csv_too=False) == ["=1+1"]
    assert live_cells_of_excel(out.getvalue(), as_csv_too=True) == ["=1+1", "\ufeff+1"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: report_csv(table_of(HOSTILE)), id="report"),
        pytest.param(lambda: csv_of_feed(HOSTILE), id="feed"),
    ],
)
def test_no_cell_of_a_csv_file_runs_whichever_sign_splits_it(data):
    assert live_cells_of_csv(data()) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: report_excel(table_of(HOSTILE)), id="report"),
        pytest.param(lambda: figures_of(HOSTILE), id="figures"),
    ],
)
def test_no_cell_of_an_excel_file_runs_nor_would_as_csv(data):
    assert live_cells_of_excel(data(), as_csv_too=True) == []


def test_an_exchange_gets_the_text_itself_and_no_formula():
    texts = [text for text in HOSTILE if "\r" not in text][::9]
    data = filled_exchange(texts)
    assert live_cells_of_excel(data, as_csv_too=False) == []
    page = load_workbook(io.BytesIO(data))["Sheet"]
    assert list(page.iter_rows(min_row=2, values_only=True)) == [(text, text) for text in texts]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_question_bank_gives_back_its_questions_and_no_formula():
    texts = [text for text in HOSTILE if text == no_control(text).strip() and "\r" not in text]
    questions = [
        {
            "key": f"cau-{number}",
            "kind": "one_choice",
            "text": text,
            "choices": [{"text": text, "fraction": 100}, {"text": "Lan", "fraction": 0}],
        }
        for number, text in enumerate(texts)
    ]
    assert len(questions) > 100
    data = questions_excel(questions)
    assert live_cells_of_excel(data, as_csv_too=True) == []
    assert [row.question["text"] for row in read_excel(data)] == texts


@pytest.mark.slow  # one file for each hostile name
@pytest.mark.django_db
def test_the_people_of_a_class_are_no_formulas():
    lan = LanFactory()
    live_class = a_class(make_trainer())
    sign_up(actor=Actor.of(lan), live_class=live_class)
    for text in HOSTILE:
        User.objects.filter(pk=lan.pk).update(full_name=text)
        Branch.objects.update(name=text)
        assert live_cells_of_csv(class_csv(live_class)) == []


@pytest.mark.slow  # two files for each hostile name
@pytest.mark.django_db
def test_the_results_of_a_contest_are_no_formulas():
    lan = LanFactory()
    round_ = committed_round(OfficerFactory())
    take(lan, round_, right=1, at=round_.opens_at + timedelta(minutes=1))
    with after(round_):
        close_round(round_=round_)
    for text in [*HOSTILE, "\x01Lan"]:
        User.objects.filter(pk=lan.pk).update(full_name=text)
        Branch.objects.update(name=text)
        type(round_).objects.filter(pk=round_.pk).update(
            prizes=[{**prize, "name": text} for prize in round_.prizes]
        )
        round_.refresh_from_db()
        assert live_cells_of_csv(round_csv(round_)) == []
        assert live_cells_of_excel(round_excel(round_), as_csv_too=True) == []


def test_every_hostile_cell_would_run_somewhere():
    assert [text for text in HOSTILE if not runs(text) and not live_cells_of_csv(b"a;" + text.encode())] == []
    assert len(HOSTILE) > 200
