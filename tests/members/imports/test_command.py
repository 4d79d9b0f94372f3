"""./run import_members: a preview, an import with --write, and a list of the doubles that it doesn't decide."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import MemberImport, RoleGrant, User
from members.people.cards import format_card_number
from tests.factories.members import LanFactory, OfficerFactory, chapter, province
from tests.members.imports.tables import MAI, NHUNG, xlsx
from tests.people import LAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    chapter()
    return OfficerFactory()


@pytest.fixture
def sheet(tmp_path):
    def write(*rows):
        path = tmp_path / "hội viên.xlsx"
        path.write_bytes(xlsx(*rows))
        return path

    return write


def run(*args) -> str:
    out = StringIO()
    call_command("import_members", *map(str, args), stdout=out)
    return out.getvalue()


def test_a_preview_opens_nothing_and_names_the_wrong_cells(officer, sheet):
    card = format_card_number(officer.card_number)
    text = run(sheet(MAI, ["Lò Thị Xa", 1980, "bản Xa", ""]), "--officer", card)
    assert "C3 · Chi hội: Chưa có chi hội “bản Xa” ở Hội LHPN xã Đoàn Kết." in text
    assert "1 người mới, 0 không đổi, 0 chờ quyết, 1 dòng sai" in text
    assert not User.objects.filter(full_name="Lò Thị Mai").exists()
    assert f"/can-bo/hoi-vien/tu-tep/{MemberImport.objects.get().ref}/" in text


def test_write_imports_for_the_only_officer_of_the_province(officer, sheet):
    above = OfficerFactory(branch=province())
    text = run(sheet(MAI, NHUNG), "--write")
    assert "Đã đưa vào 2, bổ sung 0, không đổi 0" in text
    assert User.objects.get(full_name="Lò Thị Mai").opened_by == above
    assert "Đã đưa vào 0, bổ sung 0, không đổi 2" in run(sheet(MAI, NHUNG), "--write")


def test_doubles_are_listed_and_never_decided(officer, sheet, tmp_path):
    lan = LanFactory()
    path = sheet(MAI, [LAN.full_name, None, "bản Áng", LAN.phone])
    with pytest.raises(CommandError, match="Chưa đưa gì vào"):
        run(path, "--write", "--officer", officer.card_number)
    with (tmp_path / "hội viên.trung.csv").open(encoding="utf-8-sig") as file:
        assert list(csv.reader(file)) == [
            ["Dòng", "Họ và tên", "Năm sinh", "Có thể là", "Số thẻ"],
            ["3", LAN.full_name, "", LAN.full_name, lan.card_number],
        ]
    assert not User.objects.filter(full_name="Lò Thị Mai").exists()
    assert MemberImport.objects.get().state == "checked"  # an officer goes on with it


def test_without_a_clear_officer_branch_or_file_nothing_happens(officer, sheet, tmp_path):
    with pytest.raises(CommandError, match="--officer"):
        run(sheet(MAI))
    with pytest.raises(CommandError, match="Không có tài khoản"):
        run(sheet(MAI), "--officer", "0900 000 000")
    with pytest.raises(CommandError, match=r"khong-co\.xlsx"):
        run(tmp_path / "khong-co.xlsx", "--officer", officer.card_number)
    with pytest.raises(CommandError, match="quyền"):
        run(sheet(MAI), "--officer", officer.card_number, "--branch", province().pk)
    RoleGrant.objects.create(user=officer, role="officer", branch=province())
    with pytest.raises(CommandError, match="--branch"):
        run(sheet(MAI), "--officer", officer.card_number)
    assert not MemberImport.objects.exists()
