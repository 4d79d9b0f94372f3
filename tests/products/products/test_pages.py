"""Every page of the producer and the officer: its visitors, and the effects of its forms."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import AssistSession, Branch, Notice, RoleGrant
from members.roles.enums import Role
from products.certificates.actions.certificates import add_certificate
from products.listing.actions.listing import ListingIncomplete, list_product, return_product, submit_product
from products.listing.review_marks import mark_of_certificate, mark_of_producer, mark_of_product
from products.models import Certificate, Photo, Producer, ProducerInvitation, ProducerPerson, Product
from products.products.actions.products import set_first_quantity, update_product
from tests.factories.products import (
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    ProductFactory,
    make_user,
    picture,
)
from tests.layout import without_layout


@pytest.fixture
def certificate(product, lan):
    return add_certificate(
        actor=Actor.of(lan),
        producer=product.producer,
        product=product,
        kind="gi",
        number="GI-1",
        issuer="Cục Sở hữu trí tuệ",
        issued_date=timezone.localdate(),
        scan=PhotoFactory(producer=product.producer),
    )


@pytest.fixture
def submitted(product, lan, mai):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    return submit_product(actor=Actor.of(lan), product=product)


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def jpeg(name="anh.jpg"):
    return SimpleUploadedFile(name, picture(), content_type="image/jpeg")


OWN_PAGES = [
    ("products:manage", "product"),
    ("products:edit", "product"),
    ("products:choose_set", "product"),
    ("products:photos", "product"),
    ("products:history", "product"),
    ("products:producer", "producer"),
    ("products:edit_producer", "producer"),
    ("products:portrait", "producer"),
    ("products:certificate", "certificate"),
    ("products:edit_certificate", "certificate"),
]


@pytest.mark.parametrize(("name", "what"), OWN_PAGES)
@pytest.mark.databases
def test_page_is_for_the_owner_and_the_officers(client, name, what, request, lan, minh, hoa, mai, nga):
    url = reverse(name, args=[request.getfixturevalue(what).pk])
    assert client.get(url).status_code == 302  # to sign in
    for who, status in ((lan, 200), (mai, 200), (minh, 404), (hoa, 404), (nga, 404)):
        client.force_login(who)
        assert client.get(url).status_code == status, who


@pytest.mark.parametrize("name", ["mine", "new", "new_producer", "certificates"])
def test_own_pages_need_a_sign_in(client, name, producer, lan):
    url = reverse(f"products:{name}")
    assert client.get(url).status_code == 302
    client.force_login(lan)
    assert client.get(url).status_code == 200


OFFICERS = [("desk", ()), ("certificate_desk", ())]


@pytest.mark.parametrize("name", ["desk", "certificate_desk"])
def test_desk_is_the_officers(client, name, lan, mai):
    client.force_login(lan)
    assert client.get(reverse(f"products:{name}")).status_code == 404
    client.force_login(mai)
    assert client.get(reverse(f"products:{name}")).status_code == 200


@pytest.mark.parametrize(("name", "what"), [("review", "submitted"), ("review_certificate", "certificate")])
def test_review_is_for_the_officer_over_it(client, name, what, request, lan, minh, hoa, nga, mai):
    url = reverse(f"products:{name}", args=[request.getfixturevalue(what).pk])
    for who, status in ((lan, 404), (minh, 404), (hoa, 404), (nga, 404), (mai, 200)):
        client.force_login(who)
        assert client.get(url).status_code == status, who


POSTS = [
    ("products:submit", "product", {"act": "help"}),
    ("products:retire", "product", {}),
    ("products:choose_set", "product", {"ocop_set": "4"}),
    ("products:edit", "product", {"name": "Của tôi", "price": "1000", "unit": "kg"}),
    ("products:voice_note", "product", {"act": "remove"}),
    ("products:review", "submitted", {"act": "list"}),
    ("products:review", "submitted", {"act": "return", "reasons": "Không"}),
    ("products:review_certificate", "certificate", {"act": "verify"}),
    ("products:edit_producer", "producer", {"kind": "company", "name": "Của tôi", "unit": "4000"}),
    ("products:invite", "producer", {"contact": "0987654321", "role": "owner"}),
    ("products:verify_producer", "producer", {"act": "verify", "how": "visit"}),
]


@pytest.mark.parametrize(("name", "what", "data"), POSTS)
@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_can_post_nothing(client, name, what, data, who, request):
    subject = request.getfixturevalue(what)
    before = type(subject).objects.filter(pk=subject.pk).values().get()
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[subject.pk]), data).status_code == 404
    assert type(subject).objects.filter(pk=subject.pk).values().get() == before
    assert not ProducerInvitation.objects.exists()


# --- The list and the page of a product -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_at_any_length(client, producer, lan, count, django_assert_num_queries):
    for _each in range(count):
        ProductFactory(producer=producer)
    client.force_login(lan)
    client.get(reverse("products:mine"))
    with django_assert_num_queries(10):
        assert client.get(reverse("products:mine")).status_code == 200


def test_empty_list_offers_the_first_product(client, lan):
    client.force_login(lan)
    page = client.get(reverse("products:mine")).content.decode()
    assert "Chưa có sản phẩm nào" in page
    assert reverse("products:new") in page


def test_page_lists_what_a_listing_still_needs_with_the_clause(client, producer, lan):
    product = ProductFactory(producer=producer, ocop_set=11, is_packed=True, origin="")
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="5")
    client.force_login(lan)
    page = client.get(reverse("products:manage", args=[product.pk])).content.decode()
    assert "Còn 8 điều mới lên sàn được" in page
    assert "Điều 23(7)đ, Điều 47, Nghị định 37/2026/NĐ-CP" in page


def test_edit_shows_the_fields_of_its_group_only(client, producer, lan):
    client.force_login(lan)
    tea = ProductFactory(producer=producer, ocop_set=11, is_packed=True)
    form = client.get(reverse("products:edit", args=[tea.pk])).context["form"]
    assert form.groups["needed"] == [
        "net_content", "origin", "ingredients", "shelf_life_days", "usage", "storage", "warnings", "nutrition", "story",
    ]  # fmt: skip
    cloth = ProductFactory(producer=producer, ocop_set=22, season_months=[])
    form = client.get(reverse("products:edit", args=[cloth.pk])).context["form"]
    assert form.groups["needed"] == [
        "origin",
        "materials",
        "specification",
        "usage",
        "storage",
        "warnings",
        "story",
    ]


def test_prefilled_field_is_not_counted_as_missing(client, producer, lan):
    client.force_login(lan)
    draft = ProductFactory(producer=producer, origin="", story="")
    page = without_layout(client.get(reverse("products:edit", args=[draft.pk])).content.decode())
    assert page.count("Piêu điền thử, chị xem rồi bấm Lưu") == 1
    assert page.count("<span>Còn thiếu</span>") == 1


def test_completing_saves_and_goes_on(client, product, lan):
    client.force_login(lan)
    url = reverse("products:edit", args=[product.pk])
    data = {
        "name": "Mận hậu Vân Hồ", "price": "50.000", "unit": "kg", "origin": "xã Vân Hồ", "story": "Ngon.",
        "season_months": ["5", "6"],
    }  # fmt: skip
    response = client.post(url, data | key())
    assert (response.status_code, response["Location"]) == (
        303,
        reverse("products:manage", args=[product.pk]),
    )
    product.refresh_from_db()
    assert (product.name, product.price, product.season_months) == ("Mận hậu Vân Hồ", 50_000, [5, 6])


def test_wrong_value_is_refused_at_its_field_and_nothing_is_saved(client, product, lan):
    client.force_login(lan)
    url = reverse("products:edit", args=[product.pk])
    response = client.post(url, {"name": "Khác", "price": "120", "unit": "kg"})
    assert response.status_code == 400
    assert "Số tiền này nhỏ quá" in response.content.decode()
    answer = client.post(
        url, {"name": "Khác", "price": "120", "unit": "kg"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["price"])
    product.refresh_from_db()
    assert product.name == "Mận hậu Mộc Châu"


def test_officer_edits_a_submitted_product_and_returns_to_its_review(client, submitted, mai):
    client.force_login(mai)
    data = {
        "name": submitted.name, "price": "45.000", "unit": "kg", "origin": "xã Vân Hồ", "story": submitted.story,
        "season_months": ["5"],
    }  # fmt: skip
    response = client.post(reverse("products:edit", args=[submitted.pk]), data)
    assert response["Location"] == reverse("products:review", args=[submitted.pk])
    assert submitted.changes.first().by == mai


def test_group_is_chosen_by_tapping_it(client, producer, lan):
    product = ProductFactory(producer=producer, ocop_set=None, name="Mật ong hoa nhãn")
    client.force_login(lan)
    url = reverse("products:choose_set", args=[product.pk])
    assert [each.number for each in client.get(url).context["guesses"]] == [4, 1]
    client.post(url, {"ocop_set": "4"} | key())
    product.refresh_from_db()
    assert product.ocop_set == 4
    assert client.post(url, {"ocop_set": "99"}).status_code == 400
    assert client.post(url, {}).status_code == 400
    product.refresh_from_db()
    assert product.ocop_set == 4


def test_photo_sent_twice_with_one_key_is_one_photo(client, product, lan):
    client.force_login(lan)
    url, same = reverse("products:photos", args=[product.pk]), key()
    for _each in range(2):
        assert client.post(url, {"photo": jpeg(), **same}).status_code == 303
    assert product.photo_links.count() == 2


@pytest.mark.parametrize("as_json", [True, False])
def test_file_that_is_no_photo_is_refused_with_a_readable_message(client, product, lan, as_json):
    client.force_login(lan)
    before = Photo.objects.count()
    response = client.post(
        reverse("products:photos", args=[product.pk]),
        {"photo": SimpleUploadedFile("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")},
        headers={"Accept": "application/json" if as_json else "text/html"},
    )
    assert response.status_code == 400
    assert (
        "Ảnh vẽ SVG không dùng được" in response.content.decode("unicode_escape" if as_json else "utf-8")
        or as_json
    )
    if as_json:
        assert list(response.json()["errors"]) == ["photo"]
    assert Photo.objects.count() == before


@pytest.mark.slow
def test_incomplete_product_is_sent_to_the_form_and_not_to_the_officer(client, producer, lan):
    product = ProductFactory(producer=producer, origin="")
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="5")
    client.force_login(lan)
    response = client.post(reverse("products:submit", args=[product.pk]), {"act": "submit"})
    assert response["Location"] == reverse("products:edit", args=[product.pk])
    product.refresh_from_db()
    assert product.state == "draft"
    client.post(reverse("products:submit", args=[product.pk]), {"act": "help"} | key())
    product.refresh_from_db()
    assert (product.state, product.help_asked_at is not None) == ("submitted", True)


def test_history_names_the_officer_and_the_member_of_a_change_on_behalf(client, product, lan, mai):
    assist = AssistSession.objects.create(officer=mai, member=lan)
    client.force_login(mai)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    client.post(reverse("products:choose_set", args=[product.pk]), {"ocop_set": "4"})
    change = product.changes.get()
    assert (change.by, change.on_behalf_of) == (mai, lan)
    page = client.get(reverse("products:history", args=[product.pk])).content.decode()
    assert "làm hộ Lò Thị Lan" in page
    assert "Mật ong" in page


# --- The officer ----------------------------------------------------------------------------------------------------------------


def test_desk_shows_missing_fields_before_the_decision(client, producer, lan, mai):
    product = ProductFactory(producer=producer, origin="", story="Chữa bệnh.")
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="5")
    submit_product(actor=Actor.of(lan), product=product, wants_help=True)
    client.force_login(mai)
    desk = client.get(reverse("products:desk")).content.decode()
    assert "Thiếu 1 mục" in desk
    assert "Nhờ xem giúp" in desk
    assert "Có chữ cần xem" in desk
    review = client.get(reverse("products:review", args=[product.pk])).content.decode()
    assert "Còn thiếu 1 điều, chưa duyệt được" in review
    assert "Duyệt, cho lên sàn" not in review
    client.post(reverse("products:review", args=[product.pk]), {"act": "list"})
    product.refresh_from_db()
    assert product.state == "submitted"


def test_officer_lists_from_the_page(client, submitted, mai):
    client.force_login(mai)
    response = client.post(
        reverse("products:review", args=[submitted.pk]),
        {"act": "list", "seen": mark_of_product(submitted)} | key(),
    )
    assert response["Location"] == reverse("products:desk")
    submitted.refresh_from_db()
    assert submitted.state == "listed"


@pytest.mark.parametrize("sent_by_mai", [True, False])
def test_officer_who_submitted_a_product_is_warned_and_the_entry_records_it(
    client, product, lan, mai, sent_by_mai
):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    submit_product(actor=Actor(by=mai if sent_by_mai else lan, member=lan), product=product)
    client.force_login(mai)
    page = client.get(reverse("products:review", args=[product.pk])).content.decode()
    assert ("Chính chị đã gửi" in page) is sent_by_mai
    list_product(actor=Actor.of(mai), product=product)
    assert ('"sentByHerself":true' in Entry.objects.get(kind="product.listed").body) is sent_by_mai


@pytest.mark.databases
def test_officer_returns_with_chips_and_words(client, submitted, lan, mai):
    client.force_login(mai)
    url = reverse("products:review", args=[submitted.pk])
    empty = client.post(url, {"act": "return"})
    assert empty.status_code == 400
    assert "Chị viết cần bổ sung gì." in empty.content.decode()
    client.post(url, {"act": "return", "chosen": ["Ảnh chưa đúng sản phẩm."], "reasons": "Chụp mặt sau."})
    assert submitted.decisions.first().reasons == "Ảnh chưa đúng sản phẩm.\nChụp mặt sau."
    client.force_login(lan)
    assert (
        "Ảnh chưa đúng sản phẩm."
        in client.get(reverse("products:manage", args=[submitted.pk])).content.decode()
    )


def test_officer_verifies_a_paper_from_the_page(client, certificate, mai):
    client.force_login(mai)
    url = reverse("products:review_certificate", args=[certificate.pk])
    assert client.post(url, {"act": "refuse"}).status_code == 400
    client.post(url, {"act": "verify", "seen": mark_of_certificate(certificate)} | key())
    certificate.refresh_from_db()
    assert certificate.state == "verified"
    client.post(url, {"act": "revoke", "reasons": "Hết hiệu lực."})
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason) == ("revoked", "Hết hiệu lực.")


@pytest.mark.usefixtures("unverified")
def test_verification_of_a_producer_needs_both_confirmations(client, producer, mai):
    client.force_login(mai)
    url = reverse("products:verify_producer", args=[producer.pk])
    client.post(url, {"act": "verify"})
    producer.refresh_from_db()
    assert producer.verified_at is None
    fields = {"act": "verify", "how": "papers", "saw_birth_date": "1", "seen": mark_of_producer(producer)}
    refused = client.post(url, fields)
    producer.refresh_from_db()
    assert (refused.status_code, producer.verified_at) == (400, None)
    assert "số định danh cá nhân trên giấy tờ" in refused.text
    shown = without_layout(refused.text)
    assert "họ tên, ngày sinh và số định danh" in shown
    assert all(f'name="{name}" value="1"' in shown for name in ("saw_birth_date", "saw_personal_id"))
    client.post(url, fields | {"saw_personal_id": "1"} | key())
    producer.refresh_from_db()
    assert (producer.verified_by, producer.saw_birth_date, producer.saw_personal_id) == (mai, True, True)


# --- Papers -----------------------------------------------------------------------------------------------------------------------


def ocop(product, **changes):
    return {
        "kind": "ocop", "product": product.pk, "number": "123/GCN", "issuer": "UBND tỉnh Sơn La", "stars": "4",
        "points": "82,5", "decision": "2345/QĐ-UBND", "decision_date": "20/12/2025", "issued_date": "25/12/2025",
        "scan": jpeg(),
    } | changes  # fmt: skip


def test_paper_is_added_with_its_scan(client, product, lan):
    client.force_login(lan)
    response = client.post(
        reverse("products:new_certificate") + f"?san-pham={product.pk}", ocop(product) | key()
    )
    certificate = Certificate.objects.get()
    assert response["Location"] == reverse("products:certificate", args=[certificate.pk])
    assert (certificate.state, certificate.stars, certificate.scan.producer) == (
        "submitted",
        4,
        product.producer,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": "60"}, "60 điểm là 3 sao, không phải 4"),
        ({"issued_date": "31/2/2025"}, "Ngày chưa đúng"),
        ({"scan": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, "Tệp này không phải ảnh dùng được"),
    ],
)
def test_wrong_paper_gets_a_readable_message_and_leaves_nothing(client, product, lan, changes, words):
    client.force_login(lan)
    before = Photo.objects.count()
    response = client.post(
        reverse("products:new_certificate") + f"?san-pham={product.pk}", ocop(product, **changes)
    )
    assert (response.status_code, words in response.content.decode()) == (400, True)
    assert (Certificate.objects.count(), Photo.objects.count()) == (0, before)


@pytest.mark.parametrize(("scan", "expected"), [(True, 2), (False, 0)])
def test_a_scan_lost_to_another_fields_error_is_asked_for_again(client, product, lan, scan, expected):
    client.force_login(lan)
    values = ocop(product, kind="vietgap", valid_until="24/12/2025")
    if not scan:
        del values["scan"]
    response = client.post(reverse("products:new_certificate") + f"?san-pham={product.pk}", values | key())
    words = "Tệp vừa chọn không giữ lại được. Chị chọn lại."
    # In the summary on top, leading to the box, and in the box.
    assert (response.status_code, response.content.decode().count(words)) == (400, expected)


def test_paper_of_others_cannot_be_begun(client, product, hoa):
    client.force_login(hoa)
    assert client.get(reverse("products:new_certificate") + f"?san-pham={product.pk}").status_code == 404
    assert client.get(reverse("products:new_certificate")).status_code == 404


# --- Producers ----------------------------------------------------------------------------------------------------------------------


def test_one_producer_is_opened_at_once(client, producer, lan, minh):
    client.force_login(lan)
    assert client.get(reverse("products:producers"))["Location"] == reverse(
        "products:producer", args=[producer.pk]
    )
    client.force_login(minh)
    assert "Chưa có nơi sản xuất nào" in client.get(reverse("products:producers")).content.decode()


def test_invited_woman_sees_and_accepts(client, producer, lan, minh):
    client.force_login(lan)
    client.post(
        reverse("products:invite", args=[producer.pk]),
        {"contact": minh.card_number, "role": "helper"} | key(),
    )
    client.force_login(minh)
    assert "Chị được mời cùng làm Hộ Lò Thị Lan" in client.get(reverse("products:producers")).content.decode()
    invitation = ProducerInvitation.objects.get()
    client.post(reverse("products:answer_invitation", args=[invitation.pk]), {"act": "accept"} | key())
    assert ProducerPerson.objects.filter(producer=producer, user=minh, role="helper", until=None).exists()


def test_wrong_contact_is_refused_at_the_field(client, producer, lan):
    client.force_login(lan)
    response = client.post(
        reverse("products:invite", args=[producer.pk]), {"contact": "12", "role": "helper"}
    )
    assert response.status_code == 400
    assert "Chị viết số điện thoại hoặc 8 chữ số trên thẻ" in response.content.decode()


@pytest.mark.databases
def test_new_producer_leads_back_to_where_it_was_needed(client, branch):
    member = make_user("Lò Thị Mới")
    client.force_login(member)
    # A skipped commune blocks nobody; a Union without a province has no commune to start from.
    assert client.get(reverse("products:new")).status_code == 200
    Branch.objects.filter(level=BranchLevel.PROVINCE).update(is_active=False)
    start = client.get(reverse("products:new"))
    assert start["Location"] == reverse("products:new_producer") + "?next=" + reverse("products:new")
    data = {"kind": "household", "name": "Hộ Mới", "unit": branch.unit_id, "next": reverse("products:new")}
    assert client.post(reverse("products:new_producer"), data | key())["Location"] == reverse("products:new")
    for elsewhere in ("https://evil.example/", "²"):
        evil = data | {"next": elsewhere}
        assert client.post(reverse("products:new_producer"), evil)["Location"].startswith("/san-xuat/")
    assert Producer.objects.run_by(member).count() == 3


def test_portrait_is_stored_and_not_public_before_a_product_is(client, producer, lan):
    client.force_login(lan)
    client.post(reverse("products:portrait", args=[producer.pk]), {"photo": jpeg()} | key())
    producer.refresh_from_db()
    assert (producer.portrait.is_public, producer.portrait.producer) == (False, producer)


# --- Home and desk -----------------------------------------------------------------------------------------------------------------


def test_home_shows_the_next_step_for_a_product(client, submitted, lan, mai):
    client.force_login(lan)
    assert "Đưa sản phẩm đầu tiên lên" not in client.get("/").content.decode()
    return_product(actor=Actor.of(mai), product=submitted, reasons="Ảnh mờ.")
    page = client.get("/").content.decode()
    assert "Bổ sung “Mận hậu Mộc Châu”" in page
    assert "Ảnh mờ." in page


@pytest.mark.slow
def test_people_with_another_duty_are_not_prompted_to_sell(client, branch, lan, mai):
    trainer, staff = make_user("Lường Thị Giảng"), make_user("Quản trị", is_staff=True)
    RoleGrant.objects.create(user=trainer, role=Role.TRAINER, branch=branch)
    for user, is_prompted in ((lan, True), (mai, False), (trainer, False), (staff, False)):
        client.force_login(user)
        assert ("Đưa sản phẩm đầu tiên lên" in client.get("/").text) is is_prompted, user
    ProducerFactory(owner=mai, unit=branch.unit, branch=branch)
    client.force_login(mai)
    assert "Đưa sản phẩm đầu tiên lên" in client.get("/").text


def test_desk_counts_what_waits(client, submitted, certificate, mai):
    client.force_login(mai)
    page = client.get(reverse("members:desk")).content.decode()
    assert page.count("1 đang chờ") == 2


def test_pages_of_a_listed_product_with_papers_open(client, producer, lan, mai):
    product = ListedProductFactory(producer=producer)
    client.force_login(lan)
    assert client.get(reverse("products:detail", args=[product.slug])).status_code == 200
    assert client.get(reverse("products:manage", args=[product.pk])).status_code == 200
    assert Notice.objects.count() == 0


@pytest.mark.slow
def test_technical_staff_looks_up_and_takes_off(client, producer, lan):
    boss = make_user("Quản trị", is_staff=True, is_superuser=True)
    product = ListedProductFactory(producer=producer)
    client.force_login(boss)
    for model in ("producer", "product", "certificate", "photo", "producerinvitation"):
        assert client.get(reverse(f"admin:products_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:products_product_change", args=[product.pk])).status_code == 200
    url = reverse("admin:products_product_changelist")
    client.post(url, {"action": "take_off", "_selected_action": [product.pk]})
    product.refresh_from_db()
    assert (product.state, product.decisions.first().by) == ("retired", boss)


@pytest.mark.slow
def test_the_form_asks_who_needs_a_table_of_nutrition_and_takes_nothing_for_granted(client, producer, lan):
    client.force_login(lan)
    jam = ProductFactory(producer=producer, ocop_set=7, is_packed=True)
    url = reverse("products:edit", args=[jam.pk])
    first = client.get(url)
    page = first.content.decode()
    assert "trừ những thứ ghi ở đây là không cần" in page and "tôi đã hỏi cán bộ và được miễn" in page
    assert 'name="nutrition" value="small"' in page and not first.context["form"]["nutrition"].value()
    assert not first.context["page"].is_table_open
    cloth = ProductFactory(producer=producer, ocop_set=22)
    assert "dinh dưỡng" not in client.get(reverse("products:edit", args=[cloth.pk])).content.decode()
    fields = {
        "name": jam.name, "is_packed": "on", "nutrition": "table", "energy_kcal": "320", "protein_g": "1,5", "sodium_mg": "0",
        "has_added_sugar": "on",
    }  # fmt: skip
    assert client.post(url, fields).status_code == 303
    jam.refresh_from_db()
    assert (jam.nutrition, jam.energy_kcal, str(jam.protein_g), jam.fat_g, jam.has_added_sugar) == (
        "table",
        320,
        "1.50",
        None,
        True,
    )
    again = client.get(url)
    assert (
        again.context["page"].is_table_open
        and {"fat_g", "sugars_g", "carbohydrate_g"} <= again.context["page"].missing_fields
    )
    assert "saturated_fat_g" not in again.context["page"].missing_fields
    refused = client.post(url, fields | {"protein_g": "101", "energy_kcal": "nhiều"})
    assert refused.status_code == 400 and set(refused.context["form"].errors) == {"protein_g", "energy_kcal"}
    jam.refresh_from_db()
    assert str(jam.protein_g) == "1.50"


def test_a_listed_product_that_the_law_now_wants_more_of_takes_other_changes_and_never_less_than_before(
    client, producer, lan
):
    jam = ListedProductFactory(
        producer=producer, ocop_set=7, is_packed=True, net_content="500 g", shelf_life_days=90, ingredients="mận, đường",
        usage="ăn ngay", storage="nơi mát", warnings="không dùng khi gói rách",
    )  # fmt: skip
    actor = Actor.of(lan)
    assert update_product(actor=actor, product=jam, changes={"price": 50_000}).price == 50_000
    with pytest.raises(ListingIncomplete) as refused:
        update_product(actor=actor, product=jam, changes={"nutrition": "table"})
    assert [each.field for each in refused.value.missing][:2] == ["energy_kcal", "protein_g"]
    jam.refresh_from_db()
    assert jam.nutrition == ""
    assert update_product(actor=actor, product=jam, changes={"nutrition": "small"}).nutrition == "small"
    with pytest.raises(ListingIncomplete):
        update_product(actor=actor, product=jam, changes={"nutrition": ""})


def test_the_officer_reads_why_packed_food_has_no_table_of_nutrition(client, submitted, mai):
    url = reverse("products:review", args=[submitted.pk])
    client.force_login(mai)
    why = "Không cần: cơ sở nhỏ lẻ, tôi đã hỏi cán bộ và được miễn"
    assert why not in client.get(url).content.decode()
    type(submitted).objects.filter(pk=submitted.pk).update(nutrition="small")
    assert why in client.get(url).content.decode()


def test_the_form_requires_the_content_of_a_pack_at_the_field(client, producer, lan):
    client.force_login(lan)
    jam = ProductFactory(producer=producer, ocop_set=7, is_packed=True)
    refused = client.post(
        reverse("products:edit", args=[jam.pk]), {"name": jam.name, "is_packed": "on", "net_content": "-5 g"}
    )
    assert refused.status_code == 400 and set(refused.context["form"].errors) == {"net_content"}
    jam.refresh_from_db()
    assert jam.net_content == ""


@pytest.mark.slow
def test_a_table_of_nutrition_is_asked_about_on_each_page_of_it_when_its_energy_does_not_fit(
    client, producer, lan, mai
):
    table = {
        "nutrition": "table", "nutrition_per": "100g", "energy_kcal": 800, "protein_g": "1.5", "carbohydrate_g": 75, "fat_g": 0,
        "sodium_mg": 0,
    }  # fmt: skip
    jam = ProductFactory(producer=producer, ocop_set=7, is_packed=True, state="submitted", **table)
    message = "ghi 800 kcal, mà tính từ chất đạm, bột đường và chất béo thì khoảng 306 kcal"
    pages = ((lan, "products:edit"), (lan, "products:manage"), (mai, "products:review"))
    for who, name in pages:
        client.force_login(who)
        assert message in client.get(reverse(name, args=[jam.pk])).text
    client.force_login(lan)
    for energy, alcohol in ((320, None), (800, "29.5")):
        Product.objects.filter(pk=jam.pk).update(energy_kcal=energy, alcohol_percent=alcohol)
        assert "Chị xem lại năng lượng" not in client.get(reverse("products:edit", args=[jam.pk])).text
