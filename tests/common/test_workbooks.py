import io
import zipfile

import pytest
from openpyxl import Workbook

from backend.common import workbooks
from backend.common.workbooks import MAX_BYTES, MAX_TAGS, WorkbookRefused, read_sheet


def book_of(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(xml: bytes, **more: bytes) -> bytes:
    """A workbook whose sheet is `xml`, packed as small as it gets."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of([1]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
        for name, data in more.items():
            new.writestr(name, data)
    return out.getvalue()


def sheet(body: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + space + b'"><sheetData>' + body + b"</sheetData></worksheet>"


def code_of(data: bytes, most_rows: int = 10) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(data, most_rows=most_rows)
    return refused.value.code


def test_filled_rows_come_with_their_lines():
    rows = read_sheet(book_of(["Tên", "Giá"], [], ["Mận", 120_000, None, "x"]), most_rows=2, most_columns=3)
    assert [(row.line, row.cells) for row in rows] == [(1, ("Tên", "Giá", None)), (3, ("Mận", 120_000, None))]


def test_formula_is_read_as_its_text_or_its_computed_value():
    data = with_sheet(sheet(b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'))
    assert read_sheet(data, most_rows=1)[0].cells[0] == "=1+1"
    assert read_sheet(data, most_rows=1, computed=True)[0].cells[0] == 2


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_is_parsed():
    cell = b"<c><v>1</v></c>"
    many = with_sheet(sheet(b"<row>" + cell * (MAX_TAGS // 4 + 1) + b"</row>"))
    large = with_sheet(sheet(b"<row>" + b" " * 45_000_000 + b"</row>"))
    assert (len(many) < 200_000, code_of(many)) == (True, "too_many_cells")
    assert (len(large) < 200_000, code_of(large)) == (True, "too_many_cells")
    assert code_of(b"PK" + b"x" * MAX_BYTES) == "too_large"
    assert code_of(with_sheet(sheet(b""), **{f"a{number}": b"" for number in range(600)})) == "too_many_cells"


@pytest.mark.slow
def test_a_bomb_is_refused_whatever_its_sheet_is_called():
    many = sheet(b"<row>" + b"<c><v>1</v></c>" * (MAX_TAGS // 4 + 1) + b"</row>")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(with_sheet(many))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(
                name.replace("sheet1.xml", "sheet1.dat"), old.read(name).replace(b"sheet1.xml", b"sheet1.dat")
            )
    assert code_of(out.getvalue()) == "too_many_cells"


def test_a_packing_that_excel_does_not_use_is_refused():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of([1]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert code_of(out.getvalue()) == "workbook_refused"
    # Damaged in the middle of each part, where LZMA raises an error of its own.
    assert code_of(out.getvalue().replace(b"\x5d\x00\x00", b"\xff\x00\x00")) == "workbook_refused"


def test_part_with_a_false_size_is_refused():
    data = with_sheet(sheet(b"<row><c><v>1</v></c></row>" + b" " * 900_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert (
        code_of(data.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"))) == "workbook_refused"
    )


def test_more_rows_than_asked_for_are_refused_where_they_begin():
    with pytest.raises(WorkbookRefused) as refused:
        read_sheet(book_of(["a"], [], ["b"], ["c"]), most_rows=2)
    assert (refused.value.code, refused.value.line) == ("too_many_rows", 4)


def test_empty_rows_to_the_end_and_a_row_beyond_it_are_no_rows(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_LINES", 5_000)
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    far = b"9" * 18
    data = with_sheet(sheet(row % (1, 1) + b'<row r="5000"/>'))
    assert [row.line for row in read_sheet(data, most_rows=2)] == [1]
    beyond = with_sheet(sheet(row % (1, 1) + b'<row r="' + far + b'"><c><v>1</v></c></row>'))
    assert [row.line for row in read_sheet(beyond, most_rows=2)] == [1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nothing",
        with_sheet(b"<worksheet"),
        with_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
    ids=["empty", "cut", "broken", "entities"],
)
def test_file_that_is_no_workbook_is_refused(data):
    assert code_of(data) == "workbook_refused"
