"""The public list and product page."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.csp import build_policy

from products.models import ListingCard, ProductFacts, ProductPhoto
from products.products.enums import ProductState
from products.search.actions import refresh_card
from products.search.enums import Supply
from products.search.spelling import vocabulary
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    ProductFactory,
    make_user,
)
from tests.layout import without_layout

pytestmark = pytest.mark.django_db


def listed(**fields):
    product = ListedProductFactory(**fields)
    refresh_card(product=product)
    return product


def test_list_shows_listed_products_only(client):
    listed(name="Mận hậu Mộc Châu")
    ProductFactory(name="Bản nháp của chị Lan")
    page = client.get("/products/").content.decode()
    assert "Mận hậu Mộc Châu" in page
    assert "Bản nháp" not in page


def test_list_for_visitors_has_the_policy_of_every_page_without_a_nonce(client):
    listed(name="Mận hậu Mộc Châu")
    policy = client.get("/products/").headers["Content-Security-Policy"]
    assert policy == build_policy(settings.SECURE_CSP)
    assert "script-src 'self'; style-src 'self';" in policy
    # A visitor with a session may have scripts with a nonce, which is another one each time.
    client.force_login(make_user("Cầm Thị Lan"))
    own = [client.get("/products/").headers["Content-Security-Policy"] for _ in range(2)]
    assert own[0] != own[1] and "'nonce-" in own[0]


def test_pictures_above_the_fold_load_at_once_and_those_below_when_reached(client):
    for _number in range(6):
        product = listed()
    for address in ("/", "/products/"):
        photos = re.findall(r'<img class="card__photo"[^>]*>', client.get(address).text)
        assert ['fetchpriority="high"' in photo for photo in photos] == [True] * 4 + [False] * 2, address
        assert ['loading="lazy"' in photo for photo in photos] == [False] * 4 + [True] * 2, address
    (photo,) = re.findall(r'<img class="product__photo"[^>]*>', client.get(f"/products/{product.slug}/").text)
    assert 'fetchpriority="high"' in photo and "lazy" not in photo


def test_list_names_units_with_their_accents(client):
    listed(unit="goi", price=45_000)
    assert "<b>45.000 đ</b><span>/gói</span>" in client.get("/products/").content.decode()


def test_list_costs_at_most_six_queries_at_1_and_3_rows(client, django_assert_max_num_queries):
    listed()
    for address in ("/products/", "/products/?q=man", "/products/?q=mna&mua=1&sao=4", "/products/?q=gan"):
        with django_assert_max_num_queries(6):
            client.get(address)
    for _number in range(2):
        listed()
    for address in ("/products/", "/products/?q=man"):
        with django_assert_max_num_queries(6):
            client.get(address)


def test_list_shows_an_empty_state_when_nothing_is_found(client):
    page = client.get("/products/?q=khongco").content.decode()
    assert "Không tìm thấy sản phẩm nào" in page
    assert 'href="/products/"' in page


def test_list_without_any_product_has_an_empty_state(client):
    assert "Chưa có sản phẩm nào trên sàn" in client.get("/products/").content.decode()


def test_canonical_address_is_one_for_every_order_of_the_parameters(client):
    pages = [
        client.get(f"/products/?{query}").content.decode() for query in ("sao=4&mua=1", "mua=1&sao=4&la=x")
    ]
    found = [re.search(r'rel="canonical" href="([^"]+)"', page)[1] for page in pages]
    assert found[0] == found[1]


def test_detail_shows_the_products_label_content(client):
    product = listed(name="Chè Tà Xùa", ingredients="Búp chè", storage="Nơi khô")
    page = client.get(f"/products/{product.slug}/").content.decode()
    for words in ("Chè Tà Xùa", "Búp chè", "Nơi khô", product.producer.name):
        assert words in page


@pytest.mark.parametrize("day", [None, dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)])
def test_detail_says_that_the_union_verified_the_producer(client, day):
    product = listed(producer=ProducerFactory(verified_at=day))
    page = without_layout(client.get(f"/products/{product.slug}/").content.decode())
    assert ("Hội đã xác minh" in page and "Hội, 25/11/2026" in page) is (day is not None)
    assert "Tự khai" not in page


def test_detail_of_a_draft_is_not_there_for_a_stranger(client):
    product = listed(name="Chè Tà Xùa", state=ProductState.SUBMITTED)
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.get(f"/products/{product.slug}/").status_code == 404


def test_detail_of_a_retired_product_stays_and_sells_nothing(client):
    product = listed(state=ProductState.RETIRED, retired_at=timezone.now())
    page = client.get(f"/products/{product.slug}/").content.decode()
    assert "đã ngừng bán" in page
    assert '"offers"' not in page


def test_json_ld_is_a_product_and_no_name_leaves_its_element(client):
    producer = ProducerFactory(name="</script><script>alert(1)</script>")
    product = listed(producer=producer, name="Mận & đào <b>", price=120_000)
    page = client.get(f"/products/{product.slug}/").content.decode()
    assert "<script>alert(1)" not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@type"] == "Product"
    assert data["name"] == "Mận & đào <b>"
    assert data["offers"]["price"] == 120_000
    assert data["offers"]["priceCurrency"] == "VND"


# Fields that search engines require of each type, beyond schema.org's "all is optional" (Google's product and merchant listings).
REQUIRED = {
    "Product": {"@id", "name", "url", "image", "description", "manufacturer", "offers"},
    "Offer": {"price", "priceCurrency", "availability", "url", "seller", "priceSpecification"},
    "UnitPriceSpecification": {"price", "priceCurrency", "unitText"},
    "Organization": {"name"},
    "PostalAddress": {"addressLocality", "addressRegion", "addressCountry"},
    "Certification": {"name", "certificationIdentification", "issuedBy", "validFrom"},
    "Rating": {"ratingValue", "bestRating"},
    "Brand": {"name"},
}


def parts_of(value):
    """Every object of a JSON-LD document that has a type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for part in value.values():
            yield from parts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts_of(part)


def test_json_ld_has_what_each_of_its_types_needs(client):
    product = listed(name="Chè Tà Xùa", price=120_000, unit="goi", brand="Tà Xùa", gtin="09520000000004")
    ProductPhoto.objects.create(
        product=product,
        photo=PhotoFactory(
            producer=product.producer,
            variants={"og.jpg": {"path": "x", "width": 1200, "height": 630, "bytes": 9}},
        ),
    )
    CertificateFactory(
        producer=product.producer, product=product, kind="ocop", stars=4, state="verified",
        issued_date=timezone.localdate(), valid_until=timezone.localdate() + dt.timedelta(days=900),
    )  # fmt: skip
    page = client.get(f"/products/{product.slug}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@context"] == "https://schema.org"
    types = set()
    for part in parts_of(data):
        kind = part["@type"]
        types.add(kind)
        assert part.keys() >= REQUIRED[kind], kind
        assert all(value not in (None, "", [], {}) for value in part.values()), kind
    assert types == set(REQUIRED)
    assert isinstance(data["offers"]["price"], int)
    for address in (data["@id"], data["url"], data["offers"]["url"], *data["image"]):
        assert address.startswith(settings.PUBLIC_ORIGIN + "/")
    assert '<meta property="og:site_name" content="Piêu">' in page


@pytest.mark.parametrize(
    ("months", "availability"), [([], "InStock"), ([6, 11], "InStock"), ([7], "OutOfStock")]
)
def test_json_ld_offers_in_the_months_that_the_producer_named(client, monkeypatch, months, availability):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: dt.date(2026, 6, 3))
    product = listed(season_months=months)
    page = client.get(f"/products/{product.slug}/").content.decode()
    assert f'"availability": "https://schema.org/{availability}"' in page


def test_a_voice_without_a_written_story_is_heard_on_the_page(client):
    product = listed(story="", voice="voices/lan.ogg")
    assert "<audio" in client.get(f"/products/{product.slug}/").content.decode()


def test_expired_star_shows_nowhere(client):
    product = listed()
    today = timezone.localdate()
    CertificateFactory(
        producer=product.producer, product=product, kind="ocop", stars=4, state="verified",
        issued_date=today.replace(year=today.year - 4), valid_until=today.replace(year=today.year - 1),
    )  # fmt: skip
    refresh_card(product=product)
    assert "badge--stars" not in client.get(f"/products/{product.slug}/").content.decode()
    assert "badge--stars" not in client.get("/products/").content.decode()


def test_sitemap_and_robots(client):
    product = listed()
    assert f"/products/{product.slug}/" in client.get("/sitemap-products.xml").content.decode()
    assert client.get("/sitemap.xml").status_code == 200
    assert "Sitemap:" in client.get("/robots.txt").content.decode()


def test_sitemap_dates_the_last_change_of_a_products_page(client, django_assert_num_queries):
    day = dt.datetime(2026, 9, 14, 3, 0, tzinfo=dt.UTC)
    product, plain = listed(name="Chè Tà Xùa"), listed(name="Mận hậu")
    for version, since in ((1, day - dt.timedelta(days=40)), (2, day)):
        ProductFacts.objects.create(
            product=product, version=version, body="{}", salt=b"x" * 16, pin=f"{version}" * 64, since=since
        )
    with django_assert_num_queries(2):
        page = client.get("/sitemap-products.xml").content.decode()
    assert re.findall(r"/products/([^<]+)/</loc><lastmod>([^<]+)<", page) == [
        (product.slug, "2026-09-14"),
        (plain.slug, "2026-06-01"),  # listed then, and nothing changed since
    ]


def test_sitemap_names_the_first_page_and_the_list(client):
    page = client.get("/sitemap-pages.xml").content.decode()
    assert re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", page) == ["/", "/products/"]
    assert "sitemap-pages.xml" in client.get("/sitemap.xml").content.decode()


def test_options_of_the_list_select_what_was_asked_for(client):
    product = listed(name="Chè Tà Xùa")
    commune = product.producer.unit_id
    listed(name="Mận hậu", producer=product.producer)
    page = client.get(f"/products/?xa={commune}&xep=gia-giam").content.decode()
    assert re.findall(r'<option value="([^"]*)" selected>', page) == [str(commune)]
    assert '<input type="hidden" name="xep" value="gia-giam">' in " ".join(page.split())
    for path, label in (("?xep=gia-giam", "Giá cao trước"), ("", "Mới lên sàn")):
        page = client.get(f"/products/{path}").content.decode().partition('aria-label="Xếp theo"')[2]
        assert re.findall(r'aria-current="true".*?<span>([^<]+)', page, re.S) == [label]


def test_list_escapes_what_a_producer_wrote(client):
    listed(name='Mận "hậu" <b>Mộc Châu</b> & bạn')
    page = client.get("/products/").content.decode()
    assert "Mận &quot;hậu&quot; &lt;b&gt;Mộc Châu&lt;/b&gt; &amp; bạn" in page
    assert "<b>Mộc" not in page


@pytest.mark.parametrize(
    "address", ["/products/", "/products/?q=m%3Cb%3En&sao=4", "/products/?q=man&xep=gia-tang"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_list_in_the_cached_frame_equals_a_freshly_rendered_list(client, address, language):
    """A visitor with an invalid session gets a freshly rendered page; only the session's own parts may differ."""
    for number in range(3):
        listed(name=f"Mận hậu {number}")

    def page(**cookies):
        client.cookies.clear()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for name, value in cookies.items():
            client.cookies[name] = value
        response = client.get(address)
        html = re.sub(r'\s+nonce="[^"]*"', "", response.content.decode())
        html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", html)
        return re.sub(r"\s+", " ", html).replace(" >", ">"), response

    stored, response = page()
    assert stored == page(**{settings.SESSION_COOKIE_NAME: "none"})[0]
    assert "@@" not in stored
    assert settings.CSRF_COOKIE_NAME in response.cookies


def test_cached_list_frame_gives_each_visitor_an_own_csrf_token(client):
    listed()
    tokens = set()
    for _visitor in range(2):
        client.cookies.clear()
        html = client.get("/products/").content.decode()
        tokens.add(re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1])
    assert len(tokens) == 2


def head_of(client, path: str) -> str:
    return client.get(path).content.decode().partition("</head>")[0]


def test_home_and_list_have_a_picture_for_those_who_share_them(client):
    own = f'og:image" content="{settings.PUBLIC_ORIGIN}/static/theme/img/og'
    assert own in head_of(client, "/") and own in head_of(client, "/products/")
    product = listed()
    photo = ProductPhoto.objects.filter(product=product).first().photo
    photo.variants |= {"og.jpg": {"width": 1200, "height": 630}}
    photo.save()
    assert f"{photo.key}/og.jpg" in head_of(client, "/products/") and own in head_of(client, "/")


def test_first_pictures_of_home_and_list_are_not_lazy(client):
    for _number in range(6):
        listed()
    for path in ("/", "/products/"):
        pictures = re.findall(r'<img class="card__photo"[^>]*>', client.get(path).content.decode())
        assert ["lazy" in each for each in pictures] == [False] * 4 + [True] * 2, path


def test_the_card_says_what_little_is_left_and_keeps_its_link(client):
    product = listed(name="Mận hậu", unit="goi", net_content="500 g", price=45_000)
    card = ListingCard.objects.filter(product=product)
    page = client.get("/products/").content.decode()
    assert "<span>/gói 500 g</span>" in page and "đánh giá</span>" not in page and "card__supply" not in page
    card.update(supply=Supply.LOW, rating_count=3, rating_sum=14, least="2 gói")
    page = client.get("/products/").content.decode()
    assert "Còn ít" in page and "đặt ít nhất 2 gói" in page and "card--out" not in page
    assert "<b>4,6</b>" in page and "3 đánh giá" in page
    card.update(supply=Supply.OUT)
    page = client.get("/products/").content.decode()
    assert "Hết hàng" in page and "card--out" in page and f'href="/products/{product.slug}/"' in page


def test_the_way_to_fruit_leads_to_fruit_in_season_and_then_to_all(client):
    now = timezone.localdate().month
    fruit = listed(name="Mận hậu", season_months=[now])
    listed(name="Cam canh", season_months=[now % 12 + 1])
    vocabulary.until = 0
    home = client.get("/").content.decode()
    link = re.search(r'href="(/products/\?[^"]+)">\s*<span class="way__icon">.*?Trái cây mùa này', home, re.S)
    path = link[1].replace("&amp;", "&")
    shown = client.get(path)
    assert [card.name for card in shown.context["page"].rows] == ["Mận hậu"]
    assert f"Chỉ hiện hàng vào mùa tháng {now}." in shown.text
    way = re.search(r'<a href="(\?[^"]+)">\s*Xem tất cả “trái cây”', shown.text)[1].replace("&amp;", "&")
    both = client.get(f"/products/{way}")
    assert {card.name for card in both.context["page"].rows} == {"Mận hậu", "Cam canh"}
    ListingCard.objects.filter(product=fruit).delete()
    out = client.get(path)
    assert [card.name for card in out.context["page"].rows] == ["Cam canh"]
    assert f"Tháng {now} “trái cây” chưa vào mùa." in out.text


def test_an_empty_list_leads_back_without_its_filters_then_to_all(client):
    listed(name="Mận hậu")
    vocabulary.until = 0
    empty = client.get("/products/", {"q": "mận", "sao": 5, "xep": "danh-gia"})
    assert not empty.context["page"].rows
    assert empty.context["way_back"]["url"] == "?q=m%E1%BA%ADn&xep=danh-gia"
    assert "Bỏ bộ lọc" in empty.text
    assert client.get("/products/", {"q": "bưởi"}).context["way_back"]["url"] == "/products/"
