"""The state of the law on the pages of rules, duties and consents."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.common.data_files import Source
from backend.common.retention import TERMS
from backend.law.citing.presenters import cited_law
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.documents import add_provision
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.library.references import parse_citation
from members.consent.wording import WORDINGS
from orders.duties.gaps import DUTIES
from products.legal.rule import PRODUCT_RULES, Surface
from tests.factories.law import a_document, a_provision
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory
from tests.factories.products import ListedProductFactory, ProducerFactory
from tests.factories.traceability import LotFactory
from traceability.legal.gaps import gaps
from traceability.models import ELabel
from traceability.scans.origin.pages import render_lot, render_product

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 1)
STATE = "đã đọc: Công báo số 1, ngày 01/12/2026"
NUMBER = "902/2019/QH99"


def source(*cites: str, checked: dt.date = DAY) -> Source:
    return Source("a", cites, dt.date(2020, 1, 1), None, True, checked)


def read_law(cite: str) -> None:
    """Let the library have the cited place, of a document that was read on DAY in the Công báo."""
    citation = parse_citation(cite)
    document = a_document(
        citation.number, state=DocumentState.READ, read_date=DAY, source_name="Công báo số 1"
    )
    if citation.ref:
        add_provision(actor=None, document=document, ref=citation.ref)


def page(client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(name, args=args)).text.split())


def test_each_place_is_shown_once_with_its_state_and_an_unseen_change(django_assert_num_queries):
    law = a_document(NUMBER, state=DocumentState.READ, read_date=DAY, source_name="Công báo")
    article = a_provision("3", document=law)
    a_provision("4", document=law)
    change = NewChange(ChangeKind.AMENDS, law, dt.date(2026, 11, 1), provision=article)
    record_change(actor=None, change=change)
    old = source(f"{NUMBER} 3", checked=dt.date(2026, 10, 1))
    with django_assert_num_queries(5):
        rows = cited_law([source(f"{NUMBER} 4", f"{NUMBER} 3"), old], DAY)
    assert [(row.place.cite, row.mark) for row in rows] == [
        (f"{NUMBER} 3", "luật đổi từ ngày 01/11/2026, chưa xem lại"),
        (f"{NUMBER} 4", ""),
    ]
    assert {row.place.state for row in rows} == {"đã đọc: Công báo, ngày 01/12/2026"}
    assert cited_law([source(f"{NUMBER} 3")], DAY)[0].mark == ""
    assert cited_law([source()]) == []


@pytest.mark.parametrize(
    ("name", "cites"),
    [
        ("members:consents", next(iter(WORDINGS.values())).source.cites),
        ("members:consent_sheet", next(iter(WORDINGS.values())).source.cites),
        ("orders:platform", DUTIES[0].source.cites),
        ("orders:platform", TERMS[0].source.cites),
    ],
)
def test_pages_of_consents_and_duties_show_the_state(client, name, cites):
    read_law(cites[0])
    client.force_login(OfficerFactory())
    text = page(client, name)
    assert "đã đọc: Công báo số 1, ngày 01/12/2026" in text
    assert '<details class="small quiet" open> <summary>Luật của trang này, ai đã đọc' in text


def test_the_fold_is_closed_for_members(client):
    client.force_login(LanFactory())
    text = page(client, "members:consents")
    assert '<details class="small quiet" > <summary>Luật của trang này, ai đã đọc' in text


def test_the_checklist_of_a_lot_shows_the_state_of_the_rules_that_it_names(client):
    lot = LotFactory(product=ListedProductFactory())
    client.force_login(StaffFactory())
    url = reverse("traceability:legal", args=[lot.pk])
    answer = client.get(url)
    wanted = {gap.rule for _title, missing, _pack in answer.context["parts"] for gap in missing}
    cite = next(cite for rule in PRODUCT_RULES if rule in wanted for cite in rule.source.cites)
    assert cite in {row.place.cite for row in answer.context["cited"]}
    read_law(cite)
    assert "đã đọc: Công báo số 1, ngày 01/12/2026" in " ".join(client.get(url).text.split())


def test_the_page_of_a_lot_shows_the_state_of_the_rules_that_it_names(client):
    lot = LotFactory(product=ListedProductFactory())
    client.force_login(StaffFactory())
    url = reverse("traceability:lot", args=[lot.pk])
    cite = next(cite for gap in gaps(lot, Surface.SYSTEM) for cite in gap.rule.source.cites)
    assert STATE not in client.get(url).text
    read_law(cite)
    assert STATE in " ".join(client.get(url).text.split())


def test_the_kit_of_a_broadcast_shows_the_state_of_its_label_and_of_advertising(client):
    lan = LanFactory()
    product = ListedProductFactory(producer=ProducerFactory(owner=lan))
    client.force_login(lan)
    url = reverse("courses:live_kit", args=[product.pk])
    rows = client.get(url).context["label"]
    cite = next(cite for row in rows for cite in row.source.cites)
    for count, each in enumerate((cite, "16/2012/QH13 15a(3)")):
        assert client.get(url).text.count(STATE) == count
        read_law(each)
    assert client.get(url).text.count(STATE) == 2


def test_the_electronic_label_of_a_lot_shows_the_state(client):
    lot = LotFactory(product=ListedProductFactory())
    ELabel.objects.create(product=lot.product, since=timezone.now())
    url = reverse("traceability:e-label", args=[lot.pk])
    assert STATE not in client.get(url).text
    read_law("37/2026/NĐ-CP 52")
    assert STATE in " ".join(client.get(url).text.split())


def test_the_page_that_a_scan_opens_shows_the_state_and_claims_no_national_portal():
    lot = LotFactory(product=ListedProductFactory())
    read_law("37/2026/NĐ-CP 23(7)(b)")
    text = " ".join(render_lot(lot.pk, "vi").split())
    assert STATE in text and "Piêu không nối với Cổng" in text
    assert "Điều 23 khoản 7" not in render_product(lot.product_id, "vi", is_lot_unknown=False, has_lots=False)
