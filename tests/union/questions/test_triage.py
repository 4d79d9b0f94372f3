from __future__ import annotations

import io
import unicodedata

import pytest
from django.core.management import call_command
from django.urls import reverse

from backend.common.text import fold
from backend.law.situations.checks import check_help_numbers
from backend.law.situations.stock import stock
from union.alarms.places import GENERAL, help_places
from union.alarms.terms import read_terms
from union.questions.triage import dangers, load_rules

pytestmark = pytest.mark.django_db
CASES = {
    "Đêm qua chồng say rượu lại tát tôi ù tai": "violence",
    "Tôi bị chồng cũ chặn đường đánh": "violence",
    "Nhà chồng đuổi hai mẹ con em ra khỏi nhà": "violence",
    "Nó bảo nếu em bỏ nó thì nó giết em": "threat",
    "Bạn trai doạ tung clip nóng của em": "threat",
    "Chồng khoá cửa nhốt hai mẹ con trong buồng": "confinement",
    "Chị gái tôi bị bán sang Trung Quốc": "trafficking",
    "Bọn nó giữ hộ chiếu của em": "trafficking",
    "Con gái tôi học lớp 7 có bầu": "child",
    "Em mười lăm tuổi bố mẹ bắt em lấy chồng": "child",
    "Thầy giáo cứ sờ vào người cháu": "sexual",
    "Em chỉ muốn ăn lá ngón cho rồi": "suicide",
    "Tôi không thiết sống nữa": "suicide",
}
ORDINARY = [
    "",
    "   ",
    "?!",
    "Khách đánh giá một sao oan cho tôi",
    "Chồng chưa bao giờ đánh tôi",
    "Chó hàng xóm cắn chết gà nhà tôi",
    "Bán mận sang Trung Quốc cần giấy gì",
    "Con tôi 6 tuổi đi học lớp 1 cần giấy khai sinh không",
    "Thuốc trừ sâu phun cho mận cách ly mấy ngày",
    "Hành vi bạo lực gia đình bị phạt bao nhiêu tiền",
]


@pytest.mark.parametrize(("text", "kind"), CASES.items())
def test_danger_is_recognised_with_and_without_accents(text, kind):
    assert kind in dangers(text)
    assert kind in dangers(fold(text))
    assert dangers(unicodedata.normalize("NFD", text.upper())) == dangers(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_question_raises_no_alarm(text):
    assert dangers(text) == ()


def test_denial_covers_only_the_act_that_is_denied():
    assert dangers("Chồng không đánh tôi") == ()
    assert "threat" in dangers("Chồng không đánh tôi nhưng hay doạ giết tôi")


def test_question_about_the_law_is_a_danger_once_it_tells_of_the_asker():
    assert dangers("Chồng đánh vợ thì bị phạt bao nhiêu") == ()
    assert dangers("Chồng đánh tôi thì bị phạt bao nhiêu") == ("violence",)


def test_words_of_two_sentences_are_not_joined():
    assert dangers("Tôi bán gà. Chồng đi rẫy. Đánh vần thế nào.") == ()
    assert dangers("Chào Hội.\nChồng đánh tôi.\nTôi bán mận.") == ("violence",)


def test_long_text_is_read_in_linear_time():
    """A danger at the end of 2,000 words is found: patterns look only as far as their gaps."""
    assert dangers("chồng " * 2_000 + "đánh tôi") == ("violence",)


def test_every_kind_of_danger_has_places_and_a_number():
    rules, places = load_rules(), stock().places
    helps = read_terms().help
    assert set(helps) == {pattern.kind for pattern in rules.patterns} | {GENERAL}
    for kind, ids in helps.items():
        assert places[ids[0]].phone, kind
        assert set(ids) <= set(places), kind


def test_places_of_two_dangers_take_turns():
    assert help_places(["suicide", "child"])[:4] == [
        "cap-cuu-115",
        "tong-dai-tre-em",
        "tram-y-te",
        "cong-an-113",
    ]
    assert help_places([]) == []


def test_search_of_the_law_shows_help_before_anything_else(client):
    page = client.get(reverse("law:home"), {"q": "chong danh toi"}).text
    assert (
        page.index("data-danger")
        < page.index('href="tel:113"')
        < page.index("rows kind-law", page.index("tel:113"))
    )
    assert "data-danger" not in client.get(reverse("law:home"), {"q": "đánh giá năm sao"}).text
    other = client.get(reverse("law:home"), {"q": "em muon chet khong muon song nua"}).text
    assert "data-danger" in other and "hui-ho-vo" not in other and "giống lời chị" not in other
    assert "data-danger" not in client.get(reverse("law:home")).text


def test_unconfirmed_number_is_shown_with_its_source(client, settings):
    page = client.get(reverse("law:home"), {"q": "chồng đánh tôi"}).text
    assert "báo Sài Gòn Giải Phóng, 15/9/2025" in page
    assert [each.id for each in check_help_numbers(None)] == ["pieu.W005"]
    settings.HELP_NUMBERS_CONFIRMED = ["111", "113", "115"]
    page = client.get(reverse("law:home"), {"q": "chồng đánh tôi"}).text
    assert 'href="tel:113"' in page and "Sài Gòn Giải Phóng" not in page
    assert check_help_numbers(None) == []


def test_command_prints_a_line_for_each_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("Chồng đánh tôi\nĐánh giá ở đâu\n\n"))
    call_command("triage")
    assert capsys.readouterr().out.splitlines() == ["danger", "ordinary", "ordinary"]
    monkeypatch.setattr("sys.stdin", io.StringIO("Nó đòi giết em\n"))
    call_command("triage", kinds=True)
    assert capsys.readouterr().out == "danger violence threat\n"
