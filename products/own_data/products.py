"""Export what the products app stores of a person, and erase it with the account."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backend.common.phones import format_phone
from backend.ledger.actions import append_entry
from backend.ledger.row_states import ERASED, delete_rows, state_rows, write_states
from members.models import User
from members.notices.actions.notices import forget_notices
from products.models import (
    Certificate,
    FormerVoice,
    Photo,
    Producer,
    ProducerInvitation,
    ProducerPerson,
    Product,
    ProductDecision,
    ProductFacts,
)
from products.photos.actions import erase_former_voices, erase_unused_photo
from products.photos.publicity import set_public
from products.producers.actions.people import invitation_key, joined_key
from products.producers.enums import InvitationState, ProducerKind
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from products.products.facts import PUBLIC_FIELDS, json_value, search_text
from products.products.pinned_rows import pin_producer

WORDS = {
    **{each.name: capfirst(each.verbose_name) for each in Product._meta.fields if each.name in PUBLIC_FIELDS},
    "producers": _("Nơi sản xuất"),
    "products": _("Sản phẩm"),
    "certificates": _("Giấy chứng nhận"),
    "phone": _("Số điện thoại"),
    "name": _("Tên"),
    "kind": _("Loại"),
    "role": _("Vai trò"),
    "since": _("Từ"),
    "until": _("Đến"),
    "unit": _("Xã, phường"),
    "address": _("Địa chỉ"),
    "identity_code": _("Mã số thuế, mã hộ"),
    "about": _("Chuyện của chị"),
    "verification": _("Xác minh"),
    "needs": _("Cán bộ nhắn bổ sung"),
    "invitations": _("Lời mời cùng làm"),
    "producer": _("Nơi sản xuất"),
    "state": _("Tình trạng"),
    "changes": _("Các lần sửa"),
    "decisions": _("Các lần gửi, duyệt"),
    "at": _("Lúc"),
    "fields": _("Sửa gì"),
    "reasons": _("Lời cán bộ"),
    "number": _("Số giấy"),
    "issuer": _("Nơi cấp"),
    "issued": _("Ngày cấp"),
    "valid_until": _("Có giá trị đến"),
    "stars": _("Số sao"),
    "points": _("Số điểm"),
    "file": _("Tệp"),
    "uploaded_at": _("Gửi lúc"),
    "is_public": _("Ai cũng xem được"),
    "price": _("Giá"),
    "origin": _("Xuất xứ"),
    "story": _("Chuyện của sản phẩm"),
    "voice": _("Lời kể"),
}
# The same key has two meanings: the unit of a price, and the commune of a producer.
PRODUCT_WORDS = WORDS | {"unit": _("Đơn vị"), "photos": _("Ảnh")}
GONE = "Nơi sản xuất đã rời Piêu"


def producers(user: User) -> dict[str, Any]:
    return {
        "producers": [
            {
                "name": person.producer.name,
                "kind": person.producer.get_kind_display(),
                "role": person.get_role_display(),
                "since": person.since,
                "until": person.until,
                "unit": person.producer.unit.name,
                "address": person.producer.address,
                "phone": format_phone(person.producer.phone) if person.producer.phone else "",
                "identity_code": person.producer.identity_code,
                "about": person.producer.about,
                "verification": person.producer.verification_state.label,
                "needs": person.producer.verification_needs,
            }
            for person in ProducerPerson.objects.filter(user=user).select_related("producer__unit")
        ],
        "invitations": [
            {"producer": each.producer.name, "state": each.get_state_display(), "at": each.invited_at}
            for each in ProducerInvitation.objects.addressed_to(user).select_related("producer")
        ],
    }


def products(user: User) -> list[dict[str, Any]]:
    """Return the products of the user's producers, with every field, change and decision."""
    rows = Product.objects.run_by(user).select_related("producer").order_by("pk")
    return [
        {
            "producer": product.producer.name,
            "state": product.get_state_display(),
            **{
                field: json_value(getattr(product, field))
                for field in PUBLIC_FIELDS
                if getattr(product, field) not in (None, "", [])
            },
            "voice": product.voice.name,
            "decisions": [
                {"at": each.decided_at, "state": each.get_state_display(), "reasons": each.reasons}
                for each in product.decisions.all()
            ],
            "changes": [{"at": each.changed_at, "fields": each.fields} for each in product.changes.all()],
        }
        for product in rows.prefetch_related("decisions", "changes")
    ]


def certificates(user: User) -> list[dict[str, Any]]:
    rows = Certificate.objects.filter(producer__in=Producer.objects.run_by(user)).select_related("scan")
    return [
        {
            "kind": each.get_kind_display(),
            "state": each.get_state_display(),
            "number": each.number,
            "issuer": each.issuer,
            "issued": each.issued_date,
            "valid_until": each.valid_until,
            "stars": each.stars,
            "points": None if each.points is None else str(each.points),
            "file": each.scan.master.name if each.scan else "",
        }
        for each in rows.order_by("pk")
    ]


def decided(user: User) -> dict[str, Any]:
    """Return the user's decisions as an officer, with their moments and reasons.

    The owners of the decided products and certificates are left out: they are other people's data.
    """
    verdicts = (ProductState.LISTED, ProductState.RETURNED)
    on_products = ProductDecision.objects.filter(by=user, state__in=verdicts).order_by("pk")
    return {
        "products": [
            {"state": each.get_state_display(), "at": each.decided_at, "reasons": each.reasons}
            for each in on_products
        ],
        "certificates": [
            {
                "kind": each.get_kind_display(),
                "state": each.get_state_display(),
                "at": each.decided_at,
                "reasons": each.reason,
            }
            for each in Certificate.objects.filter(decided_by=user).order_by("pk")
        ],
        "producers": [
            {"kind": each.get_kind_display(), "at": each.verified_at}
            for each in Producer.objects.filter(verified_by=user).order_by("pk")
        ],
    }


def photos(user: User) -> list[dict[str, Any]]:
    return [
        {"file": each.master.name, "uploaded_at": each.uploaded_at, "is_public": each.is_public}
        for each in _photos_of(user).order_by("pk")
    ]


def files(user: User) -> list[str]:
    """Return storage names of the user's photos, and of the scans and voice notes of the user's producers."""
    papers = Certificate.objects.filter(producer__in=Producer.objects.run_by(user)).exclude(scan=None)
    voices = Product.objects.run_by(user).exclude(voice="")
    former = FormerVoice.objects.filter(product__in=Product.objects.run_by(user))
    return [
        *_photos_of(user).order_by("pk").values_list("master", flat=True),
        *papers.order_by("pk").values_list("scan__master", flat=True),
        *voices.order_by("pk").values_list("voice", flat=True),
        *former.order_by("pk").values_list("file", flat=True),
    ]


def _photos_of(user: User) -> QuerySet[Photo]:
    """Return photos that the user sent, or that a helper sent for the user.

    Photos that the user sent for another member belong to that member.
    """
    return Photo.objects.filter(Q(uploaded_by=user, on_behalf_of=None) | Q(on_behalf_of=user))


def erase(user: User) -> None:
    """End the user's role in every producer. Idempotent.

    A household that no one else runs loses all personal content, but its labels still resolve. All its
    pictures are deleted, public or not: they were taken at the user's house, and neither a label nor the law
    needs them (Decree 37/2026/NĐ-CP Art. 23(7) asks for words). Earlier texts of its pages (ProductFacts) are
    label content on a platform, which the law requires to be stored. They are withheld from everybody, and
    `./run forget_records` deletes them when their term ends. The pages' new texts are pinned as a new
    version. A cooperative or company without people is closed, but its name and pictures stay: they are not
    the user's.
    """
    now = timezone.now()
    delete_rows(ProducerInvitation.objects.addressed_to(user))
    sent = ProducerInvitation.objects.filter(Q(invited_by=user, on_behalf_of=None) | Q(on_behalf_of=user))
    joined = ProducerPerson.objects.filter(user=user)
    forget_notices(keys=[*map(invitation_key, sent), *map(joined_key, joined)])
    for person in ProducerPerson.objects.filter(user=user, until=None).select_related("producer__unit"):
        person.until = now
        person.save(update_fields=["until"])
        producer = person.producer
        append_entry(
            kind="producer.left",
            subject=f"producer:{producer.ref}",
            payload={"person": str(user.ref)},
            by=user.ref,
        )
        if producer.people.filter(until=None).exists():
            continue
        _close(producer, is_household=producer.kind == ProducerKind.HOUSEHOLD)
    for photo in list(_photos_of(user).filter(is_public=False)):
        erase_unused_photo(photo)


def _close(producer: Producer, *, is_household: bool) -> None:
    now = timezone.now()
    producer.is_active = False
    producer.invitations.filter(state=InvitationState.WAITING).update(state=InvitationState.WITHDRAWN)
    pictures: set[int] = set()
    if is_household:
        scans = producer.certificates.exclude(scan=None).values_list("scan_id", flat=True)
        pictures = {*producer.photos.values_list("pk", flat=True), *scans, producer.portrait_id or 0}
        producer.name, producer.address, producer.phone, producer.identity_code = GONE, "", "", ""
        producer.about, producer.verification_needs, producer.portrait = "", "", None
        producer.slug, producer.salt = f"da-roi-{producer.pk}", None
        producer.certificates.update(scan=None, scan_is_public=False)
        state_rows(*producer.certificates.all())
        _forget_news(producer)
    producer.save()
    state_rows(producer)
    pin_producer(producer)
    for product in producer.products.select_related("producer__unit"):
        product.producer = producer
        if product.state != ProductState.RETIRED:
            product.state, product.retired_at = ProductState.RETIRED, now
        if is_household:
            _empty(product)
        product.facts_version += 1
        product.search_text = search_text(product)
        product.save()
        publish_facts(actor=None, product=product)
    _take_down(Photo.objects.filter(pk__in=pictures))


def _forget_news(producer: Producer) -> None:
    """Delete the notices to officers and others that name the producer."""
    urls = [reverse(f"products:{name}", args=[producer.pk]) for name in ("producer", "verify_producer")]
    urls += [reverse("products:review", args=[pk]) for pk in producer.products.values_list("pk", flat=True)]
    for pk in producer.certificates.values_list("pk", flat=True):
        urls += [
            reverse("products:review_certificate", args=[pk]),
            reverse("products:certificate", args=[pk]),
        ]
    forget_notices(keys=map(invitation_key, producer.invitations.all()), urls=urls)


def _empty(product: Product) -> None:
    """Erase the product's story, voice notes and photo links, and withhold earlier versions of its page.

    The short English text counts as story. Both are also erased from recorded changes. Doesn't save the product.
    """
    voice = product.voice.name
    product.story, product.summary_en, product.voice, product.voice_type = "", "", "", ""
    if voice:
        transaction.on_commit(lambda: default_storage.delete(voice))
    erase_former_voices(product.former_voices.all())
    for change in product.changes.all():
        if told := change.fields.keys() & {"story", "summary_en"}:
            change.fields |= {field: ["", ""] for field in told}
            change.salt = None
            change.save(update_fields=["fields", "salt"])
            write_states(ERASED, [change])
    product.photo_links.all().delete()
    ProductFacts.objects.filter(product=product, withheld_at=None).update(withheld_at=timezone.now())


def _take_down(photos: QuerySet[Photo]) -> None:
    """Make photos private, and delete their files once no other app needs the rows.

    Each app's eraser releases its own references.
    """
    set_public(photos, is_public=False)
    for photo in list(photos):
        erase_unused_photo(photo)
