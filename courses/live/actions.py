"""Store the sentences that a producer adds to the script of a livestream."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from courses.live.claims import refusals
from courses.live.record import record_of
from courses.live.script import PLAN, lines_of
from courses.models import LiveSheet
from members.acting import Actor
from members.rules import require
from products.models import Product
from products.products.rules import may_edit_product

MOST_SIGNS = 800


class LiveError(DomainError):
    """A seller's sentence makes a claim that no product field or valid certificate proves.

    Nothing was stored. Also raised if a part of the livestream script is longer than MOST_SIGNS characters.
    `errors`: {key of the part: [message, …]}.
    """

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        field = next(iter(errors))
        super().__init__(errors[field][0], field=field, code="claim_not_backed")
        self.errors = errors


@transaction.atomic
def write_live_sheet(*, actor: Actor, product: Product, own: Mapping[str, str]) -> LiveSheet:
    """Store the seller's own sentences, one per line, for the parts of courses.live.script.

    A claim that no field and no valid certificate proves raises LiveError, which says what would prove it. So
    does a part with more than MOST_SIGNS characters. Also raises NotAllowed.
    """
    require(may_edit_product(actor.member, product))
    product = Product.objects.select_related("producer__unit__parent").get(pk=product.pk)
    record = record_of(product)
    text_by_part: dict[str, str] = {}
    errors: dict[str, list[str]] = {}
    for plan in PLAN:
        lines = lines_of(own.get(plan.key, ""))
        text = "\n".join(lines)
        if len(text) > MOST_SIGNS:
            errors[plan.key] = [_("Phần này dài quá 800 chữ. Chị viết gọn lại.")]
        elif found := [str(one) for line in lines for one in refusals(line, record)]:
            errors[plan.key] = list(dict.fromkeys(found))
        elif text:
            text_by_part[plan.key] = text
    if errors:
        raise LiveError(errors)
    sheet, _made = LiveSheet.objects.select_for_update().get_or_create(product=product)
    if sheet.own == text_by_part:
        return sheet
    sheet.own, sheet.by, sheet.changed_at = text_by_part, actor.by, timezone.now()
    sheet.on_behalf_of = actor.member if actor.is_helping else None
    sheet.save()
    append_entry(
        kind="live.changed",
        subject=f"product:{product.pk}",
        payload={"parts": sorted(text_by_part), **states(sheet)},
        **actor.ledger_refs(),
    )
    return sheet
