"""Each layout of a file of law, with invented law."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.law.editions.files import decoded, read_law_file
from backend.law.editions.notes import read_note
from backend.law.editions.numbers import kind_of_number, number_in_name, read_day
from backend.law.editions.parsed import BrokenLaw, ParsedLaw
from tests.law.editions.invented import (
    AMENDED,
    CODIFIED,
    HELD,
    HTML,
    LAW_NOTE,
    PLAIN,
    SHORT_NOTE,
    YAML,
    a_zip,
    nfd,
)


@pytest.fixture
def read(tmp_path):
    def read(content: str | bytes, name: str = "law.txt", **options) -> ParsedLaw:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        [law] = read_law_file(path, **options).laws
        return law

    return read


def held(law: ParsedLaw) -> dict[str, tuple[str, str]]:
    return {
        f"{document.number} {each.ref}": (each.title, each.text)
        for document in law.documents.values()
        for each in document.provisions
    }


def test_codified_text_holds_every_article_clause_and_point(read):
    for text in (CODIFIED, nfd(CODIFIED), CODIFIED.replace("\n", "\r\n"), "\ufeff" + CODIFIED):
        law = read(text)
        assert held(law) == HELD
    assert (law.layout, law.scope, law.title) == ("codified_text", "phap-dien 99.9", "Trồng mận")
    assert law.count() == {
        "notes": 5, "related": 1, "listed_only": 1, "heads": 5, "heads_in_line": 4, "heads_glued": 1,
        "documents": 2, "articles": 6, "clauses": 5, "points": 3,
    }  # fmt: skip
    [remark] = law.remarks
    assert "99.9.LQ.9" in remark


def test_codified_text_states_documents_days_and_amendments(read):
    law = read(CODIFIED)
    plum, decision = law.documents.values()
    assert (plum.number, plum.kind, plum.title, plum.issuer) == (
        "901/2019/QH99",
        "law",
        "Trồng mận",
        "Quốc hội",
    )
    assert (plum.issued, plum.valid_from) == (dt.date(2019, 3, 2), dt.date(2020, 1, 1))
    assert (decision.number, decision.kind, decision.title) == ("25/2019/QĐ-TTg", "decision", "Về giống mận")
    second = next(each for each in plum.provisions if str(each.ref) == "2(2)(đ)")
    assert second.text_from == dt.date(2022, 7, 1)
    [change] = next(each for each in plum.provisions if str(each.ref) == "2").changes
    assert (change.kind, change.by_number, change.by_ref, change.from_date) == (
        "amends", "905/2022/QH99", "2", dt.date(2022, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("25/2021/QĐ-TTg", "decision"), ("09/2021/TT-BTP", "circular"), ("01/2014/TTLT-BTP-TWHCCBVN", "joint_circular"),
        ("01/2014/NQLT/CP-UBTƯMTTQVN", "joint_resolution"), ("12/2013/TT-BVHTTDL", "circular"), ("52/2014/QH13", "law"),
    ],
)  # fmt: skip
def test_number_of_a_note_is_read_whole(number, kind):
    note = read_note(f"(Điều 15a Thông tư số {number}, có hiệu lực thi hành kể từ ngày 01/07/2018)")
    assert note is not None and (note.number, note.article) == (number, "15a")
    assert kind_of_number(number) == kind


def test_note_without_number_or_day_is_none():
    good = SHORT_NOTE.format(n=2, more=AMENDED)
    assert read_note(good) is not None
    for bad in (
        good.replace("901/2019/QH99", ""),
        good.replace("01/01/2020", "31/02/2020"),
        "(Điều này)",
        "",
    ):
        assert read_note(bad) is None


def test_repealed_article_of_a_note_ends_and_a_part_of_it_does_not():
    words = {"bị bãi bỏ": "repeals", "có nội dung bị bãi bỏ": "amends", "được bổ sung": "supplements"}
    for said, kind in words.items():
        more = AMENDED.replace("có nội dung được sửa đổi", said)
        note = read_note(SHORT_NOTE.format(n=2, more=more))
        assert note is not None and [each.kind for each in note.changes] == [kind]


def test_codified_page_and_zip_hold_the_same(read):
    page, archive = read(HTML, "demuc.html"), read(a_zip(), "phap-dien.zip")
    assert held(page) == {
        "901/2019/QH99 1": ("Phạm vi điều chỉnh", ""),
        "901/2019/QH99 1(1)": ("", "Luật này quy định việc trồng mận."),
        "901/2019/QH99 1(2)": ("", "Giống:\n| Mận hậu | 5 kg |"),
        "901/2019/QH99 2": ("Người trồng mận", ""),
        "901/2019/QH99 2(a)": ("", "Tưới nước."),
    }
    assert held(archive) == {**held(page), "901/2019/QH99 3": ('Thu "hoạch", bán', "")}
    assert page.documents["901/2019/QH99"].source_url == "https://example.vn/901"
    assert (archive.title, archive.layout, archive.scope) == ("Trồng mận", "codified_html", "phap-dien 99.9")


def test_plain_document_holds_chapters_articles_and_appendices(read):
    law = read(PLAIN)
    assert held(law) == {
        "77/2021/NĐ-CP 1": ("Phạm vi điều chỉnh", "Nghị định này quy định chi tiết Điều 2 và Điều 15a của Luật Trồng mận."),
        "77/2021/NĐ-CP 2": ("Sạp mận", ""),
        "77/2021/NĐ-CP 2(1)": ("", "Sạp ở chợ:"),
        "77/2021/NĐ-CP 2(1)(a)": ("", "Có mái;"),
        "77/2021/NĐ-CP 2(1)(b)": (
            "", "Có cân như “Điều 7. Cân” nói:\nĐiều 9. Đây là lời dẫn, không phải tên điều.",
        ),
        "77/2021/NĐ-CP 2(2)": ("", "Giá theo Phụ lục I của Nghị định này."),
        "77/2021/NĐ-CP 2a": ("Sạp trên mạng", "Theo khoản 1 Điều 2 Nghị định này."),
        "77/2021/NĐ-CP 3": ("Hiệu lực thi hành", "Nghị định này có hiệu lực thi hành từ ngày 20 tháng 5 năm 2021."),
        "77/2021/NĐ-CP pl-1": ("BẢNG GIÁ", "1. Mận hậu: một cân."),
    }  # fmt: skip
    [document] = law.documents.values()
    assert (document.kind, document.title) == ("decree", "Quy định chi tiết một số điều của Luật Trồng mận")
    assert (document.issued, document.valid_from) == (dt.date(2021, 4, 5), dt.date(2021, 5, 20))
    assert [(each.kind, each.number, each.title, each.first_article) for each in document.containers] == [
        ("chapter", "I", "QUY ĐỊNH CHUNG", "1"),
        ("chapter", "II", "BÁN MẬN", "2"),
        ("section", "1", "CHỢ", "2"),
    ]


def test_plain_document_takes_number_and_day_from_its_reader_when_it_lacks_them(read):
    text = PLAIN.replace("Số: 77/2021/NĐ-CP", "").replace("có hiệu lực", "có giá trị")
    for options in ({}, {"number": "77/2021/NĐ-CP"}, {"from_date": dt.date(2021, 6, 1)}):
        with pytest.raises(BrokenLaw):
            read(text, **options)
    law = read(text, number="78/2021/NĐ-CP", from_date=dt.date(2021, 6, 1))
    assert [(each.number, each.valid_from) for each in law.documents.values()] == [
        ("78/2021/NĐ-CP", dt.date(2021, 6, 1))
    ]
    named = read(text, "nghi-dinh-79-2021-nd-cp-ve-man.txt", from_date=dt.date(2021, 6, 1))
    assert list(named.documents) == ["79/2021/NĐ-CP"]


def test_document_of_an_amendment_keeps_quoted_articles_as_text(read):
    law = read(
        "Số: 80/2021/NĐ-CP\n\nNGHỊ ĐỊNH\nSửa đổi, bổ sung một số điều của Nghị định số 77/2021/NĐ-CP\n\n"
        "Điều 1. Sửa đổi Điều 2\n\n“Điều 2. Sạp\n\n1. Sạp có mái.\n\n2. Sạp có cân.”\n\n1. Thay chữ.\n\n"
        "Điều 2. Hiệu lực\n\nNghị định này có hiệu lực từ ngày ký, ngày 01/02/2022.",
        from_date=dt.date(2022, 2, 1),
    )
    assert held(law) == {
        "80/2021/NĐ-CP 1": ("Sửa đổi Điều 2", "“Điều 2. Sạp\n1. Sạp có mái.\n2. Sạp có cân.”"),
        "80/2021/NĐ-CP 1(1)": ("", "Thay chữ."),
        "80/2021/NĐ-CP 2": ("Hiệu lực", "Nghị định này có hiệu lực từ ngày ký, ngày 01/02/2022."),
    }


def test_yaml_holds_what_has_no_text(read):
    law = read(YAML, "903.yaml")
    assert held(law) == {
        "903/2023/QH99 9(1)": ("", "Người bán được hỏi trước."),
        "903/2023/QH99 12": ("Bãi bỏ", ""),
    }
    assert law.documents["903/2023/QH99"].provisions[1].valid_to == dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("law.txt", CODIFIED.replace(LAW_NOTE.format(n=1), LAW_NOTE.format(n=1).replace("901/2019/QH99", "chín")), 8),
        ("law.txt", CODIFIED.replace(LAW_NOTE.format(n=1), ""), 8),
        ("law.txt", CODIFIED.encode()[:900] + b"\xff" + CODIFIED.encode()[900:], 35),
        ("law.txt", "Điều 1. Một\n\n\x00", 3),
        ("law.txt", "Không có điều nào ở đây.", 1),
        ("law.txt", "", 1),
        ("demuc.html", HTML.replace("Điều 99.9.LQ.2. Người", "Người"), 9),
        ("demuc.html", HTML.replace("(Điều 2 Luật số 901/2019/QH99,", "("), 9),
        ("demuc.html", "<p>Không có gì</p>", 1),
        ("law.zip", a_zip()[:60], 0),
        ("law.zip", a_zip(jsonData_js="var jdChuDe = [];"), 0),
        ("law.zip", a_zip(jsonData_js="\nvar jdAllTree = [hỏng];\nvar jdDeMuc = [];"), 2),
        ("law.yaml", "number: 903/2023/QH99\nprovisions:\n  - ref: \"9(1\"\n", 3),
        ("law.yaml", "number: 903/2023/QH99\nkind: tin đồn\n", 2),
        ("law.yaml", "number: [\n", 2),
        ("law.yaml", "number: 903/2023/QH99\nissued: hôm qua\n", 2),
    ],
    ids=["note", "no-note", "utf-8", "nul", "no-article", "empty", "html-head", "html-note", "html-none", "zip", "zip-list",
         "zip-tree", "yaml-ref", "yaml-kind", "yaml", "yaml-day"],
)  # fmt: skip
def test_broken_file_is_refused_by_its_line(read, name, content, line):
    with pytest.raises(BrokenLaw) as refused:
        read(content, name)
    assert refused.value.line == line, refused.value.message


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(BrokenLaw):
        read_law_file(tmp_path / "nowhere.txt")


def test_article_without_a_note_takes_the_document_of_its_neighbours(read):
    note = "(Điều 3 Quyết định số 25/2019/QĐ-TTg, có hiệu lực thi hành kể từ ngày 01/02/2020)\n"
    bare = CODIFIED.replace(note, "")
    assert bare != CODIFIED and "25/2019/QĐ-TTg 3(1)" not in held(read(bare))
    listed = f"{bare}\n### 9990900000000000400000100000000000000003\n\nĐiều 99.9.QĐ.1.3. Giống cây\n"
    assert held(read(listed)) == HELD


def test_names_and_days_of_files_are_read():
    assert number_in_name("174-2026-nd-cp-xu-phat.txt") == "174/2026/NĐ-CP"
    assert number_in_name("thong-tu-18-2026-tt-btc-ho-so.txt") == "18/2026/TT-BTC"
    assert number_in_name("dan-su.txt") == ""
    assert read_day("ngày 23 tháng 01 năm 2026") == read_day("23/01/2026") == dt.date(2026, 1, 23)
    assert read_day("31/02/2026") is None
    assert decoded("HÐTP".encode()) == "HĐTP"
