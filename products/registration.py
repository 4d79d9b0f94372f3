"""What products puts into the slots, tabs, offline pages and registries of the house."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act
from backend.theme import offline, shell
from members.acting import ActorRequest
from members.own_data import erasing, exporting
from members.rules import has_desk, is_trainer
from products import own_data, own_records
from products.certificates.auditing import compare_certificates, compare_facts, compare_producers
from products.imports.looking_after import forget_imports, resume_lost_imports
from products.listing.auditing import compare_decisions, decisions_of_before
from products.listing.views import waiting_certificates, waiting_products
from products.models import Producer, ProducerInvitation, Product
from products.photos.actions import erase_old_records
from products.producers.actions.people import forget_contacts
from products.producers.auditing import compare_people, people_of_before
from products.products import showing
from products.products.enums import ProductState
from products.search.actions import refresh_expired_cards
from products.search.asked import ProductQuery
from products.search.auditing import compare_cards
from products.search.finding import find_cards
from products.tasks import resume_lost_photos
from products.webhook_payloads import product_payload

# The public log shows goods and who vouched for them; drafts and what was given back stay sealed.
ACTS = (
    Act("products.imported", words=_("Đưa sản phẩm vào từ tệp")),
    Act("products.import_undone", words=_("Rút lại sản phẩm đưa vào từ tệp")),
    Act("producer.created", words=_("Ghi nơi sản xuất")),
    Act("producer.unverified", words=_("Đổi thông tin nơi sản xuất"), public=True),
    Act("product.drafted", words=_("Viết bản nháp sản phẩm")),
    Act("product.submitted", words=_("Gửi sản phẩm cho cán bộ xem")),
    Act("product.changed", words=_("Sửa sản phẩm")),
    Act("producer.changed", words=_("Sửa nơi sản xuất")),
    Act("product.facts", words=_("Đổi thông tin trên trang sản phẩm"), public=True),
    Act(
        "product.listed",
        words=_("Duyệt sản phẩm lên sàn"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm lên sàn"),
    ),
    Act(
        "product.retired",
        words=_("Ngừng bán sản phẩm"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm rời sàn"),
    ),
    Act("product.put_aside", words=_("Bỏ bản nháp sản phẩm")),
    Act("product.taken_up", words=_("Sửa lại sản phẩm đã ngừng bán")),
    Act("producer.verified", words=_("Xác minh nơi sản xuất"), public=True),
    Act("product.returned", words=_("Trả lại sản phẩm để bổ sung")),
    Act("certificate.verified", words=_("Xác minh giấy chứng nhận"), public=True),
    Act("certificate.refused", words=_("Trả lại giấy chứng nhận")),
    Act("certificate.revoked", words=_("Thôi xác minh giấy chứng nhận"), public=True),
    Act("producer.invited", words=_("Mời người cùng làm")),
    Act("producer.declined", words=_("Từ chối lời mời cùng làm")),
    Act("producer.withdrawn", words=_("Rút lời mời cùng làm")),
    Act("producer.joined", words=_("Thêm người cùng làm")),
    Act("producer.left", words=_("Cho người thôi cùng làm")),
    Act("producer.role", words=_("Đổi vai trò người cùng làm")),
    Act("certificate.drafted", words=_("Chép giấy chứng nhận, chưa có ảnh")),
    Act("certificate.changed", words=_("Sửa giấy chứng nhận")),
    Act("certificate.submitted", words=_("Gửi giấy chứng nhận")),
)


def register() -> None:
    showing.register()
    auditing.register("certificates", compare_certificates)
    auditing.register("producers", compare_producers)
    auditing.register("product facts", compare_facts)
    auditing.register("products' steps", compare_decisions)
    auditing.register("producers' people", compare_people)
    auditing.register("cards of the list", compare_cards)
    taking_up.register("products' steps", decisions_of_before)
    taking_up.register("producers' people", people_of_before)
    every(minutes=1, name="listing_cards.refresh_expired")(refresh_expired_cards)
    every(minutes=1, name="product_imports.resume_lost")(resume_lost_imports)
    every(minutes=10, name="photos.resume_lost")(resume_lost_photos)
    daily(at="03:45", name="product_imports.delete_old")(forget_imports)
    daily(at="03:47", name="photo_records.erase_old")(erase_old_records)
    daily(at="03:35", name="invitations.forget_contacts")(forget_contacts)
    slots.register(
        "footer", "ranking", template="products/slots/footer_ranking.html", context=way_to_ranking, order=30
    )
    slots.register(
        "home.products",
        "products",
        template="products/slots/home_products.html",
        context=newest_cards,
        order=20,
    )
    slots.register(
        "home.next", "products", template="products/slots/home_next.html", context=next_steps, order=20
    )
    slots.register(
        "officer.desk", "products", template="products/slots/officer_desk.html", context=desk_queues, order=20
    )
    slots.register(
        "profile.rows",
        "products",
        template="products/slots/profile_rows.html",
        context=producer_row,
        order=20,
    )
    # The wizard opens without a connection: its page and its script are kept on the phone.
    offline.register_offline_page("products:new")
    for path in (
        "theme/written.js",
        "products/products/wizard.js",
        "products/share/copy.js",
        "products/products/manage.css",
    ):
        shell.register_shell_file(path)
    exporting.register("producers", _("Nơi sản xuất"), own_data.producers, order=30, words=own_data.WORDS)
    exporting.register("products", _("Sản phẩm"), own_data.products, order=31, words=own_data.PRODUCT_WORDS)
    exporting.register(
        "certificates", _("Giấy chứng nhận"), own_data.certificates, order=32, words=own_data.WORDS
    )
    exporting.register("photos", _("Ảnh chị đã gửi"), own_data.photos, order=33, words=own_data.WORDS)
    exporting.register(
        "decided_products", _("Việc chị duyệt, xác minh"), own_data.decided, order=44, words=own_data.WORDS
    )
    exporting.register_files("products", own_data.files)
    own_records.register()
    erasing.register("products", own_data.erase)
    acts.declare(*ACTS)


def newest_cards(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Products in season on the landing page, or the newest where nothing is."""
    season = find_cards(ProductQuery(in_season=True)).cards[:6]
    cards = season or find_cards(ProductQuery()).cards[:6]
    return {"cards": cards} if cards else None


def next_steps(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """What waits for her among her products: given back, an invitation, a draft; or the first product of all.

    Who has another duty (officer, trainer, staff) and no producer is not told to sell something.
    """
    member = request.actor.member
    own = Product.objects.run_by(member)
    returned = list(own.filter(state=ProductState.RETURNED).order_by("-updated_at")[:3])
    for product in returned:
        decision = product.decisions.first()
        product.last_reasons = decision.reasons if decision else ""  # type: ignore[attr-defined]
    invitations = ProducerInvitation.objects.addressed_to(member).waiting().select_related("producer")[:3]
    draft = own.filter(state=ProductState.DRAFT).order_by("-updated_at").first()
    steps = {
        "returned": returned,
        "invitations": list(invitations),
        "draft": draft,
        "is_first": draft is None
        and not own.exists()
        and (Producer.objects.run_by(member).exists() or not (has_desk(member) or is_trainer(member))),
    }
    return steps if any(steps.values()) else None


def desk_queues(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """How much waits for this officer, and for how long already."""
    officer = request.actor.member
    if not has_desk(officer):
        return None
    products, papers = waiting_products(officer), waiting_certificates(officer)
    return {
        "products": products.count(),
        "oldest_product": products.values_list("submitted_at", flat=True).first(),
        "certificates": papers.count(),
        "oldest_certificate": papers.values_list("submitted_at", flat=True).first(),
    }


def producer_row(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    names = Producer.objects.run_by(request.actor.member).values_list("name", flat=True)
    return {"names": ", ".join(names[:3])}


def way_to_ranking(request: Any, **kw: Any) -> dict[str, Any]:
    return {}
