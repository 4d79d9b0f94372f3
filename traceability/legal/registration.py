"""Register what pages show of the law's requirements for a lot."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.law.citing.presenters import cited_law
from backend.law.citing.registry import register_citing
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing
from products.legal.rule import Surface
from products.listing.requirements import missing_of
from products.models import Producer
from products.producers.enums import ProducerKind
from traceability.legal.actions.e_labels import keep_changed_labels
from traceability.legal.citing import citing_rules
from traceability.legal.gaps import gaps, publishing_gaps
from traceability.lots.actions.locking import refresh_pages
from traceability.lots.rules import may_change_lot
from traceability.models import ELabel, Lot, Passport
from traceability.scans.registration import others


def register() -> None:
    """Register the slots; called once, from AppConfig.ready()."""
    slots.register(
        "lot.manage",
        "legal",
        template="traceability/legal/slots/lot_legal.html",
        context=legal_part,
        order=70,
    )
    register_citing("lot rules", citing_rules, is_public=True)
    erasing.register("traceability.passports", erase_passports)
    every(minutes=1, name="e_labels.record_changes")(keep_changed_labels)
    acts.declare(
        Act("passport", public=True),
        Act("elabel", public=True),
        Act("passport.published", words=_("Công bố hộ chiếu số")),
        Act("elabel.on", words=_("Bật nhãn điện tử")),
        Act("elabel.off", words=_("Tắt nhãn điện tử")),
    )


def erase_passports(user: User) -> None:
    """Erase text and salt of passports of a household that the user ran alone. The pins stay.

    The user is also removed from all passports and e-labels that the user published.
    """
    ran = Producer.objects.filter(people__user=user)
    households = ran.filter(kind=ProducerKind.HOUSEHOLD).exclude(people__in=others(user))
    held = Passport.objects.filter(lot__product__producer__in=households, erased_at=None)
    # Pages and linksets that link to them are cached by this version.
    refresh_pages(held.values_list("lot", flat=True))
    held.update(facts=None, salt=None, erased_at=timezone.now())
    Passport.objects.filter(by=user).update(by=None)
    ELabel.objects.filter(by=user).update(by=None)


def legal_part(request: ActorRequest, lot: Lot, **kw: Any) -> dict[str, Any] | None:
    """Return the context of a lot's legal gaps for its page; None if the user may not change the lot.

    The gaps are those of the lot's label, its public page and its record; advice refuses nothing.
    """
    if not may_change_lot(request.actor.member, lot):
        return None
    refusing = publishing_gaps(lot)
    fields = {gap.rule.field for gap in refusing}
    beside = [gap for gap in gaps(lot, Surface.SYSTEM) if gap.rule.field not in fields]
    # No advice is about photos, which would cost a query.
    advice = missing_of(lot.product, photos=0, surface=Surface.ADVICE)
    missing = [*refusing, *beside]
    cited = cited_law([*(gap.rule.source for gap in missing), *(gap.rule.source for gap in advice)])
    return {"lot": lot, "missing": missing, "is_label": bool(refusing), "advice": advice, "cited": cited}
