"""The dry run of a table of members: valid values, an error for each wrong cell, columns that are dropped."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backend.common.tables import TableRefused
from backend.ledger.models import Entry
from members.acting import Actor
from members.imports.actions.locking import ImportRefused
from members.imports.actions.previews import check_import
from members.imports.places import Places, chapter_name
from members.imports.reading import MAX_ROWS, read_members
from members.models import MemberImport, MemberImportRow, User
from members.rules import NotAllowed
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    OfficerFactory,
    chapter,
    commune,
    province,
)
from tests.members.imports.tables import HEADING, MAI, NHUNG, checked, errors, states, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    chapter()
    return OfficerFactory()


def test_check_opens_no_account_and_stores_the_valid_values(officer):
    before = User.objects.count()
    run = checked(officer, xlsx(MAI, NHUNG))
    assert (User.objects.count(), states(run)) == (before, ["good", "good"])
    assert [entry.kind for entry in Entry.objects.all()] == ["row.stated"]  # the file was sent
    mai, nhung = run.rows.all()
    assert (mai.full_name, mai.birth_year, mai.phone) == ("Lò Thị Mai", 1980, "+84912000111")
    assert (nhung.full_name, nhung.birth_year, nhung.phone) == ("Hà Thị Nhung", 1975, "")
    assert mai.branch == nhung.branch == chapter()


def test_each_wrong_cell_is_named_in_vietnamese(officer):
    run = checked(
        officer,
        xlsx(
            ["", 1980, "bản Áng", ""],
            ["Lò Thị Mai", 1850, "bản Áng", "0912"],
            ["Lò Thị Xa", "hai mươi", "bản Xa", "024 3825 1234"],
            ["=A2", 1980, None, None],
        ),
    )
    year = timezone.localdate().year
    assert states(run) == ["wrong"] * 4
    assert errors(run) == {
        "A2": "Chị viết họ và tên, ví dụ: Lò Thị Lan.",
        "B3": f"Năm sinh từ {year - 110} đến {year - 14}.",
        "D3": "Số điện thoại này không đúng. Xin xem lại từng số.",
        "B4": "Năm sinh có 4 chữ số, ví dụ 1984.",
        "C4": "Chưa có chi hội “bản Xa” ở Hội LHPN xã Đoàn Kết.",
        "D4": "Đây là số máy bàn, không nhận được tin nhắn. Xin viết số di động, ví dụ 0912 345 678.",
        "A5": "Ô này là công thức. Chị chép lại rồi dán giá trị, hoặc gõ thẳng chữ số.",
    }
    assert set(run.rows.values_list("phone", flat=True)) == {""}  # nothing of a wrong row but its name


def test_sensitive_and_unknown_columns_are_named_and_nothing_of_them_is_kept(officer):
    heading = ["STT", *HEADING, "Số CCCD", "Dân tộc", ""]
    run = checked(officer, xlsx([1, *MAI, "038180001234", "Thái", "Đảng viên"], heading=heading))
    assert run.dropped == ["Số CCCD", "Dân tộc", "cột H"]
    stored = str(list(MemberImport.objects.values())) + str(list(MemberImportRow.objects.values()))
    assert not [word for word in ("038180001234", "Thái", "Đảng viên") if word in stored]


def test_a_day_of_birth_is_read_as_its_year_only(officer):
    heading = ["Họ tên", "Ngày sinh"]
    run = checked(officer, xlsx(["Lò Thị Mai", "12/03/1980"], ["HÀ THỊ NHUNG", "1975-1-2"], heading=heading))
    assert [(row.full_name, row.birth_year) for row in run.rows.all()] == [
        ("Lò Thị Mai", 1980),
        ("Hà Thị Nhung", 1975),
    ]


def test_csv_with_a_phone_without_its_first_zero_is_read(officer):
    data = "Họ tên;SĐT\nLò Thị Mai;912000111\n".encode()
    assert checked(officer, data).rows.get().phone == "+84912000111"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\1\2", "no_table"),
        ("Tên,Năm\nMai,1980\n".encode(), "no_heading"),
        ("Họ tên,Họ và tên\nMai,Mai\n".encode(), "column_twice"),
        ("Họ tên,Năm sinh\n,\n".encode(), "table_empty"),
        (b"Ho ten\n" + b"Lo Thi Mai\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
    ids=["binary", "no heading", "column twice", "empty", "too long"],
)
def test_other_files_are_refused(data, code):
    with pytest.raises(TableRefused) as refused:
        read_members(data)
    assert refused.value.code == code and refused.value.field == "file"


def test_officers_import_only_into_their_branches_and_below(officer):
    far = chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
    for who, branch in (
        (officer, far),
        (officer, province()),
        (LanFactory(), chapter()),
        (HoaFactory(), far),
    ):
        with pytest.raises(NotAllowed):
            check_import(actor=Actor.of(who), branch=branch, data=xlsx(MAI), file_name="a.xlsx")
    assert not MemberImport.objects.exists()
    # A chapter of another commune can't be named in the file, either.
    assert states(checked(officer, xlsx(["Lò Thị Mai", 1980, "bản Lùn", None]))) == ["wrong"]


def test_chapters_are_found_by_the_words_that_people_use(db):
    commune_, ang = commune(), chapter()
    far = chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
    places = Places(commune_)
    assert {places.find(text, "").branch for text in ("Bản Áng", "ban ang", "CHI HỘI BẢN ÁNG")} == {ang}
    assert places.find("", "xã Đoàn Kết").branch == commune_
    whole = Places(province())
    assert whole.find("bản Lùn", "").branch == whole.find("bản Lùn", "Mường Lạn").branch == far
    assert chapter_name("Tiểu khu 3") == "Chi hội tiểu khu 3"


def test_unknown_chapters_are_previewed_where_the_officer_wants_to_make_them(officer):
    run = checked(officer, xlsx(["Lò Thị Mai", 1980, "bản Mới", None]), makes_chapters=True)
    row = run.rows.get()
    assert (row.state, row.branch, row.chapter) == ("good", commune(), "Chi hội bản Mới")


def test_a_file_can_not_make_hundreds_of_chapters(officer):
    rows = [["Lò Thị Mai", 1980, f"bản {number}", None] for number in range(301)]
    with pytest.raises(ImportRefused) as refused:
        checked(officer, xlsx(*rows), makes_chapters=True)
    assert refused.value.code == "chapters_many" and not MemberImport.objects.exists()
