"""Whatever is renamed, moved, retired or renumbered, each printed address answers with the lot it was printed for."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.test import Client

from backend.common.gtin import check_digit
from members.acting import Actor
from products.models import Product
from products.products.enums import ProductState
from tests.factories.products import ListedProductFactory, ProducerFactory, make_user
from tests.people import LAN
from tests.quick import first_of
from traceability.containers.actions.cartons import pack_cartons
from traceability.containers.contents import contents_of
from traceability.epcis.identifiers import canonical
from traceability.gs1.digital_link import build_uri, parse_path
from traceability.hosts.actions import remember_printed_hosts
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import CodeKind, RunState
from traceability.lots.actions.lot_codes import LotCodeTaken
from traceability.lots.actions.lots import change_lot, open_lot, rename_lot
from traceability.models import CompanyPrefix, Container, LabelRun, Lot, LotAlias
from traceability.resolver.keys import held_at
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec, look_up

pytestmark = pytest.mark.databases

FIRST = "https://tem.example.vn"


@dataclass
class Printed:
    """The text of a label or a poster, and the lot that it was printed for."""

    uri: str
    lot_id: int


class Year:
    """A producer's lots, and everything that can happen to them."""

    def __init__(self, chance: random.Random, settings) -> None:
        self.chance, self.settings = chance, settings
        self.numbers = iter(range(10**6))
        self.origin = FIRST
        self.producer = ProducerFactory()
        self.lan = make_user(LAN.full_name)
        self.producer.people.create(user=self.lan)
        self.actor = Actor.of(self.lan)
        self.printed: list[Printed] = []
        self.cartons: list[Printed] = []
        settings.PUBLIC_ORIGIN = self.origin

    def print_some(self, count: int) -> None:
        """Labels and a poster of a new lot of a new or an old product."""
        products = list(Product.objects.filter(producer=self.producer, state=ProductState.LISTED))
        if not products or self.chance.random() < 0.3:
            gtin = self.new_gtin() if self.chance.random() < 0.5 else None
            products = [
                ListedProductFactory(producer=self.producer, gtin=gtin, name=f"Mận {next(self.numbers)}")
            ]
        product = self.chance.choice(products)
        lot = open_lot(actor=self.actor, product=product, quantity=20, unit="kg")
        code = code_for(product)
        own = code.kind == CodeKind.OWN
        names = {"own_code": code.value} if own else {"gtin": code.value}
        run = LabelRun.objects.create(
            lot=lot, code=code, count=count, layout="a4-65", key_version=codec().current, origin=self.origin,
            state=RunState.READY,
        )  # fmt: skip
        for serial in codec().encode_many(run.pk, 1, count):
            lot_on_label = lot.code if self.chance.random() < 0.5 else None
            self.record(lot, serial=serial[:16], lot_code=lot_on_label, **names)
        self.record(lot, lot_code=lot.code, **names)
        for carton in pack_cartons(actor=self.actor, lot=lot, quantity=1, count=2):
            self.cartons.append(Printed(self.origin + urlsplit(carton.address).path, lot.pk))

    def hang_poster(self) -> None:
        """Print it for a lot without labels."""
        products = list(Product.objects.filter(producer=self.producer, state=ProductState.LISTED))
        if products:
            product = self.chance.choice(products)
            lot, code = open_lot(actor=self.actor, product=product, quantity=5, unit="kg"), code_for(product)
            names = {"own_code" if code.kind == CodeKind.OWN else "gtin": code.value}
            self.record(lot, lot_code=lot.code, **names)

    def record(self, lot: Lot, *, lot_code: str | None, **parts: str) -> None:
        self.printed.append(Printed(build_uri(self.origin, lot=lot_code, **parts), lot.pk))

    def new_gtin(self) -> str:
        body = f"0952123{next(self.numbers):06}"
        return body + check_digit(body)

    def rename_product(self) -> None:
        product = self.any_product()
        product.name, product.slug = f"Tên mới {next(self.numbers)}", f"ten-moi-{next(self.numbers)}"
        product.save()

    def rename_lot(self) -> None:
        lot = self.chance.choice(list(Lot.objects.all()))
        with suppress(LotCodeTaken):
            rename_lot(
                actor=self.actor, lot=lot, code=self.chance.choice([f"DOI-{next(self.numbers)}", "CHUNG-1"])
            )

    def rename_back(self) -> None:
        if alias := LotAlias.objects.order_by("?").first():
            rename_lot(actor=self.actor, lot=alias.lot, code=alias.code)

    def take_up_gtin(self) -> None:
        product = self.any_product()
        product.gtin = self.new_gtin()
        product.save()
        code_for(product)

    def retire(self) -> None:
        self.put_into(ProductState.RETIRED)

    def require_review(self) -> None:
        """A new name or recipe needs a new review by an officer, who may require more; a retired product is a draft again."""
        self.put_into(self.chance.choice([ProductState.SUBMITTED, ProductState.RETURNED, ProductState.DRAFT]))

    def put_into(self, state: ProductState) -> None:
        product = self.any_product()
        product.state = state
        product.save()

    def move_host(self) -> None:
        """Piêu gets only the new address, and the hour passes in which the clock records the printed ones."""
        self.origin = f"https://tem{next(self.numbers)}.example.vn"
        self.settings.PUBLIC_ORIGIN = self.origin
        self.settings.ALLOWED_HOSTS = [urlsplit(self.origin).hostname]
        remember_printed_hosts()

    def have_a_prefix(self) -> None:
        """From then on the seller's cartons have GS1 numbers."""
        if not CompanyPrefix.objects.filter(producer=self.producer).exists():
            CompanyPrefix.objects.create(producer=self.producer, prefix="9520123")

    def any_product(self) -> Product:
        return self.chance.choice(list(Product.objects.filter(producer=self.producer)))

    def live(self, labels: int, each: int, deeds: int) -> None:
        """Print `labels` labels in runs of `each`, with `deeds` happenings between them and after."""
        happen = [
            self.rename_product,
            self.rename_lot,
            self.rename_back,
            self.take_up_gtin,
            self.retire,
            self.require_review,
            self.move_host,
            self.have_a_prefix,
        ]
        while len(self.printed) < labels:
            self.print_some(each)
            self.hang_poster()
            self.chance.choice(happen)()
        for deed in [*happen, *self.chance.choices(happen, k=deeds)]:
            deed()

    def every_code_answers(self, client: Client) -> None:
        pages.forget_pages()
        for printed in self.printed:
            parts = urlsplit(printed.uri)
            code = parse_path(parts.path)
            assert look_up(code).lot_id == printed.lot_id, printed.uri
            host = parts.netloc.lower()
            page = client.get(
                parts.path, HTTP_HOST=host, RAW_URI=parts.path, HTTP_ACCEPT="text/html", secure=True
            )
            led = client.get(parts.path, HTTP_HOST=host, RAW_URI=parts.path, secure=True)
            assert (page.status_code, led.status_code) == (200, 307), printed.uri
            assert "Sổ không có lô này" not in page.content.decode()
            assert led.headers["Location"].startswith(f"{self.origin}/xem/")
        for printed in self.cartons:
            parts = urlsplit(printed.uri)
            asked = {"HTTP_HOST": parts.netloc.lower(), "RAW_URI": parts.path, "secure": True}
            page = client.get(parts.path, HTTP_ACCEPT="text/html", **asked)
            led = client.get(parts.path, **asked)
            assert (page.status_code, led.status_code) == (200, 307), printed.uri
            assert led.headers["Location"] == f"{self.origin}/xem{parts.path}"
            # The page names no lot of an unlisted product; the carton is the same.
            held = held_at(parts.path)
            assert held.title in page.content.decode() and held.title.endswith(parts.path.rpartition("/")[2])
            carton = Container.objects.get(uri=canonical(self.origin + parts.path))
            assert [one.lot.pk for one in contents_of(carton)] == [printed.lot_id]
        for host in {urlsplit(printed.uri).hostname for printed in self.printed}:
            shop = client.get("/products/", HTTP_HOST=host, secure=True)
            now = urlsplit(self.origin).hostname
            led = (200, None) if host == now else (308, f"{self.origin}/products/")
            assert (shop.status_code, shop.headers.get("Location")) == led


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", first_of(range(2)))
def test_every_printed_code_answers_for_its_lot(client, settings, seed):
    year = Year(random.Random(seed), settings)
    year.live(labels=16, each=3, deeds=6)
    year.every_code_answers(client)


@pytest.mark.load
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.everything) for seed in (1, 2))])
def test_a_thousand_printed_codes_answer_for_their_lots(client, settings, seed):
    year = Year(random.Random(seed), settings)
    year.live(labels=1_000, each=20, deeds=60)
    assert len(year.printed) >= 1_000
    year.every_code_answers(client)


@pytest.mark.django_db
def test_old_code_of_a_lot_is_given_to_no_other(settings):
    year = Year(random.Random(1), settings)
    year.print_some(1)
    lot = Lot.objects.get()
    old = lot.code
    renamed = rename_lot(actor=year.actor, lot=lot, code="moi 1")
    assert (renamed.code, [alias.code for alias in renamed.aliases.all()]) == ("MOI1", [old])
    with pytest.raises(LotCodeTaken):
        open_lot(actor=year.actor, product=lot.product, quantity=1, unit="kg", code=old)
    other = open_lot(actor=year.actor, product=lot.product, quantity=1, unit="kg")
    assert other.code != old
    for taken in (old, "MOI1"):
        with pytest.raises(LotCodeTaken):
            change_lot(actor=year.actor, lot=other, changes={"code": taken})
        with pytest.raises(LotCodeTaken):
            rename_lot(actor=year.actor, lot=other, code=taken)
    other.refresh_from_db()
    assert not other.aliases.exists()
    # Without labels a poster may still carry the old code.
    first = other.code
    change_lot(actor=year.actor, lot=other, changes={"code": "SUA-1"})
    assert [alias.code for alias in other.aliases.all()] == [first]
    # Back to the first name: now the second one is stored as the former name.
    rename_lot(actor=year.actor, lot=renamed, code=old)
    assert list(LotAlias.objects.filter(lot=lot).values_list("code", flat=True)) == ["MOI1"]


@pytest.mark.django_db
def test_page_of_a_renamed_lot_shows_the_old_code_of_its_labels(client, settings):
    year = Year(random.Random(1), settings)
    year.print_some(1)
    lot = Lot.objects.get()
    rename_lot(actor=year.actor, lot=lot, code="MOI-1")
    page = client.get(
        urlsplit(year.printed[0].uri).path, HTTP_ACCEPT="text/html", secure=True
    ).content.decode()
    assert "Tem cũ của lô này ghi số lô" in page and lot.code in page and "MOI-1" in page
