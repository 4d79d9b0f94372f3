"""Links that producers add to codes: Lan may, Thu takes down, Minh and Hoa may not; every step is recorded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.ledger import pins
from backend.ledger.models import Entry
from members.models import Notice
from members.rules import NotAllowed
from tests.api import client_of, everything, problems, send_twice
from tests.layout import without_layout
from traceability.labels.actions.codes import code_for
from traceability.models import CodeLink, Lot
from traceability.own_data import traceability as own_data
from traceability.resolver.actions import (
    LinkEnded,
    LinkError,
    add_link,
    change_link,
    remove_link,
    take_down_link,
)
from traceability.resolver.link_addresses import LinkAddressError, check_address, media_type_of
from traceability.resolver.links import forget_links
from traceability.scans.origin import pages

pytestmark = pytest.mark.django_db
URL = "https://man-hau.example.vn/mut-man"
LINK = {"link_type": "recipeInfo", "url": URL, "title": "Cách làm mứt mận"}


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.forget_pages()
    forget_links()


@pytest.fixture
def lot(world) -> Lot:
    return Lot.objects.create(product=world.product, code="MHM2611-1", quantity=50, unit="kg")


def entries() -> list[tuple[str, dict]]:
    return [
        (entry.kind, json.loads(entry.body)["payload"])
        for entry in Entry.objects.filter(kind__startswith="link.").order_by("pk")
    ]


def test_a_title_like_a_medicines_is_refused_at_its_field_and_links_nothing(world, lot):
    with pytest.raises(LinkError, match="chữa khỏi") as refused:
        add_link(actor=world.as_.lan, product=world.product, **LINK | {"title": "Mận chữa khỏi đau dạ dày"})
    assert (refused.value.field, CodeLink.objects.count(), entries()) == ("title", 0, [])
    link = add_link(actor=world.as_.lan, product=world.product, **LINK)
    with pytest.raises(LinkError):
        change_link(actor=world.as_.lan, link=link, changes={"title": "Mứt mận đặc trị ho"})
    assert CodeLink.objects.standing().get().title == LINK["title"]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (URL, URL),
        ("  HTTPS://Example.VN ", "https://example.vn/"),
        ("https://example.vn:443/a", "https://example.vn/a"),
        ("https://mận.vn/mứt?q=mận#b", "https://xn--mn-g6s.vn/m%E1%BB%A9t?q=m%E1%BA%ADn#b"),
        ("https://example.vn/a%20b", "https://example.vn/a%20b"),
        ("https://mynip.io/", "https://mynip.io/"),
    ],
)
def test_address_is_written_canonically(raw, address):
    assert check_address(raw) == address


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "empty"), ("http://example.vn/", "scheme"), ("javascript:alert(1)", "scheme"), ("example.vn", "scheme"),
        ("data:text/html,x", "scheme"), ("https://lan:1@example.vn/", "credentials"), ("https://a@example.vn", "credentials"),
        ("https://127.0.0.1/", "host"), ("https://[::1]/", "host"), ("https://2130706433/", "host"), ("https://localhost/", "host"),
        ("https://may.local/", "host"), ("https://127.0.0.1.nip.io/", "host"), ("https://10-0-0-1.sslip.io/", "host"),
        ("https://nip.io/", "host"), ("https://may.home.arpa/", "host"), ("https://a.onion/", "host"), ("https:///a", "host"), ("https://-a.vn/", "host"), ("https://example.vn:8443/", "port"),
        ("https://example.vn:x/", "malformed"), ("https://[x/", "malformed"), ("https://a.vn/b c", "characters"),
        ("https://a.vn/\n", ""), ("https://a.vn\\@b.vn/", "characters"), ("https://a.vn/<", "characters"),
        ("https://a.vn/" + "a" * 400, "length"), ("https://a.vn/" + "ậ" * 100, "length"),
    ],
)  # fmt: skip
def test_address_that_leads_astray_is_refused(raw, code):
    if not code:
        assert check_address(raw) == "https://a.vn/"
        return
    with pytest.raises(LinkAddressError) as refusal:
        check_address(raw)
    assert (refusal.value.code, refusal.value.field) == (f"link_{code}", "url")


def test_media_type_follows_from_the_address():
    assert [media_type_of(f"{URL}{end}") for end in ("", ".PDF", ".mp4?x=.pdf", "/x.jpg")] == [
        "text/html", "application/pdf", "video/mp4", "image/jpeg",
    ]  # fmt: skip


def test_link_is_added_changed_and_removed_and_its_history_stored(world, lot):
    link = add_link(actor=world.as_.lan, product=world.product, **LINK)
    # Characters that change the direction of reading, and other invisible ones, are no text.
    same = change_link(
        actor=world.as_.lan, link=link, changes={"title": " Cách \u202e làm mứt\u200b mận\u2069 "}
    )
    assert same == link
    changed = change_link(
        actor=world.as_.lan, link=link, changes={"language": "en", "until_date": date(2026, 12, 31)}
    )
    link.refresh_from_db()
    assert (link.ended_how, changed.previous, changed.url, changed.language) == ("replaced", link, URL, "en")
    for gone in (change_link, remove_link):
        with pytest.raises(LinkEnded):
            gone(
                actor=world.as_.lan, link=link, **({"changes": {"title": "x"}} if gone is change_link else {})
            )
    remove_link(actor=world.as_.lan, link=changed)
    removed = remove_link(actor=world.as_.lan, link=changed)
    assert removed.ended_how == "removed"
    fields = {"lot": None, "type": "recipeInfo", "country": "", "from_date": None}
    assert entries() == [
        ("link.added", {**fields, "link": link.pk, "previous": None, "language": "vi", "until_date": None, "pin": link.pin}),
        ("link.changed", {**fields, "link": changed.pk, "previous": link.pk, "language": "en", "until_date": "2026-12-31",
                          "pin": changed.pin}),
        ("link.removed", {"link": changed.pk}),
    ]  # fmt: skip
    body = json.dumps({"title": "Cách làm mứt mận", "url": URL}, ensure_ascii=False, separators=(",", ":"))
    assert pins.pin(bytes(link.salt), body) == link.pin
    lot.refresh_from_db()
    assert lot.page_version > 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"link_type": "recallStatus"}, "link_type"), ({"title": "  "}, "title"), ({"title": "a" * 81}, "title"),
        ({"language": "xx"}, "language"), ({"country": "XX"}, "country"), ({"url": "http://a.vn/"}, "url"),
        ({"from_date": date(2026, 12, 2), "until_date": date(2026, 12, 1)}, "until_date"),
    ],
)  # fmt: skip
def test_wrong_link_is_refused_and_nothing_changes(world, changes, field):
    link = add_link(actor=world.as_.lan, product=world.product, **LINK)
    before = everything([CodeLink, Entry])
    for refused in (
        lambda: add_link(actor=world.as_.lan, product=world.product, **LINK | changes),
        lambda: change_link(actor=world.as_.lan, link=link, changes=changes),
    ):
        with pytest.raises((LinkError, LinkAddressError)) as refusal:
            refused()
        assert refusal.value.field == field
    other = Lot.objects.create(product=world.other_product, code="CA-1", quantity=5, unit="kg")
    with pytest.raises(LinkError):
        add_link(actor=world.as_.lan, product=world.product, lot=other, **LINK)
    assert everything([CodeLink, Entry]) == before


def test_only_the_producers_people_add_links_and_only_officers_take_them_down(world):
    link = add_link(actor=world.as_.lan, product=world.product, **LINK)
    before = everything([CodeLink, Entry, Notice])
    for actor in (world.as_.minh, world.as_.hoa, world.as_.thu):
        for refused in (
            lambda: add_link(actor=actor, product=world.product, **LINK),  # noqa: B023
            lambda: change_link(actor=actor, link=link, changes={"title": "x"}),  # noqa: B023
            lambda: remove_link(actor=actor, link=link),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                refused()
    for actor in (world.as_.lan, world.as_.minh, world.as_.hoa):
        with pytest.raises(NotAllowed):
            take_down_link(actor=actor, link=link, reason="x")
    with pytest.raises(LinkError):
        take_down_link(actor=world.as_.thu, link=link, reason=" ")
    assert everything([CodeLink, Entry, Notice]) == before
    taken = take_down_link(actor=world.as_.thu, link=link, reason="Bán hàng của nơi khác")
    assert (
        take_down_link(actor=world.as_.thu, link=taken, reason="Lại").ended_reason == "Bán hàng của nơi khác"
    )
    assert Notice.objects.filter(user=world.lan, kind="link.taken_down").count() == 1
    assert entries()[-1] == (
        "link.taken_down", {"link": link.pk, "pin": pins.pin(bytes(link.salt), "Bán hàng của nơi khác")},
    )  # fmt: skip
    with pytest.raises(LinkError) as refusal:
        add_link(actor=world.as_.lan, product=world.product, **LINK)
    assert refusal.value.code == "link_taken_down"


def test_acts_for_a_member_are_stored_as_the_members(world):
    link = add_link(actor=world.thu_for_lan, product=world.product, **LINK)
    assert (link.added_by, link.on_behalf_of) == (world.thu, world.lan)
    entry = Entry.objects.get(kind="link.added")
    assert (entry.by, entry.on_behalf_of) == (world.thu.ref, world.lan.ref)


def test_pages_and_codes_show_the_link_in_its_days(client, world, lot, settings):
    code = code_for(world.product)
    today = timezone.localdate()
    add_link(actor=world.as_.lan, product=world.product, **LINK)
    add_link(
        actor=world.as_.lan,
        product=world.product,
        lot=lot,
        **LINK | {"link_type": "relatedVideo", "title": "Phim về lô"},
    )
    later = add_link(
        actor=world.as_.lan,
        product=world.product,
        **LINK | {"title": "Chưa đến ngày", "from_date": today + timedelta(1)},
    )
    path = f"/P/{code.value}/10/{lot.code}"
    page = without_layout(client.get(path, HTTP_ACCEPT="text/html").content.decode())
    assert f'<a href="{URL}" rel="nofollow noopener" hreflang="vi">Cách làm mứt mận</a>' in page
    assert "Phim về lô" in page and "Chưa đến ngày" not in page
    assert client.get(f"{path}?linkType=gs1:relatedVideo").headers["Location"] == URL
    assert client.get(f"/P/{code.value}?linkType=gs1:relatedVideo").status_code == 404
    change_link(actor=world.as_.lan, link=later, changes={"from_date": None})
    assert "Chưa đến ngày" in client.get(path, HTTP_ACCEPT="text/html").content.decode()


@pytest.mark.slow
def test_lan_adds_changes_and_removes_on_the_page(client, world, lot):
    client.force_login(world.lan)
    links, add = (
        reverse("traceability:links", args=[world.product.pk]),
        reverse("traceability:add-link", args=[world.product.pk]),
    )
    assert "Chưa có liên kết nào" in client.get(links).content.decode()
    wrong = client.post(add, {**LINK, "url": "javascript:alert(1)", "language": "vi"})
    assert wrong.status_code == 400 and "phải bắt đầu bằng https://" in wrong.content.decode()
    assert not CodeLink.objects.exists()
    form = {
        **LINK,
        "language": "vi",
        "from_date": "1/12/2026",
        "until_date": "",
        "country": "",
        "idempotency_key": "k" * 32,
    }
    for _again in range(2):
        assert client.post(f"{add}?lo={lot.pk}", form).status_code == 302
    link = CodeLink.objects.get()
    assert (link.lot, link.from_date) == (lot, date(2026, 12, 1))
    page = client.get(links).content.decode()
    assert "Cách làm mứt mận" in page and "riêng lô MHM2611-1" in page and "Công thức nấu" in page
    edit = reverse("traceability:edit-link", args=[world.product.pk, link.pk])
    assert 'value="2026-12-01"' in client.get(edit).content.decode()
    client.post(edit, {**form, "title": "Mứt mận nhà Lan", "idempotency_key": "l" * 32})
    changed = CodeLink.objects.standing().get()
    assert changed.title == "Mứt mận nhà Lan" and changed.lot == lot
    client.post(reverse("traceability:remove-link", args=[world.product.pk, changed.pk]))
    assert not CodeLink.objects.standing().exists()
    page = client.get(links).content.decode()
    assert "Đã sửa, đã bỏ</summary>" in page.replace(" (2)", "") and "đã sửa" in page and "đã bỏ" in page


@pytest.mark.slow
def test_officer_takes_down_on_the_page_and_strangers_find_none(client, world):
    link = add_link(actor=world.as_.lan, product=world.product, **LINK)
    paths = [
        reverse("traceability:links", args=[world.product.pk]),
        reverse("traceability:add-link", args=[world.product.pk]),
        reverse("traceability:edit-link", args=[world.product.pk, link.pk]),
        reverse("traceability:take-down-link", args=[world.product.pk, link.pk]),
    ]
    for user in (world.minh, world.hoa):
        client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [404] * 4
        assert (
            client.post(reverse("traceability:remove-link", args=[world.product.pk, link.pk])).status_code
            == 404
        )
    client.force_login(world.thu)
    assert [client.get(path).status_code for path in paths] == [200, 404, 404, 200]
    assert client.post(paths[3], {"reason": ""}).status_code == 400
    assert client.post(paths[3], {"reason": "Trang đã hỏng"}).status_code == 302
    client.force_login(world.lan)
    assert "Lý do: Trang đã hỏng" in client.get(paths[0]).content.decode()
    assert client.get(paths[3]).status_code == 404


def test_the_page_asks_the_same_at_1_and_3_links(client, world, django_assert_num_queries):
    client.force_login(world.lan)
    path = reverse("traceability:links", args=[world.product.pk])
    for count in (1, 3):
        while CodeLink.objects.count() < count:
            add_link(actor=world.as_.lan, product=world.product, **LINK)
        client.get(path)
        with django_assert_num_queries(13):
            client.get(path)


@pytest.mark.slow
def test_api_adds_changes_and_takes_down_once(world, lot):
    lan, thu, hoa = client_of(world.lan), client_of(world.thu), client_of(world.hoa)
    body = {**LINK, "product": world.product.pk, "lot": lot.pk, "country": "LA"}
    added = send_twice(lan, "post", "/api/v1/code-links/", body, status=201)
    assert {key: added[key] for key in ("product", "lot", "url", "language", "country", "media_type", "previous")} == {
        "product": world.product.pk, "lot": lot.pk, "url": URL, "language": "vi", "country": "LA", "media_type": "text/html",
        "previous": None,
    }  # fmt: skip
    changed = send_twice(lan, "patch", f"/api/v1/code-links/{added['id']}/", {"until_date": "2027-01-01"})
    assert (changed["previous"], changed["until_date"]) == (added["id"], "2027-01-01")
    before = everything([CodeLink, Entry])
    bad = lan.post("/api/v1/code-links/", body | {"url": "https://lan:1@a.vn/"})
    assert bad.status_code == 400 and problems(bad) == [("link_credentials", "url")]
    assert hoa.post("/api/v1/code-links/", body).status_code == 403
    assert hoa.post(f"/api/v1/code-links/{changed['id']}/take-down/", {"reason": "x"}).status_code == 403
    assert lan.patch(f"/api/v1/code-links/{added['id']}/", {"title": "x"}).status_code == 409
    assert everything([CodeLink, Entry]) == before
    assert [row["id"] for row in client_of().get("/api/v1/code-links/").json()["results"]] == [changed["id"]]
    assert len(lan.get(f"/api/v1/code-links/?product={world.product.pk}").json()["results"]) == 2
    taken = send_twice(thu, "post", f"/api/v1/code-links/{changed['id']}/take-down/", {"reason": "Hỏng"})
    assert (taken["ended_how"], taken["ended_reason"]) == ("taken_down", "Hỏng")
    renamed = send_twice(lan, "post", f"/api/v1/lots/{lot.pk}/rename/", {"code": "moi-1"})
    assert renamed["code"] == "MOI-1"


def test_links_are_exported_and_an_officers_reason_is_erased_with_the_officer(world):
    link = add_link(actor=world.thu_for_lan, product=world.product, **LINK)
    assert [(row["title"], row["url"]) for row in own_data.links(world.lan)] == [(LINK["title"], URL)]
    assert own_data.links(world.thu) == own_data.links(world.minh) == []
    take_down_link(actor=world.as_.thu, link=link, reason="Trang đã hỏng")
    own_data.erase_link_words(world.lan)
    link.refresh_from_db()
    assert link.ended_reason == "Trang đã hỏng"
    assert Notice.objects.filter(user=world.lan, kind="link.taken_down").exists()
    own_data.erase_link_words(world.thu)
    link.refresh_from_db()
    assert (link.ended_reason, link.ended_how) == ("", "taken_down")
    assert not Notice.objects.filter(kind="link.taken_down").exists()
