import uuid
from functools import partial

import pytest
from django.urls import reverse

from backend.common.errors import FieldErrors
from backend.common.formulas import LIVE_NAME
from backend.common.gtin import GtinError
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.models import Milestone, Notice
from members.rules import NotAllowed
from products.listing.actions.listing import (
    ListingIncomplete,
    ProductError,
    WrongState,
    list_product,
    missing_for_draft,
    retire_product,
    return_product,
    submit_product,
)
from products.models import ListingCard, Photo, ProducerPerson, Product, ProductChange, ProductFacts
from products.photos.actions import attach_photo
from products.products.actions.products import (
    copy_last_product,
    create_draft,
    set_first_quantity,
    update_product,
)
from products.products.enums import ProductState
from tests.factories.products import PhotoFactory, ProducerFactory, ProductFactory, make_user


@pytest.fixture
def whole(product, lan):
    """Lan's product with its quantity, ready to be submitted."""
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    return product


@pytest.fixture
def submitted(whole, lan, mai):
    return submit_product(actor=Actor.of(lan), product=whole)


@pytest.fixture
def listed(submitted, mai):
    return list_product(actor=Actor.of(mai), product=submitted)


def state_of(product):
    return Product.objects.values_list("state", "facts_version", "slug").get(pk=product.pk)


def kinds(product):
    entries = Entry.objects.filter(subject=f"product:{product.pk}").exclude(kind=STATED)
    return list(entries.values_list("kind", flat=True))


# --- Drafts -----------------------------------------------------------------------------------------------------------


def test_draft_may_be_empty(producer, lan):
    product = create_draft(actor=Actor.of(lan), producer=producer)
    assert (product.name, product.price, product.state) == ("", None, "draft")
    assert list(missing_for_draft(product)) == ["photo", "name", "price", "unit", "quantity"]
    assert not ProductChange.objects.exists()


def test_draft_of_a_phone_is_made_once(producer, lan):
    key = uuid.uuid4()
    first = create_draft(actor=Actor.of(lan), producer=producer, draft_key=key, name="Mận hậu")
    again = create_draft(actor=Actor.of(lan), producer=producer, draft_key=key, price="45k")
    assert (again.pk, again.name, again.price) == (first.pk, "Mận hậu", 45_000)
    assert Product.objects.count() == 1


def test_draft_key_of_somebody_else_opens_nothing(producer, lan, hoa):
    key = uuid.uuid4()
    create_draft(actor=Actor.of(lan), producer=producer, draft_key=key, name="Mận hậu")
    own = ProducerFactory(owner=hoa)
    with pytest.raises(NotAllowed):
        create_draft(actor=Actor.of(hoa), producer=own, draft_key=key, name="Của Hoa")
    assert Product.objects.get().name == "Mận hậu"


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_cannot_create_a_producers_draft(producer, who, request):
    with pytest.raises(NotAllowed):
        create_draft(actor=Actor.of(request.getfixturevalue(who)), producer=producer, name="Mận")
    assert not Product.objects.exists()


def test_draft_created_on_behalf_stores_officer_and_member(producer, lan, mai):
    product = create_draft(actor=Actor(by=mai, member=lan), producer=producer, name="Mận hậu")
    change = product.changes.get()
    assert (change.by, change.on_behalf_of, change.fields) == (mai, lan, {"name": [None, "Mận hậu"]})


def test_a_name_that_a_spreadsheet_would_run_is_refused(producer, lan):
    with pytest.raises(FieldErrors) as refusal:
        create_draft(actor=Actor.of(lan), producer=producer, name='=HYPERLINK("https://a.vn")')
    assert refusal.value.errors == {"name": str(LIVE_NAME)}
    assert not Product.objects.exists()


def test_wrong_fields_are_all_named(producer, lan):
    with pytest.raises(FieldErrors) as refusal:
        create_draft(
            actor=Actor.of(lan),
            producer=producer,
            name="123",
            price="120",
            unit="viên ngọc",
            ocop_set=27,
            gtin="9521234500012",
            alcohol_percent="101",
            shelf_life_days="0",
            season_months=[13],
            net_content="x" * 41,
        )
    assert set(refusal.value.errors) == {
        "name", "price", "unit", "ocop_set", "gtin", "alcohol_percent", "shelf_life_days", "season_months",
        "net_content",
    }  # fmt: skip
    assert not Product.objects.exists()


def test_typed_values_are_normalised(producer, lan):
    product = create_draft(
        actor=Actor.of(lan),
        producer=producer,
        name="  Ma\u0323\u0302n   ha\u0323\u0302u ",
        price="1tr2",
        unit="hũ",
        gtin="9521234500018",
        alcohol_percent="29,5 %",
        season_months=["7", "5", "5"],
        story="Dòng một \n\n\n\n dòng  hai ",
    )
    product.refresh_from_db()
    assert (product.name, product.price, product.unit, product.gtin) == (
        "Mận hậu",
        1_200_000,
        "hu",
        "09521234500018",
    )
    assert (str(product.alcohol_percent), product.season_months) == ("29.5", [5, 7])
    assert product.story == "Dòng một\n\ndòng hai"


@pytest.mark.parametrize(
    "text",
    [
        "500 g",
        "Hộp 10 gói x 20 g",
        "0,5 lít",
        "1 cái",
        "1/2 kg",
        "40 g (20 túi)",
        "450-500 g",
        "Hộp 30 viên",
        "650ml",
    ],
)
def test_net_content_with_amount_and_unit_is_stored(product, lan, text):
    assert (
        update_product(actor=Actor.of(lan), product=product, changes={"net_content": text}).net_content
        == text
    )


@pytest.mark.slow
@pytest.mark.parametrize("text", ["abc", "-5 g", "− 5 g", "Gói -5 g", "0 g", "0,0 lít", "500", "5 abc"])
def test_net_content_without_amount_or_unit_is_refused(product, lan, text):
    with pytest.raises(FieldErrors) as refusal:
        update_product(actor=Actor.of(lan), product=product, changes={"net_content": text})
    assert set(refusal.value.errors) == {"net_content"} and "500 g" in refusal.value.message
    product.refresh_from_db()
    assert product.net_content == "" and not ProductChange.objects.exists()


def test_copy_leaves_out_values_that_are_no_longer_valid(product, lan):
    Product.objects.filter(pk=product.pk).update(net_content="abc", state="returned")
    copy = copy_last_product(actor=Actor.of(lan))
    assert (copy.name, copy.net_content) == (product.name, "")
    assert copy_last_product(actor=Actor.of(lan)) == copy


def test_gtin_belongs_to_one_product(product, producer, lan):
    update_product(actor=Actor.of(lan), product=product, changes={"gtin": "9521234500018"})
    other = ProductFactory(producer=producer)
    with pytest.raises(GtinError) as refusal:
        update_product(actor=Actor.of(lan), product=other, changes={"gtin": "952123450001 8"})
    assert refusal.value.field == "gtin"
    other.refresh_from_db()
    assert other.gtin is None


TABLE = {
    "nutrition": "table", "nutrition_per": "100g", "energy_kcal": "320", "protein_g": "1,5", "carbohydrate_g": "75", "sugars_g": "70",
    "fat_g": "10", "saturated_fat_g": "5", "sodium_mg": "12",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        (
            {"protein_g": "60", "carbohydrate_g": "70", "sugars_g": "80", "fat_g": "50"},
            {"carbohydrate_g", "sugars_g"},
        ),
        ({"protein_g": "15,01"}, {"carbohydrate_g"}),
        ({"sugars_g": "75,5"}, {"sugars_g"}),
        ({"fat_g": "4"}, {"saturated_fat_g"}),
        ({"saturated_fat_g": "10,01"}, {"saturated_fat_g"}),
        ({"nutrition_per": "100ml", "fat_g": "64"}, {"carbohydrate_g"}),
    ],
    ids=["all", "more than there is", "sugars", "less fat", "saturated", "drink"],
)
def test_a_table_of_nutrition_is_refused_when_its_numbers_cannot_all_be_true(product, lan, changes, fields):
    actor = Actor.of(lan)
    update_product(actor=actor, product=product, changes=TABLE)
    before = ProductChange.objects.count()
    with pytest.raises(FieldErrors) as refusal:
        update_product(actor=actor, product=product, changes=changes)
    assert set(refusal.value.errors) == fields
    with pytest.raises(FieldErrors) as refusal:
        create_draft(actor=actor, producer=product.producer, **TABLE | changes)
    assert set(refusal.value.errors) == fields
    product.refresh_from_db()
    assert (str(product.protein_g), str(product.fat_g)) == ("1.50", "10.00")
    assert (ProductChange.objects.count(), Product.objects.count()) == (before, 1)


def test_a_table_of_nutrition_is_stored_when_it_fills_its_hundred_grams(product, lan):
    changes = TABLE | {"protein_g": "15", "sugars_g": "75", "saturated_fat_g": "10"}
    assert update_product(actor=Actor.of(lan), product=product, changes=changes).protein_g == 15


@pytest.mark.parametrize(
    "text", ["Mận hậu, đường, muối", "Mận hậu và đường", "Mơ 60 %; đường 40 %", "Mơ\nđường"]
)
def test_one_ingredient_is_refused_as_the_reason_when_several_are_named(product, lan, text):
    actor = Actor.of(lan)
    update_product(actor=actor, product=product, changes={"ingredients": text})
    with pytest.raises(FieldErrors) as refusal:
        update_product(actor=actor, product=product, changes={"nutrition": "single"})
    assert set(refusal.value.errors) == {"nutrition"}
    product.refresh_from_db()
    assert product.nutrition == ""
    update_product(actor=actor, product=product, changes={"nutrition": "single", "ingredients": "Mận hậu"})
    with pytest.raises(FieldErrors):
        update_product(actor=actor, product=product, changes={"ingredients": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mật ong hoa nhãn 100%.",
        "Quả sơn tra (táo mèo, hái rừng) khô 100%.",
        "Mật ong 99,5 %",
        "Gạo nếp, không pha thêm",
    ],
)
def test_one_ingredient_is_stored_as_the_reason_when_one_is_named(product, lan, text):
    changes = {"nutrition": "single", "ingredients": text}
    assert update_product(actor=Actor.of(lan), product=product, changes=changes).nutrition == "single"


def test_an_impossible_table_from_before_keeps_no_other_change_back(product, lan):
    Product.objects.filter(pk=product.pk).update(
        nutrition="table", protein_g=60, carbohydrate_g=70, fat_g=50, state="returned"
    )
    changed = update_product(actor=Actor.of(lan), product=product, changes={"price": "50.000", "fat_g": "50"})
    assert (changed.price, changed.protein_g) == (50_000, 60)
    assert copy_last_product(actor=Actor.of(lan)).carbohydrate_g is None


# --- Changes -----------------------------------------------------------------------------------------------------------


def test_change_is_stored_with_before_and_after(product, lan):
    update_product(actor=Actor.of(lan), product=product, changes={"price": "50.000", "unit": "kg"})
    change = product.changes.get()
    assert (change.fields, change.was_listed, change.by, change.on_behalf_of) == (
        {"price": [45_000, 50_000]}, False, lan, None,
    )  # fmt: skip


def test_saving_the_same_leaves_no_trace(product, lan):
    before = state_of(product)
    update_product(
        actor=Actor.of(lan), product=product, changes={"price": "45.000", "name": "Mận hậu Mộc Châu"}
    )
    assert state_of(product) == before
    assert not ProductChange.objects.exists()


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_change_nothing(product, who, request):
    before = state_of(product)
    with pytest.raises(NotAllowed):
        update_product(
            actor=Actor.of(request.getfixturevalue(who)), product=product, changes={"name": "Của tôi"}
        )
    product.refresh_from_db()
    assert (product.name, state_of(product)) == ("Mận hậu Mộc Châu", before)
    assert not ProductChange.objects.exists()


def test_officer_completes_it(product, mai):
    changed = update_product(actor=Actor.of(mai), product=product, changes={"origin": "xã Vân Hồ"})
    assert changed.origin == "xã Vân Hồ"


# --- Copying -----------------------------------------------------------------------------------------------------------


def test_last_product_is_copied_with_its_photos(product, producer, lan):
    update_product(actor=Actor.of(lan), product=product, changes={"gtin": "9521234500018"})
    copy = copy_last_product(actor=Actor.of(lan))
    assert (copy.name, copy.price, copy.unit, copy.ocop_set, copy.story) == (
        product.name, product.price, product.unit, product.ocop_set, product.story,
    )  # fmt: skip
    assert (copy.gtin, copy.state, copy.slug) == (None, "draft", None)
    assert list(copy.photo_links.values_list("photo")) == list(product.photo_links.values_list("photo"))
    assert list(missing_for_draft(copy)) == ["quantity"]
    Product.objects.filter(pk=product.pk).update(state="returned")
    # Tapped again, the copy is still there; once it has text of its own, another one is made.
    assert copy_last_product(actor=Actor.of(lan)) == copy
    update_product(actor=Actor.of(lan), product=copy, changes={"price": "1.000"})
    assert copy_last_product(actor=Actor.of(lan)) not in (copy, product)


def test_nothing_to_copy_gets_a_message(lan, producer):
    with pytest.raises(ProductError):
        copy_last_product(actor=Actor.of(lan))
    assert not Product.objects.exists()


# --- Submitting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["photo", "name", "price", "unit", "quantity"])
def test_five_fields_are_needed_to_ask_an_officer(producer, lan, missing):
    product = ProductFactory(
        producer=producer,
        photos=0 if missing == "photo" else 1,
        **({missing: None if missing == "price" else ""} if missing in ("name", "price", "unit") else {}),
    )
    if missing != "quantity":
        set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    with pytest.raises(ProductError) as refusal:
        submit_product(actor=Actor.of(lan), product=product)
    assert refusal.value.field == missing
    assert state_of(product)[0] == "draft"
    assert not product.decisions.exists()


def test_five_fields_suffice_to_ask_for_help(producer, lan, mai):
    product = ProductFactory(producer=producer, ocop_set=None, origin="", story="", season_months=[])
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    submit_product(actor=Actor.of(lan), product=product, wants_help=True)
    product.refresh_from_db()
    assert product.state == ProductState.SUBMITTED
    assert product.help_asked_at == product.submitted_at is not None
    assert Notice.objects.get(user=mai).title == "Hộ Lò Thị Lan nhờ xem giúp “Mận hậu Mộc Châu”".replace(
        "Mận hậu Mộc Châu", product.name
    )


def test_sending_twice_is_sending_once(submitted, lan, mai):
    submit_product(actor=Actor.of(lan), product=submitted)
    assert submitted.decisions.count() == 1
    assert Notice.objects.filter(user=mai).count() == 1


def test_notice_goes_to_the_branch_above_where_the_only_officer_runs_it(whole, lan, mai, branch):
    ProducerPerson.objects.create(producer=whole.producer, user=mai)
    chief = make_user("Lường Thị Chín", officer_of=branch.parent)
    submit_product(actor=Actor.of(lan), product=whole)
    assert list(Notice.objects.filter(kind="product.submitted").values_list("user", flat=True)) == [chief.pk]


# --- The officer's decision -------------------------------------------------------------------------------------------


def test_officer_lists_it(submitted, mai, lan):
    version = submitted.facts_version
    product = list_product(actor=Actor.of(mai), product=submitted)
    assert (product.state, product.slug) == ("listed", "man-hau-moc-chau")
    assert product.listed_at is not None
    assert product.facts_version > version
    assert kinds(product) == ["product.submitted", "offer.saved", "product.facts", "product.listed"]
    assert Entry.objects.get(kind="product.listed").by == mai.ref
    facts = ProductFacts.objects.get(product=product)
    assert facts.pin == pin(bytes(facts.salt), facts.body)
    assert Photo.objects.get(product_links__product=product).is_public
    notice = Notice.objects.get(user=lan, kind="product.listed")
    assert notice.url == f"/san-pham-cua-toi/{product.pk}/" and "chị cho biết giao tới đâu" in notice.body
    assert Milestone.objects.get(user=lan).subject == f"product:{product.pk}"
    assert ListingCard.objects.get().product_id == product.pk


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nga"])
@pytest.mark.parametrize(
    "deed", [list_product, partial(return_product, reasons="Ảnh mờ")], ids=["list", "return"]
)
def test_others_cannot_decide_on_products(submitted, who, deed, request):
    actor, before = Actor.of(request.getfixturevalue(who)), state_of(submitted)
    with pytest.raises(NotAllowed):
        deed(actor=actor, product=submitted)
    assert state_of(submitted) == before
    assert kinds(submitted) == ["product.submitted"]
    assert submitted.decisions.count() == 1


def test_officer_acting_on_behalf_cannot_list_a_product(submitted, lan, mai):
    with pytest.raises(NotAllowed):
        list_product(actor=Actor(by=mai, member=lan), product=submitted)
    assert state_of(submitted)[0] == "submitted"


def test_officer_cannot_list_a_product_of_an_own_producer(submitted, mai):
    ProducerPerson.objects.create(producer=submitted.producer, user=mai)
    with pytest.raises(NotAllowed):
        list_product(actor=Actor.of(mai), product=submitted)
    assert state_of(submitted)[0] == "submitted"


def test_incomplete_product_is_not_listed_and_its_missing_fields_are_named(producer, lan, mai):
    product = ProductFactory(producer=producer, ocop_set=11, is_packed=True, origin="")
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    submit_product(actor=Actor.of(lan), product=product)
    with pytest.raises(ListingIncomplete) as refusal:
        list_product(actor=Actor.of(mai), product=product)
    assert [each.field for each in refusal.value.missing] == [
        "origin", "net_content", "shelf_life_days", "ingredients", "usage", "storage", "warnings", "nutrition",
    ]  # fmt: skip
    assert state_of(product)[0] == "submitted"
    assert kinds(product) == ["product.submitted"]


@pytest.mark.parametrize("state", ["draft", "returned", "retired", "listed"])
def test_only_a_submitted_product_is_decided(whole, mai, state):
    whole.state = state
    whole.slug = "da-co" if state == "listed" else None
    whole.save()
    for deed in (list_product, lambda **kw: return_product(reasons="Ảnh mờ", **kw)):
        with pytest.raises(WrongState):
            deed(actor=Actor.of(mai), product=whole)
    assert state_of(whole)[0] == state


def test_slugs_of_equal_names_differ(listed, producer, lan, mai):
    other = ProductFactory(producer=producer, name="Mận hậu Mộc Châu")
    set_first_quantity(actor=Actor.of(lan), product=other, quantity="5")
    submit_product(actor=Actor.of(lan), product=other)
    assert list_product(actor=Actor.of(mai), product=other).slug == "man-hau-moc-chau-2"


def test_officer_returns_it_with_reasons(submitted, lan, mai):
    product = return_product(
        actor=Actor.of(mai), product=submitted, reasons=["Ảnh mờ, chụp lại.", "Giá chưa đúng."]
    )
    decision = product.decisions.first()
    assert (product.state, decision.state, decision.reasons, decision.by) == (
        "returned", "returned", "Ảnh mờ, chụp lại.\nGiá chưa đúng.", mai,
    )  # fmt: skip
    assert kinds(product) == ["product.submitted", "product.returned"]
    assert "Ảnh mờ" not in Entry.objects.get(kind="product.returned").body
    notice = Notice.objects.get(user=lan, kind="product.returned")
    assert (notice.title, notice.body) == (
        "“Mận hậu Mộc Châu” cần bổ sung", "Ảnh mờ, chụp lại.\nGiá chưa đúng.",
    )  # fmt: skip
    assert submit_product(actor=Actor.of(lan), product=product).state == "submitted"


@pytest.mark.parametrize("reasons", ["", "  \n ", "x" * 1001])
def test_return_needs_reasons_that_fit(submitted, mai, reasons):
    with pytest.raises(ProductError) as refusal:
        return_product(actor=Actor.of(mai), product=submitted, reasons=reasons)
    assert (refusal.value.field, state_of(submitted)[0]) == ("reasons", "submitted")


# --- Listed ------------------------------------------------------------------------------------------------------------


def test_small_change_of_a_listed_product_shows_at_once(listed, lan):
    version = listed.facts_version
    product = update_product(actor=Actor.of(lan), product=listed, changes={"price": "50.000"})
    assert (product.state, product.facts_version) == ("listed", version + 1)
    assert ListingCard.objects.get().price == 50_000
    assert product.changes.first().was_listed
    assert list(ProductFacts.objects.filter(product=product).values_list("version", flat=True)) == [
        version + 1,
        version,
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Mận tam hoa"},
        {"ocop_set": 4, "season_months": [5]},
        {"ingredients": "mận, đường"},
        {"story": "Ăn vào chữa bệnh dạ dày."},
    ],
    ids=["name", "group", "ingredients", "claim"],
)
def test_change_of_approved_text_goes_to_the_officer(listed, lan, mai, changes):
    Notice.objects.all().delete()
    product = update_product(actor=Actor.of(lan), product=listed, changes=changes)
    assert (product.state, product.decisions.first().state) == ("submitted", "submitted")
    assert Notice.objects.get(user=mai).kind == "product.submitted"
    assert not ListingCard.objects.exists()


def test_listed_product_stays_whole(listed, lan):
    with pytest.raises(ListingIncomplete):
        update_product(actor=Actor.of(lan), product=listed, changes={"story": ""})
    listed.refresh_from_db()
    assert (listed.story[:3], listed.state) == ("Nhà", "listed")


def test_photo_put_on_a_listed_product_is_public(listed, lan, producer):
    photo = PhotoFactory(producer=producer)
    attach_photo(actor=Actor.of(lan), product=listed, photo=photo)
    photo.refresh_from_db()
    assert photo.is_public


def test_retired_product_leaves_the_market_and_comes_back_through_the_officer(listed, lan, mai):
    product = retire_product(actor=Actor.of(lan), product=listed)
    assert (product.state, product.slug) == ("retired", "man-hau-moc-chau")
    assert kinds(product)[-1] == "product.retired"
    assert Milestone.objects.get(user=lan).undone_at is not None
    assert not ListingCard.objects.exists()
    retire_product(actor=Actor.of(lan), product=product)
    assert kinds(product).count("product.retired") == 1
    back = submit_product(actor=Actor.of(lan), product=product)
    assert (back.state, back.retired_at) == ("submitted", None)
    again = list_product(actor=Actor.of(mai), product=back)
    assert (again.state, again.slug) == ("listed", "man-hau-moc-chau")
    assert Milestone.objects.get(user=lan).undone_at is None


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_do_not_retire_it(listed, who, request):
    with pytest.raises(NotAllowed):
        retire_product(actor=Actor.of(request.getfixturevalue(who)), product=listed)
    assert state_of(listed)[0] == "listed"


def test_retired_draft_has_a_put_aside_entry(product, lan):
    assert retire_product(actor=Actor.of(lan), product=product).state == "retired"
    assert kinds(product) == ["product.put_aside"]


def test_draft_changed_on_behalf_has_an_entry_without_its_words(lan, mai, producer):
    helping = Actor(by=mai, member=lan)
    product = create_draft(actor=helping, producer=producer, name="Mận hậu")
    update_product(actor=helping, product=product, changes={"story": "Vườn nhà trên đồi"})
    entry = Entry.objects.filter(kind="product.changed", subject=f"product:{product.pk}").latest("id")
    assert (entry.by, entry.on_behalf_of) == (mai.ref, lan.ref)
    assert '"story"' in entry.body
    assert "Vườn" not in entry.body


def test_a_retired_product_that_is_changed_is_a_draft_until_an_officer_has_read_it(client, lan, listed):
    product = retire_product(actor=Actor.of(lan), product=listed)
    url = reverse("products:detail", args=[product.slug])
    assert client.get(url).status_code == 200
    update_product(actor=Actor.of(lan), product=product, changes={"story": "Lời mới chưa ai đọc."})
    product.refresh_from_db()
    assert (product.state, product.retired_at) == (ProductState.DRAFT, None)
    assert client.get(url).status_code == 404


def test_officers_are_notified_once_a_day_of_unreviewed_changes(listed, lan, mai):
    actor = Actor.of(lan)
    notices = Notice.objects.filter(kind="product.edited").order_by("pk")
    update_product(actor=actor, product=listed, changes={"price": 99_000})
    assert not notices.exists()
    for story in ("Chuyện một.", "Chuyện hai."):
        update_product(actor=actor, product=listed, changes={"story": story})
    attach_photo(actor=actor, product=listed, photo=PhotoFactory(producer=listed.producer))
    notice = notices.get()
    assert (notice.user, notice.url) == (mai, reverse("products:review", args=[listed.pk]))
    assert Product.objects.get(pk=listed.pk).state == ProductState.LISTED
