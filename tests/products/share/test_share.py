"""Pictures to share: their size and weight, every letter of the name, and no star after its certificate ended."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from dataclasses import replace

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageChops

from backend.common import qr
from products.models import ProductPhoto
from products.share import drawing
from products.share.drawing import LAYOUTS, draw
from products.share.facts import ShareFacts, picture_address, share_facts
from products.share.keeping import KEEP, draw_pictures, picture_file, remove_old_pictures
from tests.factories.products import CertificateFactory, ListedProductFactory, PhotoFactory, picture

FACTS = ShareFacts(
    "Mận hậu",
    "45.000 đ/kg",
    4,
    "Vườn nhà Lan",
    "Mộc Châu, Sơn La",
    "https://pieu.example.vn/products/man/",
    "x",
)
VIETNAMESE = "aăâeêioôơuưyđ"
MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


@pytest.fixture
def product(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = ListedProductFactory(photos=0, slug="man-hau")
    name = default_storage.save("master.jpg", ContentFile(picture(1600, 1200)))
    photo = PhotoFactory(producer=product.producer, master=name, is_public=True)
    ProductPhoto.objects.create(product=product, photo=photo)
    return product


def fetched(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size"), [("the", (1200, 630)), ("vuong", (1080, 1080)), ("dung", (1080, 1920))]
)
def test_each_picture_has_its_size_and_weight(name, size):
    data = draw(LAYOUTS[name], FACTS, noise())
    assert opened(data).size == size and opened(data).format == "JPEG"
    assert len(data) < (100_000 if name == "the" else 250_000)
    assert opened(data).getexif() == {}


def noise() -> bytes:
    """The heaviest possible photo: no two neighbours are alike."""
    buffer = io.BytesIO()
    Image.effect_noise((1280, 960), 120).convert("RGB").save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vuong", "dung"])
def test_the_code_on_a_picture_is_read_back(name):
    assert qr.decode(opened(draw(LAYOUTS[name], FACTS, picture(1280, 960)))) == [FACTS.url]


def test_every_vietnamese_letter_is_in_the_font():
    letters = [
        unicodedata.normalize("NFC", base + mark)
        for base in VIETNAMESE
        for mark in MARKS
        if base != "đ" or not mark
    ]
    assert len(letters) == 73
    missing = [
        letter for letter in "".join(letters) + "".join(letters).upper() if not drawing._drawable(letter)
    ]
    assert missing == []


def test_decomposed_accents_are_composed(product):
    product.name = unicodedata.normalize("NFD", "Mận hậu Mộc Châu")
    assert share_facts(product).name == "Mận hậu Mộc Châu"


@pytest.mark.parametrize("name", ["M" * 120, "Mận " * 30, "🐃", "Ẵ", ""])
def test_any_name_is_drawn_within_its_box(name):
    layout = LAYOUTS["the"]
    facts = ShareFacts(name, "1.250.000 đ/chục", 5, "Hợp tác xã " * 9, "Xã " * 20, "", "")
    image = opened(draw(layout, facts, None)).convert("RGB")
    _left, top, right, bottom = layout.text
    for box in ((right + 8, 0, 1200, 580), (610, 0, right, top - 8), (610, bottom + 8, right, 584)):
        outside = image.crop(box)
        blank = Image.new("RGB", outside.size, drawing.PAPER)
        # JPEG has slight artefacts next to letters; ink would differ by far more.
        assert max(high for _low, high in ImageChops.difference(outside, blank).getextrema()) < 60


def test_the_page_names_todays_picture_which_may_be_cached_for_ever(client, product):
    facts = share_facts(product)
    address = picture_address(product, facts, "the")
    assert f'property="og:image" content="{address}"' in client.get("/products/man-hau/").content.decode()
    answer = client.get(address)
    body = b"".join(answer.streaming_content)
    assert opened(body).size == (1200, 630) and len(body) < 100_000
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "image/jpeg",
        "public, max-age=31536000, immutable",
    )
    assert client.get(address.replace("/the-", "/xxx-")).status_code == 404


@pytest.mark.slow
def test_a_star_that_ran_out_is_on_no_picture(client, product):
    last = dt.datetime(2026, 12, 1, 23, 59, tzinfo=timezone.get_current_timezone())
    CertificateFactory(product=product, issued_date=dt.date(2024, 1, 1), valid_until=last.date())
    with time_machine.travel(last, tick=False) as clock:
        before = picture_address(product, share_facts(product), "the")
        assert share_facts(product).stars == 4 and fetched(client, before)
        clock.shift(60)
        moved = client.get(before)
        assert moved.status_code == 302 and moved["Location"] != before
        assert share_facts(product).stars == 0 and fetched(client, moved["Location"])


@pytest.mark.slow
def test_a_picture_is_drawn_once(product, django_assert_num_queries):
    assert draw_pictures.call(product_id=product.pk) == len(LAYOUTS) == len(stored_pictures())
    facts = share_facts(product)
    # The drawing code requests the photo first.
    with django_assert_num_queries(0):
        assert {picture_file(product, facts, layout) for layout in LAYOUTS.values()} == stored_pictures()
    with django_assert_num_queries(1):
        picture_file(product, replace(facts, price="50.000 đ/kg"), LAYOUTS["the"])
    assert len(stored_pictures()) == len(LAYOUTS) + 1


def stored_pictures() -> set[str]:
    """Return the names of all pictures in the media store."""
    return {
        f"share/{folder}/{file}"
        for folder in default_storage.listdir("share")[0]
        for file in default_storage.listdir(f"share/{folder}")[1]
    }


def test_old_pictures_go_and_are_drawn_again(product):
    name = picture_file(product, share_facts(product), LAYOUTS["the"])
    assert remove_old_pictures() == 0
    with time_machine.travel(timezone.now() + KEEP + dt.timedelta(days=1)):
        assert remove_old_pictures() == 1 and not default_storage.exists(name)
    assert picture_file(product, share_facts(product), LAYOUTS["the"]) == name


def test_a_product_without_a_photo_or_off_the_market_breaks_nothing(client, product):
    ProductPhoto.objects.all().delete()
    assert fetched(client, picture_address(product, share_facts(product), "vuong"))
    address = picture_address(product, share_facts(product), "the")
    product.state = "submitted"
    product.save()
    assert client.get(address).status_code == 404
