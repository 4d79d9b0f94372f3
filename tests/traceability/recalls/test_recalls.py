"""Recalling a lot, and who may end it."""

import uuid

import pytest

from backend.ledger.models import Entry
from members.acting import Actor
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import make_recall
from tests.layout import without_layout
from tests.people import LAN
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import LotRecalled, change_lot, rename_lot
from traceability.models import LabelRun, Lot, Recall
from traceability.recalls.actions.recalls import RecallError, RecallNotAllowed, end_recall, recall_lot
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def lan(branch):
    return make_user(LAN.full_name, branch=branch)


@pytest.fixture
def lot(lan, branch) -> Lot:
    producer = ProducerFactory(branch=branch)
    producer.people.create(user=lan)
    return Lot.objects.create(
        product=ListedProductFactory(producer=producer), code="A1", quantity=5, unit="kg"
    )


def test_recall_is_in_the_ledger_without_its_text(lan, lot):
    recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    entry = Entry.objects.get(kind="lot.recalled")
    assert entry.subject == f"lot:{lot.pk}"
    assert "mốc" not in entry.body
    lot.refresh_from_db()
    assert lot.page_version == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_recall_without_a_reason_changes_nothing(lan, lot, reason):
    with pytest.raises(RecallError) as error:
        recall_lot(actor=Actor.of(lan), lot=lot, reason=reason)
    assert error.value.field == "reason"
    assert (Recall.objects.count(), Entry.objects.filter(kind="lot.recalled").count()) == (0, 0)


def test_recall_by_a_stranger_changes_nothing(lot, branch):
    for user in (make_user("Hoàng Thị Hoa"), make_user("Vì Thị Minh", branch=branch)):
        with pytest.raises(RecallNotAllowed):
            recall_lot(actor=Actor.of(user), lot=lot, reason="x")
    assert Recall.objects.count() == 0


def test_a_recalled_lot_keeps_its_code_until_the_recall_is_over(client, lan, lot, branch):
    officer = make_user("Cầm Thị Thu", officer_of=branch)
    client.force_login(lan)
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    entries = Entry.objects.count()
    for act in (
        lambda: rename_lot(actor=Actor.of(lan), lot=lot, code="MOI-9"),
        lambda: change_lot(actor=Actor.of(lan), lot=lot, changes={"code": "MOI-9"}),
    ):
        with pytest.raises(LotRecalled) as refused:
            act()
        assert "lô A1" in refused.value.message
    answer = client.post(f"/lo/{lot.pk}/doi-ma/", {"code": "MOI-9"})
    assert answer.status_code == 400 and "đang bị thu hồi (lô A1, từ ngày" in answer.text
    answer = client.post(
        f"/api/v1/lots/{lot.pk}/rename/",
        {"code": "MOI-9"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert answer.status_code == 409 and "đang bị thu hồi" in str(answer.json())
    lot.refresh_from_db()
    assert (lot.code, lot.aliases.count(), Entry.objects.count()) == ("A1", 0, entries)
    end_recall(actor=Actor.of(officer), recall=recall)
    assert rename_lot(actor=Actor.of(lan), lot=lot, code="MOI-9").code == "MOI-9"


def test_pages_of_a_recall_name_the_codes_that_the_lot_had(client, lan, lot):
    rename_lot(actor=Actor.of(lan), lot=lot, code="MOI-9")
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    for path in ("/thu-hoi/", f"/thu-hoi/{recall.pk}/", f"/thu-hoi/{recall.pk}/thong-bao/"):
        text = without_layout(client.get(path, headers={"Accept": "text/html"}).text)
        assert "MOI-9" in text and '(tem cũ ghi<span class="code">A1</span>)' in text


def test_recall_twice_is_one(lan, lot):
    recall_lot(actor=Actor.of(lan), lot=lot, reason="x")
    with pytest.raises(RecallError):
        recall_lot(actor=Actor.of(lan), lot=lot, reason="y")
    assert [r.reason for r in Recall.objects.all()] == ["x"]


def test_only_an_officer_ends_a_recall(lan, lot, branch):
    recall_lot(actor=Actor.of(lan), lot=lot, reason="x")
    with pytest.raises(RecallNotAllowed):
        end_recall(actor=Actor.of(lan), recall=lot.recalls.get())
    officer = make_user("Cầm Thị Thu", officer_of=branch)
    end_recall(actor=Actor.of(officer), recall=lot.recalls.get())
    assert Recall.objects.get().ended_at is not None
    assert Entry.objects.filter(kind="lot.recall_ended").count() == 1


@pytest.mark.slow
def test_recall_page_and_lot_page(client, lan, lot):
    client.force_login(lan)
    form = client.get(f"/lo/{lot.pk}/thu-hoi/")
    assert (form.status_code, form.content.decode().count("Ghi thêm, nếu có")) == (200, 1)
    assert client.post(f"/lo/{lot.pk}/thu-hoi/", {"reason": ""}).status_code == 400
    assert client.post(f"/lo/{lot.pk}/thu-hoi/", {"reason": "Có mẻ bị mốc"}).status_code == 302
    page = client.get(f"/lo/{lot.pk}/").content.decode()
    assert "Lô đang bị thu hồi" in page
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.post(f"/lo/{lot.pk}/thu-hoi/", {"reason": "x"}).status_code == 404
    assert Recall.objects.count() == 1


def test_product_page_marks_recalled_lots_and_asks_about_another(client, lot):
    code = code_for(lot.product)
    newer = Lot.objects.create(product=lot.product, code="A2", quantity=5, unit="kg")
    for each in (lot, newer):
        LabelRun.objects.create(
            lot=each,
            code=code,
            count=5,
            layout="a4-65",
            key_version=codec().current,
            origin="",
            state="ready",
        )
    address = f"/products/{lot.product.slug}/"
    page = client.get(address).content.decode()
    assert "Đã thu hồi" not in page
    assert f"/lo/{newer.pk}/nhan/?loai=question" in page
    make_recall(newer, reason="Có mẻ bị mốc")
    page = client.get(address).content.decode()
    assert page.count('class="badge badge--error"') == page.count("Đã thu hồi, xin đừng dùng") == 1
    assert f"/lo/{lot.pk}/nhan/?loai=question" in page and f"/lo/{newer.pk}/nhan/" not in page
    make_recall(lot, reason="Có mẻ bị mốc")
    assert f"/lo/{newer.pk}/nhan/?loai=question" in client.get(address).content.decode()


def test_product_page_lets_a_buyer_ask_before_there_are_labels(client, lot):
    page = client.get(f"/products/{lot.product.slug}/").content.decode()
    assert "Hỏi nơi làm ra" in page and f"/lo/{lot.pk}/nhan/?loai=question" in page
    assert "Xem nguồn gốc từng lô" not in page


@pytest.mark.slow
def test_lists_of_lots_mark_recalled_lots(lan, lot, client):
    part = Lot.objects.create(product=lot.product, code="B2", quantity=5, unit="kg")
    run = LabelRun.objects.create(
        lot=part,
        code=code_for(lot.product),
        count=20,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state="ready",
    )
    client.force_login(lan)
    pages = (f"/san-pham-cua-toi/{lot.product_id}/", "/lo/")
    for page in pages:
        assert "Đang thu hồi" not in (text := client.get(page).text) and "Thu hồi một số tem" not in text
    recall_lot(actor=Actor.of(lan), lot=lot, reason="x")
    recall_lot(actor=Actor.of(lan), lot=part, reason="y", run=run, first=1, last=3)
    for page in pages:
        text = without_layout(client.get(page).text)
        assert text.count("Đang thu hồi") == text.count("Thu hồi một số tem") == 1
        assert (
            text.index(">Lô B2<")
            < text.index("Thu hồi một số tem")
            < text.index(">Lô A1<")
            < text.index("Đang thu hồi")
        )


def test_product_page_lists_what_can_be_bought_before_what_is_sold_out(lan, lot, client):
    code = code_for(lot.product)
    for name in ("OLD-1", "OLD-2"):
        sold = Lot.objects.create(product=lot.product, code=name, quantity=5, unit="kg", state="closed")
        LabelRun.objects.create(
            lot=sold,
            code=code,
            count=5,
            layout="a4-65",
            key_version=codec().current,
            origin="",
            state="ready",
        )
    Lot.objects.create(product=lot.product, code="UNSEEN", quantity=5, unit="kg", state="closed")
    Lot.objects.create(product=lot.product, code="NEW-1", quantity=2, unit="kg")
    address = f"/products/{lot.product.slug}/"
    # Of sold out lots only those with labels: somebody may have one at home.
    page = client.get(address).text
    found = [page.index(f'class="rows__title">{name}<') for name in ("NEW-1", "A1", "OLD-2", "OLD-1")]
    assert found == sorted(found) and page.count("Đã bán hết") == 2 and "UNSEEN" not in page
    make_recall(Lot.objects.get(code="OLD-1"), reason="Có mẻ bị mốc")
    page = client.get(address).text
    assert page.index("OLD-1") < page.index("NEW-1") and page.count("Đã bán hết") == 1
    # An unlisted product is only for owners of a label of it.
    lot.product.state = "retired"
    lot.product.save(update_fields=["state"])
    assert "NEW-1" not in client.get(address).text
