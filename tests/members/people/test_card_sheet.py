"""Sheets of member cards: ten a page, each code opens the log-in page with its number."""

from __future__ import annotations

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse

from backend.common import qr
from members.models import User
from members.people.card_sheet import cards_pdf
from tests.factories.members import LanFactory, MinhFactory, UserFactory

pytestmark = pytest.mark.django_db


def text_of(page) -> str:
    return page.get_textpage().get_text_range()


def test_each_card_has_name_branch_number_and_a_code_that_reads():
    lan, minh = LanFactory(), MinhFactory()
    page = pypdfium2.PdfDocument(cards_pdf([minh, lan]))[0]
    text = text_of(page)
    assert text.count("Chi hội bản Áng") == 2 and "Số thẻ" in text
    assert text.index("Hà Thị Minh") < text.index("Lò Thị Lan")  # by name within a branch
    assert "1000 0008" in text and "2000 0006" in text
    found = qr.decode(page.render(scale=3).to_pil())
    address = f"{settings.PUBLIC_ORIGIN}{reverse('account_login')}#so="
    assert set(found) == {address + lan.card_number, address + minh.card_number}


def test_the_eleventh_card_is_on_the_second_page():
    members = [UserFactory(full_name=f"Lò Thị {letter}") for letter in "ABCDEGHIKLM"]
    pdf = pypdfium2.PdfDocument(cards_pdf(members))
    assert len(pdf) == 2 and "Lò Thị M" in text_of(pdf[1])


def test_a_long_name_is_cut_and_nobody_at_all_is_said():
    long = User(full_name="Nguyễn Thị " + "Phương " * 10, card_number="10000008", pk=0)
    assert "…" in text_of(pypdfium2.PdfDocument(cards_pdf([long]))[0])
    assert "Chưa có hội viên nào." in text_of(pypdfium2.PdfDocument(cards_pdf([]))[0])
