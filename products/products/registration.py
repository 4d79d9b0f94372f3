"""Register the acts of products, their exports, and the next steps on a member's home page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, auditing, deeds, row_states, taking_up
from backend.ledger.acts import Act
from backend.theme import offline, shell
from members.acting import ActorRequest
from members.rules import has_desk, is_trainer
from products.models import Producer, ProducerInvitation, Product
from products.products import pinned_rows as showing
from products.products.auditing import STATED, compare_facts, compare_live_pages, facts_of_before
from products.products.deeds import product_phrases
from products.products.enums import ProductState

# The public log shows the content of a product's page; drafts stay sealed.
ACTS = (
    Act("product.drafted", words=_("Viết bản nháp sản phẩm")),
    Act("product.changed", words=_("Sửa sản phẩm")),
    Act("product.facts", words=_("Đổi thông tin trên trang sản phẩm"), public=True),
    Act("product.put_aside", words=_("Bỏ bản nháp sản phẩm")),
    Act("product.taken_up", words=_("Sửa lại sản phẩm đã ngừng bán")),
)


def register() -> None:
    """Register products' acts, slots, shown rows, offline pages and shell files.

    Called once, when Django starts.
    """
    showing.register()
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    auditing.register("product facts", compare_facts)
    auditing.register("products' pages now", compare_live_pages)
    taking_up.register("products' pages", facts_of_before)
    deeds.describe("product", product_phrases)
    slots.register(
        "home.next",
        "products",
        template="products/products/slots/home_next.html",
        context=next_steps,
        order=20,
    )
    # The wizard opens offline: the phone stores its page and its script.
    offline.register_offline_page("products:new")
    for path in (
        "theme/written.js",
        "products/products/wizard.js",
        "products/share/copy.js",
        "products/products/manage.css",
    ):
        shell.register_shell_file(path)


def next_steps(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the member's next steps for the home page, None without any.

    They are returned products, invitations, the latest draft, and a hint to the first product. People with
    another duty (officer, trainer, staff) and no producer don't get the hint.
    """
    member = request.actor.member
    own = Product.objects.run_by(member)
    returned = list(own.filter(state=ProductState.RETURNED).order_by("-updated_at")[:3])
    for product in returned:
        decision = product.decisions.first()
        product.last_reasons = decision.reasons if decision else ""  # type: ignore[attr-defined]
    invitations = ProducerInvitation.objects.addressed_to(member).waiting().select_related("producer")[:3]
    draft = own.filter(state=ProductState.DRAFT).order_by("-updated_at").first()
    shown = returned[0] if returned else draft
    steps = {
        "returned": returned,
        "invitations": list(invitations),
        "draft": draft,
        "is_first": draft is None
        and not own.exists()
        and (Producer.objects.run_by(member).exists() or not (has_desk(member) or is_trainer(member))),
    }
    if not any(steps.values()):
        return None
    link = shown.photo_links.select_related("photo").order_by("position", "id").first() if shown else None
    return steps | {"photo": link.photo if link else None}
