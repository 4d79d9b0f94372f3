from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.actions.notices import notify
from traceability import rules
from traceability.models import Lot, Recall


class RecallError(DomainError):
    """A recall can't begin or end as asked."""


class RecallNotAllowed(RecallError):
    status_code = 403


@transaction.atomic
def recall_lot(*, actor: Actor, lot: Lot, reason: str, advice: str = "") -> Recall:
    """Call a lot back: its pages say so first from now on. Raises RecallError, RecallNotAllowed."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("product__producer__branch").get(pk=lot.pk)
    if not rules.may_recall(actor.member, lot):
        raise RecallNotAllowed(_("Chị không thu hồi được lô này."))
    if not reason.strip():
        raise RecallError(_("Xin ghi lý do thu hồi, người mua sẽ đọc."), field="reason")
    if lot.recalls.filter(ended_at=None).exists():
        raise RecallError(_("Lô này đang được thu hồi rồi."))
    recall = Recall.objects.create(
        lot=lot, reason=reason.strip()[:300], advice=advice.strip()[:300], by=actor.by
    )
    Lot.objects.filter(pk=lot.pk).update(page_version=F("page_version") + 1)
    append_entry(
        kind="lot.recalled",
        subject=f"lot:{lot.pk}",
        payload={"lot": lot.code, "recall": recall.pk, "startedAt": recall.started_at.isoformat()},
        **actor.ledger_refs(),
    )
    for person in lot.product.producer.people.filter(until=None).select_related("user"):
        notify(
            user=person.user,
            kind="lot.recalled",
            title=_("Lô %(lot)s đang bị thu hồi") % {"lot": lot.code},
            body=recall.reason,
            url=reverse("traceability:lot", args=[lot.pk]),
            key=f"recall:{recall.pk}",
            sms=True,
        )
    return recall


@transaction.atomic
def end_recall(*, actor: Actor, lot: Lot) -> Recall:
    """End the open recall of a lot; it stays in the history."""
    recall = lot.recalls.select_for_update().filter(ended_at=None).first()
    if recall is None:
        raise RecallError(_("Lô này không bị thu hồi."))
    if not rules.may_end_recall(actor.member, lot):
        raise RecallNotAllowed(_("Cán bộ Hội phụ trách mới kết thúc được việc thu hồi."))
    recall.ended_at = timezone.now()
    recall.save(update_fields=["ended_at"])
    Lot.objects.filter(pk=lot.pk).update(page_version=F("page_version") + 1)
    append_entry(
        kind="lot.recall_ended",
        subject=f"lot:{lot.pk}",
        payload={"lot": lot.code, "recall": recall.pk, "endedAt": recall.ended_at.isoformat()},
        **actor.ledger_refs(),
    )
    return recall
