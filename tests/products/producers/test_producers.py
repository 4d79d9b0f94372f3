import json

import pytest

from backend.common.errors import FieldErrors
from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch, Notice
from members.rules import NotAllowed
from products.certificates.auditing import compare_producers
from products.listing.actions.listing import missing_for
from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.actions.overseeing import lacks_commune
from products.producers.actions.people import (
    accept_invitation,
    add_person,
    change_role,
    decline_invitation,
    invite_person,
    remove_person,
    withdraw_invitation,
)
from products.producers.actions.producers import (
    create_producer,
    ensure_producer,
    unverify_producer,
    update_producer,
    verify_producer,
)
from products.producers.enums import InvitationState, ProducerKind, ProducerRole
from products.producers.errors import ProducerError
from tests.factories.products import ListedProductFactory, ProductFactory, make_branch, make_unit, make_user
from tests.people import LAN, MINH


def people(producer):
    return set(producer.people.filter(until=None).values_list("user__full_name", "role"))


@pytest.mark.parametrize("kind", ProducerKind.values)
def test_new_producer_belongs_to_its_creator_and_the_creators_branch(lan, branch, kind):
    producer = create_producer(
        actor=Actor.of(lan),
        kind=kind,
        name="HTX  Mận Phiêng Khoài",
        unit=branch.unit,
        phone="0912 345 678",
    )
    assert (producer.kind, producer.name, producer.slug) == (
        kind,
        "HTX Mận Phiêng Khoài",
        "htx-man-phieng-khoai",
    )
    assert (producer.branch, producer.phone, producer.verified_at) == (branch, "+84912345678", None)
    assert people(producer) == {("Lò Thị Lan", "owner")}


def test_producer_in_another_commune_is_overseen_there(lan):
    other = make_branch(make_unit(4200, "Yên Châu"))
    producer = create_producer(actor=Actor.of(lan), kind="household", name="Hộ Lan", unit=other.unit)
    assert producer.branch == other


def test_producer_in_a_commune_without_branch_goes_to_the_province(lan, branch):
    producer = create_producer(
        actor=Actor.of(lan), kind="household", name="Hộ Lan", unit=make_unit(4300, "Bắc Yên")
    )
    assert producer.branch == branch.parent


def test_producer_made_by_an_officer_for_a_member_is_the_members(lan, mai, branch):
    producer = create_producer(
        actor=Actor(by=mai, member=lan), kind="household", name="Hộ Lan", unit=branch.unit
    )
    assert people(producer) == {("Lò Thị Lan", "owner")}
    assert (producer.created_by, producer.people.get().added_by) == (mai, mai)


def test_wrong_fields_are_all_named_and_nothing_is_made(lan):
    with pytest.raises(FieldErrors) as refusal:
        create_producer(actor=Actor.of(lan), kind="shop", name="12", unit=None, phone="12345")
    assert set(refusal.value.errors) == {"kind", "name", "unit", "phone"}
    assert Producer.objects.count() == 0


def test_second_producer_of_the_same_name_gets_its_own_address(lan, branch):
    made = [
        create_producer(actor=Actor.of(lan), kind="household", name="Hộ Lan", unit=branch.unit) for _ in "ab"
    ]
    assert [each.slug for each in made] == ["ho-lan", "ho-lan-2"]


@pytest.mark.databases
def test_first_product_needs_no_form_where_name_and_commune_are_known(lan, branch):
    producer = ensure_producer(actor=Actor.of(lan))
    assert (producer.name, producer.unit, producer.branch) == ("Hộ Lò Thị Lan", branch.unit, branch)
    assert ensure_producer(actor=Actor.of(lan)) == producer


@pytest.mark.databases
def test_no_producer_is_made_for_a_user_without_a_branch(db):
    assert ensure_producer(actor=Actor.of(make_user(LAN.full_name))) is None


@pytest.mark.databases
def test_producer_without_a_commune_is_in_the_unions_province_until_it_is_known(branch):
    province = branch.unit.parent
    root = Branch.objects.filter(level=BranchLevel.PROVINCE).first()
    assert root is not None and root.unit == province
    mai = Actor.of(make_user("Lò Thị Mai"))
    producer = ensure_producer(actor=mai)
    assert (producer.name, producer.unit, lacks_commune(producer)) == ("Hộ Lò Thị Mai", province, True)
    product = ProductFactory(producer=producer)
    assert "address" in [each.field for each in missing_for(product)]
    producer = update_producer(actor=mai, producer=producer, changes={"unit": branch.unit})
    product.producer = producer
    assert (producer.branch, lacks_commune(producer)) == (branch, False)
    assert "address" not in [each.field for each in missing_for(product)]


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_cannot_change_a_producer(producer, who, request):
    with pytest.raises(NotAllowed):
        update_producer(
            actor=Actor.of(request.getfixturevalue(who)), producer=producer, changes={"name": "Của tôi"}
        )
    producer.refresh_from_db()
    assert producer.name == "Hộ Lò Thị Lan"


@pytest.mark.usefixtures("unverified")
def test_officer_verifies_and_another_name_ends_it(producer, lan, mai):
    verify_producer(actor=Actor.of(mai), producer=producer, saw_birth_date=True, saw_personal_id=True)
    producer.refresh_from_db()
    assert producer.verified_by == mai
    assert producer.verified_at is not None
    changed = update_producer(actor=Actor.of(lan), producer=producer, changes={"about": "Trồng mận."})
    assert changed.verified_by == mai
    changed = update_producer(actor=Actor.of(lan), producer=producer, changes={"name": "Hộ Lan Vân Hồ"})
    assert (changed.verified_by, changed.verified_at) == (None, None)
    entries = (
        Entry.objects.filter(subject=f"producer:{producer.ref}")
        .exclude(kind__in=("shown", STATED))
        .order_by("pk")
    )
    kinds = entries.values_list("kind", "by")
    assert list(kinds) == [("producer.verified", mai.ref), ("producer.unverified", lan.ref)]
    assert Notice.objects.filter(user=mai, kind="producer.changed").count() == 1


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nga"])
@pytest.mark.usefixtures("unverified")
def test_only_an_officer_over_it_verifies(producer, who, request):
    with pytest.raises(NotAllowed):
        verify_producer(actor=Actor.of(request.getfixturevalue(who)), producer=producer)
    producer.refresh_from_db()
    assert producer.verified_at is None
    assert not Entry.objects.exists()


@pytest.mark.parametrize("unseen", ["saw_birth_date", "saw_personal_id"])
@pytest.mark.usefixtures("unverified")
def test_a_household_is_not_verified_before_both_were_seen(producer, mai, unseen):
    saw = {"saw_birth_date": True, "saw_personal_id": True} | {unseen: False}
    with pytest.raises(FieldErrors) as refused:
        verify_producer(actor=Actor.of(mai), producer=producer, **saw)
    producer.refresh_from_db()
    assert (list(refused.value.errors), producer.verified_at) == ([unseen], None)
    assert not Entry.objects.exists()
    producer.kind = "cooperative"
    producer.save()
    assert verify_producer(actor=Actor.of(mai), producer=producer, **saw).verified_at is not None


@pytest.mark.usefixtures("unverified")
def test_the_checked_papers_are_in_the_ledger_and_a_changed_row_is_found(producer, mai):
    verify_producer(actor=Actor.of(mai), producer=producer, saw_birth_date=True, saw_personal_id=True)
    data = json.loads(Entry.objects.get(kind="producer.verified").body)["payload"]
    assert (data["sawBirthDate"], data["sawPersonalId"]) == (True, True)
    assert not list(compare_producers())[:-1]
    for changed in ({"saw_birth_date": False}, {"saw_personal_id": False}):
        Producer.objects.filter(pk=producer.pk).update(**changed)
        assert len(list(compare_producers())) == 2, changed
        Producer.objects.filter(pk=producer.pk).update(**dict.fromkeys(changed, True))
    unverify_producer(actor=Actor.of(mai), producer=producer)
    producer.refresh_from_db()
    assert (producer.saw_birth_date, producer.saw_personal_id) == (False, False)
    Producer.objects.filter(pk=producer.pk).update(saw_personal_id=True)
    assert len(list(compare_producers())) == 2


@pytest.mark.usefixtures("unverified")
def test_officer_cannot_verify_an_own_producer(producer, mai):
    ProducerPerson.objects.create(producer=producer, user=mai, role=ProducerRole.HELPER)
    with pytest.raises(NotAllowed):
        verify_producer(actor=Actor.of(mai), producer=producer, saw_birth_date=True, saw_personal_id=True)
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("unverified")
def test_officer_withdraws_a_producers_verification(producer, mai):
    verify_producer(actor=Actor.of(mai), producer=producer, saw_birth_date=True, saw_personal_id=True)
    unverify_producer(actor=Actor.of(mai), producer=producer)
    producer.refresh_from_db()
    assert producer.verified_at is None


@pytest.mark.databases
def test_change_of_a_producer_makes_new_facts_of_its_listed_products(producer, lan):
    product = ListedProductFactory(producer=producer)
    update_producer(actor=Actor.of(lan), producer=producer, changes={"name": "Hộ Lan Vân Hồ"})
    product.refresh_from_db()
    assert "ho lan van ho" in product.search_text
    assert Entry.objects.filter(kind="product.facts", subject=f"product:{product.pk}").count() == 1


@pytest.mark.parametrize("form", ["card", "phone"])
def test_invited_person_accepts(producer, lan, form):
    minh = make_user(MINH.full_name, phone="+84912345678", phone_verified_at="2026-01-01T00:00Z")
    contact = minh.card_number if form == "card" else "0912 345 678"
    invitation = invite_person(actor=Actor.of(lan), producer=producer, contact=contact)
    assert Notice.objects.filter(user=minh, kind="producer.invited").count() == 1
    accept_invitation(actor=Actor.of(minh), invitation=invitation)
    assert people(producer) == {("Lò Thị Lan", "owner"), ("Hà Thị Minh", "helper")}
    assert Producer.objects.run_by(minh).get() == producer
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_by) == (InvitationState.ACCEPTED, minh)


def test_invitation_of_a_number_nobody_has_looks_the_same(producer, lan, hoa):
    known = invite_person(actor=Actor.of(lan), producer=producer, contact=hoa.card_number)
    unknown = invite_person(actor=Actor.of(lan), producer=producer, contact="0987 654 321")
    assert (known.state, unknown.state) == ("waiting", "waiting")


def test_inviting_again_renews_one_invitation(producer, lan, hoa):
    for _ in range(2):
        invite_person(actor=Actor.of(lan), producer=producer, contact=hoa.card_number, role="owner")
    assert ProducerInvitation.objects.get().role == "owner"
    assert Notice.objects.filter(user=hoa).count() == 1


@pytest.mark.parametrize("who", ["minh", "hoa", "mai"])
def test_only_an_owner_invites(producer, who, request, hoa):
    with pytest.raises(NotAllowed):
        invite_person(
            actor=Actor.of(request.getfixturevalue(who)), producer=producer, contact=hoa.card_number
        )
    assert not ProducerInvitation.objects.exists()


def test_helper_does_not_invite(producer, minh, hoa):
    ProducerPerson.objects.create(producer=producer, user=minh, role=ProducerRole.HELPER)
    with pytest.raises(NotAllowed):
        invite_person(actor=Actor.of(minh), producer=producer, contact=hoa.card_number)


@pytest.mark.parametrize("contact", ["", "12", "abc", "1234 5678"])
def test_unreadable_contact_is_refused(producer, lan, contact):
    with pytest.raises(ProducerError) as refusal:
        invite_person(actor=Actor.of(lan), producer=producer, contact=contact)
    assert refusal.value.field == "contact"
    assert not ProducerInvitation.objects.exists()


def test_invitation_of_somebody_else_cannot_be_answered(producer, lan, minh, hoa):
    invitation = invite_person(actor=Actor.of(lan), producer=producer, contact=minh.card_number)
    for answer in (accept_invitation, decline_invitation, withdraw_invitation):
        with pytest.raises(NotAllowed):
            answer(actor=Actor.of(hoa), invitation=invitation)
    invitation.refresh_from_db()
    assert (invitation.state, people(producer)) == ("waiting", {("Lò Thị Lan", "owner")})


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["declined", "withdrawn", "expired"])
def test_invitation_that_is_over_cannot_be_accepted(producer, lan, minh, ending):
    invitation = invite_person(actor=Actor.of(lan), producer=producer, contact=minh.card_number)
    if ending == "declined":
        decline_invitation(actor=Actor.of(minh), invitation=invitation)
    elif ending == "withdrawn":
        withdraw_invitation(actor=Actor.of(lan), invitation=invitation)
    else:
        ProducerInvitation.objects.update(expires_at="2026-01-01T00:00Z")
    with pytest.raises(ProducerError):
        accept_invitation(actor=Actor.of(minh), invitation=invitation)
    assert people(producer) == {("Lò Thị Lan", "owner")}


def test_officer_adds_a_member_of_the_branch_to_a_producer(producer, mai, minh):
    add_person(actor=Actor.of(mai), producer=producer, user=minh, role=ProducerRole.OWNER)
    assert people(producer) == {("Lò Thị Lan", "owner"), ("Hà Thị Minh", "owner")}


@pytest.mark.parametrize(("who", "added"), [("mai", "hoa"), ("nga", "minh"), ("lan", "minh"), ("hoa", "hoa")])
def test_only_the_branchs_officer_adds_a_member_without_an_invitation(producer, who, added, request):
    with pytest.raises(NotAllowed):
        add_person(
            actor=Actor.of(request.getfixturevalue(who)),
            producer=producer,
            user=request.getfixturevalue(added),
        )
    assert people(producer) == {("Lò Thị Lan", "owner")}


def test_last_owner_stays(producer, lan, minh):
    ProducerPerson.objects.create(producer=producer, user=minh, role=ProducerRole.HELPER)
    with pytest.raises(ProducerError):
        remove_person(actor=Actor.of(lan), producer=producer, user=lan)
    with pytest.raises(ProducerError):
        change_role(actor=Actor.of(lan), producer=producer, user=lan, role=ProducerRole.HELPER)
    assert people(producer) == {("Lò Thị Lan", "owner"), ("Hà Thị Minh", "helper")}
    change_role(actor=Actor.of(lan), producer=producer, user=minh, role=ProducerRole.OWNER)
    remove_person(actor=Actor.of(lan), producer=producer, user=lan)
    assert people(producer) == {("Hà Thị Minh", "owner")}
    assert not Producer.objects.run_by(lan).exists()


def test_helper_leaves_but_removes_nobody(producer, lan, minh):
    ProducerPerson.objects.create(producer=producer, user=minh, role=ProducerRole.HELPER)
    with pytest.raises(NotAllowed):
        remove_person(actor=Actor.of(minh), producer=producer, user=lan)
    remove_person(actor=Actor.of(minh), producer=producer, user=minh)
    assert people(producer) == {("Lò Thị Lan", "owner")}
