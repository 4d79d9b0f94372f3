import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from backend.common.errors import FieldErrors
from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.models import Milestone, Notice
from members.rules import NotAllowed
from products.certificates.actions.certificates import (
    CertificateError,
    CertificateWrongState,
    add_certificate,
    refuse_certificate,
    revoke_certificate,
    update_certificate,
    verify_certificate,
)
from products.certificates.tasks import remind_of_expiring
from products.models import Certificate, ListingCard, Photo, ProducerPerson, ProductFacts
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    make_user,
)


@pytest.fixture
def listed(producer, lan, mai):
    return ListedProductFactory(producer=producer, name="Mận hậu Mộc Châu")


@pytest.fixture
def paper(listed, producer):
    """The values that Lan enters from an OCOP certificate of four stars."""
    return {
        "producer": producer,
        "product": listed,
        "kind": "ocop",
        "number": "123/GCN-OCOP",
        "issuer": "UBND tỉnh Sơn La",
        "decision": "2345/QĐ-UBND",
        "decision_date": dt.date(2025, 12, 20),
        "issued_date": dt.date(2025, 12, 25),
        "stars": "4",
        "points": "82,5",
        "scan": PhotoFactory(producer=producer),
    }


@pytest.fixture
def submitted(paper, lan, mai):
    return add_certificate(actor=Actor.of(lan), **paper)


def state_of(certificate):
    return Certificate.objects.values_list("state", "reason", "decided_by").get(pk=certificate.pk)


def kinds(certificate):
    entries = Entry.objects.filter(subject=f"certificate:{certificate.pk}").exclude(kind=STATED)
    return list(entries.values_list("kind", flat=True))


def test_ocop_paper_is_valid_for_36_months_and_waits_for_an_officer(submitted, mai):
    submitted.refresh_from_db()
    assert (submitted.state, submitted.stars, str(submitted.points)) == ("submitted", 4, "82.50")
    assert (submitted.valid_until, submitted.issuing_level) == (dt.date(2028, 12, 25), "province")
    assert not submitted.is_in_force
    assert Notice.objects.get(user=mai).kind == "certificate.submitted"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stars": "2", "points": "45"}, "stars"),
        ({"stars": ""}, "stars"),
        ({"points": "101"}, "points"),
        ({"points": "abc"}, "points"),
        ({"points": ""}, "points"),
        ({"points": "69,99"}, "points"),  # three stars, not four
        ({"points": "90"}, "points"),  # five
        ({"product": None}, "product"),
        ({"decision": ""}, "decision"),
        ({"decision_date": None}, "decision_date"),
        ({"decision_date": dt.date(2018, 1, 1)}, "decision_date"),  # before OCOP existed
        ({"decision_date": dt.date(2025, 12, 26)}, "issued_date"),
        ({"issued_date": dt.date(2099, 1, 1)}, "issued_date"),
        ({"issued_date": None}, "issued_date"),
        ({"number": " "}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"issuing_level": "central"}, "issuing_level"),
        ({"kind": "diploma"}, "kind"),
        ({"kind": "vietgap", "valid_until": None}, "valid_until"),
        ({"kind": "gi", "valid_until": dt.date(2025, 1, 1)}, "valid_until"),
    ],
)
def test_impossible_paper_is_refused_at_its_field(paper, lan, changes, field):
    with pytest.raises(FieldErrors) as refusal:
        add_certificate(actor=Actor.of(lan), **(paper | changes))
    assert field in refusal.value.errors
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("decided", "stars", "points", "level"),
    [
        (dt.date(2022, 6, 1), "3", "50", "province"),
        (dt.date(2024, 6, 1), "3", "50", "district"),
        (dt.date(2025, 12, 1), "3", "69.99", "province"),
        (dt.date(2026, 6, 1), "5", "90", "central"),
    ],
)
def test_rules_are_those_of_the_decisions_day(paper, lan, decided, stars, points, level):
    certificate = add_certificate(
        actor=Actor.of(lan),
        **(paper | {"decision_date": decided, "issued_date": decided, "stars": stars, "points": points}),
    )
    assert (certificate.stars, certificate.issuing_level) == (int(stars), level)


def test_same_paper_is_added_once(paper, submitted, lan):
    with pytest.raises(FieldErrors) as refusal:
        add_certificate(actor=Actor.of(lan), **paper)
    assert set(refusal.value.errors) == {"number"}
    assert Certificate.objects.count() == 1


def test_paper_of_a_whole_producer_needs_no_product(producer, lan):
    certificate = add_certificate(
        actor=Actor.of(lan),
        producer=producer,
        kind="vietgap",
        number="VG-17",
        issuer="Trung tâm chứng nhận",
        issued_date=dt.date(2026, 3, 1),
        valid_until=dt.date(2028, 3, 1),
    )
    assert (certificate.state, certificate.product, certificate.stars) == ("draft", None, None)


def test_product_of_another_producer_is_refused(paper, lan):
    with pytest.raises(FieldErrors) as refusal:
        add_certificate(actor=Actor.of(lan), **(paper | {"product": ListedProductFactory()}))
    assert set(refusal.value.errors) == {"product"}


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_add_no_paper(paper, who, request):
    with pytest.raises(NotAllowed):
        add_certificate(actor=Actor.of(request.getfixturevalue(who)), **paper)
    assert not Certificate.objects.exists()


def test_scan_of_somebody_else_cannot_be_used(paper, lan, hoa):
    foreign = PhotoFactory(producer=ProducerFactory(owner=hoa), uploaded_by=hoa)
    with pytest.raises(NotAllowed):
        add_certificate(actor=Actor.of(lan), **(paper | {"scan": foreign}))
    assert not Certificate.objects.exists()


# --- The officer's decision -------------------------------------------------------------------------------------------


def test_officer_verifies_and_the_badge_shows(submitted, listed, lan, mai):
    certificate = verify_certificate(actor=Actor.of(mai), certificate=submitted)
    assert (certificate.state, certificate.decided_by, certificate.is_in_force) == ("verified", mai, True)
    assert kinds(certificate) == ["certificate.submitted", "certificate.verified"]
    assert Entry.objects.get(kind="certificate.verified").by == mai.ref
    assert Milestone.objects.get(user=lan).kind == "certificate_verified"
    assert Notice.objects.get(user=lan).title == "Giấy OCOP đã được Hội xác minh"
    assert ListingCard.objects.get(product=listed).stars == 4
    assert '"number":"123/GCN-OCOP"' in ProductFacts.objects.get(product=listed).body
    assert not Photo.objects.get(pk=certificate.scan_id).is_public


def test_scan_is_public_only_where_chosen_and_only_while_verified(paper, lan, mai):
    certificate = add_certificate(actor=Actor.of(lan), **paper, scan_is_public=True)
    assert not Photo.objects.get(pk=certificate.scan_id).is_public
    verify_certificate(actor=Actor.of(mai), certificate=certificate)
    assert Photo.objects.get(pk=certificate.scan_id).is_public
    revoke_certificate(actor=Actor.of(mai), certificate=certificate, reason="Tỉnh đã thu hồi.")
    assert not Photo.objects.get(pk=certificate.scan_id).is_public


def test_officer_refuses_with_a_reason_and_it_is_mended(submitted, lan, mai):
    certificate = refuse_certificate(actor=Actor.of(mai), certificate=submitted, reason=" Ảnh mờ ")
    assert state_of(certificate) == ("refused", "Ảnh mờ", mai.pk)
    assert Notice.objects.get(user=lan).body == "Ảnh mờ"
    mended = update_certificate(actor=Actor.of(lan), certificate=certificate, changes={"points": "80"})
    assert state_of(mended) == ("submitted", "", None)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_refusal_needs_a_reason_that_fits(submitted, mai, reason):
    with pytest.raises(CertificateError) as refusal:
        refuse_certificate(actor=Actor.of(mai), certificate=submitted, reason=reason)
    assert (refusal.value.field, state_of(submitted)[0]) == ("reason", "submitted")


def test_verified_paper_is_revoked_but_not_changed(submitted, listed, lan, mai):
    verify_certificate(actor=Actor.of(mai), certificate=submitted)
    with pytest.raises(CertificateWrongState):
        update_certificate(actor=Actor.of(lan), certificate=submitted, changes={"stars": "5", "points": "95"})
    revoke_certificate(actor=Actor.of(mai), certificate=submitted, reason="Tỉnh đã thu hồi.")
    assert state_of(submitted)[0] == "revoked"
    assert kinds(submitted)[-1] == "certificate.revoked"
    assert ListingCard.objects.get(product=listed).stars == 0
    assert Milestone.objects.get(user=lan).undone_at is not None


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nga"])
def test_others_cannot_decide_on_certificates(submitted, who, request):
    actor, before = Actor.of(request.getfixturevalue(who)), state_of(submitted)
    with pytest.raises(NotAllowed):
        verify_certificate(actor=actor, certificate=submitted)
    with pytest.raises(NotAllowed):
        refuse_certificate(actor=actor, certificate=submitted, reason="Ảnh mờ")
    with pytest.raises(NotAllowed):
        revoke_certificate(actor=actor, certificate=submitted, reason="Ảnh mờ")
    assert state_of(submitted) == before
    assert kinds(submitted) == ["certificate.submitted"]


@pytest.mark.parametrize("helps", [True, False])
def test_officer_who_entered_a_certificate_cannot_verify_it_and_the_branch_above_is_notified(
    client, lan, mai, paper, branch, helps
):
    above = make_user("Cầm Thị Thu", officer_of=branch.parent)
    typed = add_certificate(actor=Actor(by=mai, member=lan) if helps else Actor.of(mai), **paper)
    assert list(Notice.objects.filter(kind="certificate.submitted").values_list("user", flat=True)) == [
        above.pk
    ]
    with pytest.raises(NotAllowed, match="chị đã nhập"):
        verify_certificate(actor=Actor.of(mai), certificate=typed)
    assert state_of(typed)[0] == "submitted"
    client.force_login(mai)
    page = client.get(reverse("products:review_certificate", args=[typed.pk])).content.decode()
    assert ("chị đã nhập" in page, 'value="verify"' in page, 'value="refuse"' in page) == (True, False, True)
    verify_certificate(actor=Actor.of(above), certificate=typed)
    assert state_of(typed)[0] == "verified"


def test_officer_cannot_verify_a_certificate_of_an_own_producer(submitted, mai):
    ProducerPerson.objects.create(producer=submitted.producer, user=mai)
    with pytest.raises(NotAllowed):
        verify_certificate(actor=Actor.of(mai), certificate=submitted)
    assert state_of(submitted)[0] == "submitted"


def test_two_officers_decide_once(submitted, mai):
    verify_certificate(actor=Actor.of(mai), certificate=submitted)
    with pytest.raises(CertificateWrongState):
        refuse_certificate(actor=Actor.of(mai), certificate=submitted, reason="Ảnh mờ")
    assert state_of(submitted)[0] == "verified"


def test_badge_goes_with_the_last_day(listed):
    today = timezone.localdate()
    certificate = CertificateFactory(
        product=listed, issued_date=today - dt.timedelta(days=400), valid_until=today
    )
    assert certificate.is_in_force
    assert Certificate.objects.in_force().count() == 1
    certificate.valid_until = today - dt.timedelta(days=1)
    certificate.save()
    assert not certificate.is_in_force
    assert not Certificate.objects.in_force().exists()


# --- Before it expires ------------------------------------------------------------------------------------------------------


def notice_keys(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("key", flat=True))


def test_producer_is_notified_180_90_and_30_days_before_and_once(listed, lan):
    today = timezone.localdate()
    certificate = CertificateFactory(product=listed, valid_until=today + dt.timedelta(days=181))
    assert remind_of_expiring(today) == 0
    for days in (180, 150, 91, 90, 31, 30, 29, 1, 0):
        remind_of_expiring(certificate.valid_until - dt.timedelta(days=days))
    key = f"certificate:{certificate.pk}:expires"
    assert notice_keys(lan) == [f"{key}:180", f"{key}:90", f"{key}:30"]
    assert Notice.objects.filter(user=lan).first().title == "Giấy OCOP còn 30 ngày là hết hạn"
    assert remind_of_expiring(certificate.valid_until + dt.timedelta(days=1)) == 0


def test_a_stopped_clock_sends_only_the_nearest_reminder(listed, lan):
    today = timezone.localdate()
    certificate = CertificateFactory(product=listed, valid_until=today + dt.timedelta(days=20))
    call_command("expiry_notices")
    assert notice_keys(lan) == [f"certificate:{certificate.pk}:expires:30"]


@pytest.mark.parametrize("reason", ["refused", "renewed"])
def test_nobody_is_notified_of_a_paper_that_no_longer_matters(listed, lan, reason):
    today = timezone.localdate()
    old = CertificateFactory(product=listed, valid_until=today + dt.timedelta(days=20))
    if reason == "refused":
        Certificate.objects.update(state="revoked")
    else:
        CertificateFactory(product=listed, producer=old.producer, valid_until=today + dt.timedelta(days=900))
    assert remind_of_expiring(today) == 0
    assert notice_keys(lan) == []
