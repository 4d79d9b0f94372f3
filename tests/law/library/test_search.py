"""Search of provisions in invented law: by number, by words, with and without accents."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.texts import put_text
from backend.law.library.references import Ref
from backend.law.library.search import MOST_FOUND, find_provisions, read_typed
from backend.law.models import Document, ProvisionText
from tests.factories.law import a_document, a_provision

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def law() -> Document:
    law = a_document("901/2019/QH99", title="Trồng mận và đào")
    a_provision("2", document=law, title="Nghĩa vụ cấp nước", text="Người trồng phải cấp nước đều.")
    a_provision("2(2)", document=law, text="Đường vào vườn để trống.")
    a_provision("2(2)(đ)", document=law, text="Tro bếp để bón.")
    a_provision("3", document=law, title="Hiệu lực", text="Luật này có hiệu lực từ ngày ký.")
    decree = a_document("77/2021/NĐ-CP", kind="decree", title="Chi tiết về mận")
    a_provision("2", document=decree, title="Sạp mận", text="Sạp có mái che và nước sạch.")
    return law


def found(typed: str) -> list[str]:
    return [f"{hit.label} | {hit.document}" for hit in find_provisions(typed, DAY)]


ARTICLE = "Điều 2. Nghĩa vụ cấp nước | Luật Trồng mận và đào (901/2019/QH99)"
STALL = "Điều 2. Sạp mận | Nghị định 77/2021/NĐ-CP"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("điều 2 nghị định 77/2021", [STALL]),
        ("dieu 2 nghi dinh 77/2021", [STALL]),
        ("Điều 2 NĐ 77/2021/NĐ-CP", [STALL]),
        ("77/2021/NĐ-CP 2", [STALL]),
        ("77/2021", ["Nghị định 77/2021/NĐ-CP | "]),
        ("nghi dinh so 77/2021", ["Nghị định 77/2021/NĐ-CP | "]),
        ("thông tư 77/2021", []),
        ("dieu 2 luat trong man", [ARTICLE]),
        ("điều 9 luật trồng mận", ["Luật Trồng mận và đào | 901/2019/QH99"]),
        ("điểm đ khoản 2 điều 2 luật trồng mận", ["Điểm đ khoản 2 Điều 2 | Luật Trồng mận và đào (901/2019/QH99)"]),
        ("dieu 2 khoan 2 luat trong man", ["Khoản 2 Điều 2 | Luật Trồng mận và đào (901/2019/QH99)"]),
        ("cap nuoc", [ARTICLE]),
        ("nghĩa vụ", [ARTICLE]),
        ("duong vao vuon", [ARTICLE]),
        ("ĐƯỜNG VÀO VƯỜN", [ARTICLE]),
        ("bếp tro", [ARTICLE]),
        ("trồng chuối", []),
        ("", []),
        ("?!", []),
        ("điều 2", []),
        ('"mận" OR NEAR(', []),
    ],
)  # fmt: skip
def test_provisions_are_found_by_number_and_by_words(law, typed, expected):
    assert found(typed) == expected


def test_titles_come_before_texts_and_exact_accents_before_others(law):
    a_provision("4", document=law, title="Cáp nước", text="Dây cáp.")
    a_provision("5", document=law, title="Vườn", text="Vườn có chỗ cấp nước.")
    assert [each.partition(".")[0] for each in found("cấp nước")] == ["Điều 2", "Điều 4", "Điều 5"]
    assert [each.partition(".")[0] for each in found("cáp nước")] == ["Điều 4", "Điều 2", "Điều 5"]


def test_words_beside_a_number_are_looked_for_in_that_document_only(law):
    assert found("nước nghị định 77/2021") == [STALL]


def test_ended_provisions_come_last_and_say_so(law):
    a_provision("6", document=law, title="Nghĩa vụ cấp nước cho đào", text="Cấp nước cho đào.")
    ended = Document.objects.get(number="901/2019/QH99").provisions.get(ref="2")
    record_change(
        actor=None,
        change=NewChange(kind="repeals", document=law, provision=ended, from_date=dt.date(2026, 1, 1)),
    )
    hits = find_provisions("cấp nước", DAY)
    assert [(hit.label.partition(".")[0], hit.mark) for hit in hits] == [
        ("Điều 6", ""),
        ("Điều 2", "hết hiệu lực"),
    ]


def test_a_hit_in_a_document_that_nobody_read_says_so(client, law):
    Document.objects.filter(number="901/2019/QH99").update(state="read", read_date=DAY)
    page = client.get(reverse("law:home"), {"q": "nước"}).text
    assert [(hit.document, hit.unseen) for hit in find_provisions("nước", DAY)] == [
        ("Luật Trồng mận và đào (901/2019/QH99)", ""),
        ("Nghị định 77/2021/NĐ-CP", "chưa thấy văn bản"),
    ]
    assert page.count("(chưa thấy văn bản)") == 1


def test_the_index_follows_every_change_of_a_text(law):
    article = law.provisions.get(ref="3")
    put_text(actor=None, provision=article, text="Lời về hạn hán.", from_date=dt.date(2020, 1, 1))
    assert found("hạn hán") and not found("từ ngày ký")
    ProvisionText.objects.filter(provision=article).delete()
    assert not found("hạn hán")


def test_replaced_words_are_not_found(law):
    article = law.provisions.get(ref="3")
    put_text(actor=None, provision=article, text="Lời mới.", from_date=dt.date(2026, 1, 1))
    assert not found("từ ngày ký")


def test_many_hits_are_cut_and_cost_no_more_queries(law, django_assert_max_num_queries):
    for number in range(10, 10 + MOST_FOUND + 5):
        a_provision(str(number), document=law, title=f"Vườn số {number}", text="Mỗi vườn một sổ.")
    with django_assert_max_num_queries(9):
        assert len(find_provisions("vườn", DAY)) == MOST_FOUND
    with django_assert_max_num_queries(9):
        find_provisions("vườn một sổ của luật trồng mận và đào nào đó", DAY)


def test_situations_come_before_provisions_on_the_page(client, law):
    a_provision("7", document=law, title="Ly hôn", text="Chia vườn.")
    page = client.get(reverse("law:home"), {"q": "ly hon"}).text
    situation = page.index(reverse("law:situation", args=["ly-hon-don-phuong"]))
    assert situation < page.index(reverse("law:article", args=["901-2019-qh99", "7"]))


@pytest.mark.parametrize(
    ("typed", "ref", "number", "words"),
    [
        ("Điều 43 Nghị định 37/2026", Ref("43"), "37-2026", ()),
        ("khoản 2 điều 15a nđ 37/2026/NĐ-CP nhãn", Ref("15a", "2"), "37-2026-nd-cp", ("nhan",)),
        ("điểm d khoản 2 điều 81 luật x", Ref("81", "2", "d"), "", ("x",)),
        ("điểm đ khoản 2 điều 81 luật x", Ref("81", "2", "đ"), "", ("x",)),
        ("5 điều cần biết", Ref(), "", ("5", "dieu", "can", "biet")),
    ],
)
def test_typed_words_are_told_from_numbers(typed, ref, number, words):
    asked = read_typed(typed)
    assert (asked.ref, asked.number, asked.words) == (ref, number, words)


@pytest.mark.parametrize(
    ("typed", "is_asked"), [("điều 2 luật trồng mận", True), ("77/2021", True), ("cấp nước", False)]
)
def test_what_was_asked_for_by_its_number_comes_before_situations(client, law, typed, is_asked):
    assert {hit.is_asked for hit in find_provisions(typed, DAY)} == {is_asked}


def test_an_article_that_was_asked_for_stands_above_the_situations(client, law):
    labour = a_document("902/2019/QH99", title="Nợ lương")
    a_provision("43", document=labour, title="Trả lương", text="Trả đúng hạn.")
    text = client.get(reverse("law:home"), {"q": "điều 43 luật nợ lương"}).text
    assert "chuyện giống lời chị" in text
    assert text.index("Điều 43. Trả lương") < text.index("chuyện giống lời chị")
    text = client.get(reverse("law:home"), {"q": "điều 2 nghị định 77/2021"}).text
    assert "Điều 2. Sạp mận" in text and "Chưa có chuyện nào giống lời chị" not in text
