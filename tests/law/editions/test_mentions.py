from __future__ import annotations

import pytest

from backend.law.editions.mentions import Place, find_mentions, named_last
from backend.law.editions.titles import Titles, aliases_in
from backend.law.library.references import Ref

HERE = Place(
    "901/2019/QH99", "law", Ref("7", "2", "a"), frozenset({"2", "3", "5", "7", "8", "9", "10"}), 2019
)
IN_DECREE = Place("77/2021/NĐ-CP", "decree", Ref("4", "1"), frozenset({"1", "4"}), 2021)


@pytest.fixture
def titles() -> Titles:
    titles = Titles()
    titles.add("Luật", "Trồng mận", "901/2019/QH99")
    titles.add("Luật", "Trồng mận", "801/2009/QH98")
    titles.add("Luật", "Trồng mận, trồng đào", "950/2020/QH99")
    titles.add("Bộ luật", "Hội chợ", "700/2005/QH97")
    return titles


def cited(text: str, place: Place, titles: Titles) -> list[str]:
    mentions = find_mentions(text, place, titles)
    spans = [(each.start, each.start + each.length) for each in mentions]
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))
    return [str(each.citation) for each in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theo khoản 2 Điều 5 Luật này", ["901/2019/QH99 5(2)"]),
        ("tại Điều này", ["901/2019/QH99 7"]),
        ("tại khoản 1 và khoản 3 Điều này", ["901/2019/QH99 7(1)", "901/2019/QH99 7(3)"]),
        ("điểm b khoản này", []),
        ("điểm a, đ khoản 2 Điều 5 của Luật này", ["901/2019/QH99 5(2)(a)", "901/2019/QH99 5(2)(đ)"]),
        ("các điều 8, 9 và 10 của Luật này", ["901/2019/QH99 8", "901/2019/QH99 9", "901/2019/QH99 10"]),
        ("khoản 1, 2 Điều 5 và Điều 8 Luật này", ["901/2019/QH99 5(1)", "901/2019/QH99 5(2)", "901/2019/QH99 8"]),
        ("điểm a khoản 1, điểm b khoản 2 Điều 5", ["901/2019/QH99 5(1)(a)", "901/2019/QH99 5(2)(b)"]),
        ("Điểm đ Khoản 2, Điều 15a Nghị định số 15/2018/NĐ-CP", ["15/2018/NĐ-CP 15a(2)(đ)"]),
        ("Điều 3 Quyết định số 25/2021/QĐ-TTg và Điều 5 Thông tư 09/2021/TT-BTP", ["25/2021/QĐ-TTg 3", "09/2021/TT-BTP 5"]),
        ("Điều 4 Luật Trồng mận, trồng đào", ["950/2020/QH99 4"]),
        ("Điều 4 Luật trồng mận thì nộp đơn", ["901/2019/QH99 4"]),
        ("Điều 4 Luật Trồng mận năm 2009", ["801/2009/QH98 4"]),
        ("Điều 4 của Luật Trồng táo", ["None"]),
        ("Điều 4 Luật Trồng táo số 960/2021/QH99", ["960/2021/QH99 4"]),
        ("Điều 30 và khoản 1 Điều 31 của Bộ luật Hội chợ", ["700/2005/QH97 30", "700/2005/QH97 31(1)"]),
        ("trong Điều 5 tháng và Điều 12/5", []),
        ("Điều 5, Mục 2 Chương III của Luật này", ["901/2019/QH99 5"]),
        ("khoản 3 Điều 40 hoặc theo quy định tại điểm h khoản 4 Điều 41 của Bộ luật Hội chợ", ["700/2005/QH97 40(3)", "700/2005/QH97 41(4)(h)"]),
    ],
)  # fmt: skip
def test_citations_of_a_text_are_resolved(text, expected, titles):
    assert cited(text, HERE, titles) == expected


def test_this_law_in_a_decree_is_the_law_named_before(titles):
    text = "thi hành Luật Trồng mận về Điều 5 Luật này, và Điều 4 Nghị định này"
    assert cited(text, IN_DECREE, titles) == ["901/2019/QH99 5", "77/2021/NĐ-CP 4"]


def test_items_of_a_list_are_of_the_document_that_its_sentence_names(titles):
    lead = "Nghị định này quy định chi tiết các điều sau đây của Luật Trồng mận:"
    IN_DECREE.listed_of = named_last(lead, IN_DECREE, titles)
    assert cited("Khoản 2 Điều 4 về tưới, trừ Điều 1.", IN_DECREE, titles) == [
        "901/2019/QH99 4(2)",
        "77/2021/NĐ-CP 1",
    ]
    assert named_last(lead.rstrip(":"), IN_DECREE, titles) == ""
    IN_DECREE.listed_of = ""


def test_quoted_words_of_an_amendment_are_words_of_the_amended_document(titles):
    place = Place("80/2021/NĐ-CP", "decree", Ref("1"), frozenset({"1", "2"}), 2021, amended="77/2021/NĐ-CP")
    assert cited("“Điều 4. Sạp theo khoản 1 Điều này và Điều 1 Nghị định này.” và Điều 2 Nghị định này", place, titles) == [
        "77/2021/NĐ-CP 4", "77/2021/NĐ-CP 4(1)", "77/2021/NĐ-CP 1", "80/2021/NĐ-CP 2",
    ]  # fmt: skip
    assert cited("Sửa đổi khoản 3 Điều 4 như sau: “3. Như khoản 1 Điều này.”", place, titles) == [
        "77/2021/NĐ-CP 4(3)",
        "77/2021/NĐ-CP 4(1)",
    ]


def test_short_names_that_a_document_gives_are_known(titles):
    text = (
        "Luật Trồng mận số 901/2019/QH99 đã được sửa đổi (sau đây gọi là Luật Mận); khoản 1 Điều 5 Luật Mận."
    )
    place = Place("77/2021/NĐ-CP", "decree", Ref("1"), frozenset({"1"}), 2021, aliases_in(text))
    assert cited(text, place, titles) == ["901/2019/QH99 5(1)"]


def test_titles_are_learned_from_texts_that_write_their_numbers():
    titles = Titles()
    titles.learn("Căn cứ Luật An toàn, vệ sinh vườn số 961/2021/QH99; Nghị định số 77/2021/NĐ-CP")
    assert titles.numbers("luật an toàn vệ sinh vườn") == {"961/2021/QH99"}
    assert titles.numbers("Luật An toàn") == set()
