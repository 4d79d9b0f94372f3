"""Nothing is published without the data that the law requires: no label, poster or first version; older labels still answer."""

from __future__ import annotations

import pytest
from django.utils import timezone

from products.models import ProductPhoto
from tests.layout import without_layout
from tests.traceability.label_runs import a_lot, a_ready_run, snapshot
from traceability.labels.actions import LabelUnlawful, request_run, take_to_printer
from traceability.labels.actions.codes import code_for
from traceability.legal.actions.e_labels import keep_changed_labels
from traceability.models import ELabel, LabelPrint, Lot
from traceability.scans.origin.pages import forget_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media"), pytest.mark.databases]
IMAGE = "37/2026/NĐ-CP, Điều 23(7)b"
UNPUBLISHED = "Nơi sản xuất chưa công bố trang này"


@pytest.fixture(autouse=True)
def _empty_memory():
    forget_pages()
    yield
    forget_pages()


def page_of(client, lot: Lot) -> str:
    forget_pages()
    answer = client.get(f"/P/{code_for(lot.product).value}/10/{lot.code}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def without_photo(lot: Lot) -> ProductPhoto:
    link = lot.product.photo_links.get()
    link.delete()
    return link


def test_labels_and_posters_are_refused_with_the_gaps_of_the_page_and_nothing_is_made(client, world):
    lot = a_lot(world)
    without_photo(lot)
    before = snapshot()
    with pytest.raises(LabelUnlawful) as refused:
        request_run(actor=world.as_.lan, lot=lot, count=3, layout="roll-50x30")
    assert [gap.rule.id for gap in refused.value.gaps] == ["consumer-image"]
    assert f"({IMAGE})" in str(refused.value)
    client.force_login(world.lan)
    poster = client.post(f"/lo/{lot.pk}/to-treo/")
    assert poster.status_code == 409 and IMAGE in poster.text
    # A notice on the same page, before ordering labels.
    page = client.get(f"/lo/{lot.pk}/").text
    assert "chưa làm tem được" in page and IMAGE in page
    assert snapshot() == before


@pytest.mark.slow
def test_a_sheet_that_is_made_goes_to_no_printer_while_its_page_lacks_something(world):
    run = a_ready_run(world)
    without_photo(run.lot)
    before = snapshot()
    with pytest.raises(LabelUnlawful):
        take_to_printer(actor=world.as_.lan, run=run)
    assert snapshot() == before and LabelPrint.objects.count() == 0


def test_a_page_has_its_first_version_once_it_is_whole_and_says_before_what_it_lacks(client, world):
    lot = a_lot(world)
    link = without_photo(lot)
    page = without_layout(page_of(client, lot))
    assert UNPUBLISHED in page and f'<li>Hình ảnh<span class="quiet">({IMAGE})</span></li>' in page
    assert "Chị " not in page.partition("Luật yêu cầu mà trang này còn thiếu")[2].partition("</ul>")[0]
    ELabel.objects.create(product=lot.product, since=timezone.now())
    assert keep_changed_labels() == 1
    assert client.get(f"/lo/{lot.pk}/nhan-dien-tu/").status_code == 200
    assert lot.origin_versions.count() == 0
    ProductPhoto.objects.create(product=lot.product, photo=link.photo, position=0)
    page = page_of(client, lot)
    assert UNPUBLISHED not in page and "Luật yêu cầu mà trang này còn thiếu" not in page
    assert lot.origin_versions.count() == 1


def test_page_of_printed_labels_stays_and_names_the_missing_part(client, world):
    run = a_ready_run(world)
    take_to_printer(actor=world.as_.lan, run=run)
    without_photo(run.lot)
    page = page_of(client, run.lot)
    assert UNPUBLISHED not in page and f"({IMAGE})" in page
    version = run.lot.origin_versions.get()
    assert (version.number, version.facts["photo"]) == (1, "")
