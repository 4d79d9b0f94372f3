"""Which lots a recall covers: the recalled one and everything made from it, also if recorded later.

Rows are stored instead of computed at each scan, so they must follow every change of the genealogy. Code that
writes an event, or declares one wrong, calls `spread_recalls` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import filled
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.notices.actions.notices import notify
from products.producers.news import notify_each, officers_of
from traceability import ports
from traceability.genealogy.traversal import descendant_ids
from traceability.labels.history import transformations_from
from traceability.lots.actions.locking import bump_pages, lock_lots, lock_made_from
from traceability.models import Lot, LotEdge, Recall, RecallReach
from traceability.recalls import rules


class StillRecalled(DomainError):
    """The change would lift a recall of a lot, and the caller may not end that recall."""

    status_code = 403


def spread_recalls(lots: Iterable[int], *, by: Actor | None = None) -> list[Recall]:
    """Update the open recalls that reach one of `lots` (ids), to match the present genealogy.

    For events that change the genealogy; their lots must be locked (`lock_lots`). Returns the recalls that
    were checked: mostly none, for one query. `by` is the actor who declares an event wrong. Raises
    StillRecalled if that would lift a recall that the actor may not end: nobody may lift a recall of their
    own goods.
    """
    found = list(
        Recall.objects.open()
        .filter(reach__lot__in=list(lots), reach__ended_at=None)
        .distinct()
        .order_by("pk")
    )
    for recall in found:
        before = _reached(recall) if by is not None else set()
        freed = before - spread(recall)
        if by is not None and freed and not rules.may_end_recall(by.member, recall.lot):
            codes = Lot.objects.filter(pk__in=freed).order_by("pk").values_list("code", flat=True)
            raise StillRecalled(
                _(
                    "Vì việc này mà lô %(lots)s đang bị thu hồi theo lô %(from)s. Không ai tự gỡ thu hồi cho mình: chị nhờ cán bộ Hội"
                    " phụ trách báo ghi sai."
                )
                % {"lots": ", ".join(codes), "from": recall.lot.code},
                code="still_recalled",
            )
    return found


def _reached(recall: Recall) -> set[int]:
    return set(recall.reach.filter(ended_at=None).values_list("lot_id", flat=True))


def spread(recall: Recall) -> set[int]:
    """Update the RecallReach rows of `recall` to match the genealogy, and return the ids of the lots it
    reaches.

    A recall of some labels reaches those of their lot, and all that was made from packs with one of them.
    That includes packs in a carton that was packed by labels.
    Each lot that is added or removed gets a new page version. Lots made from the recalled one also get a
    ledger entry, and their people a notice if they are added. The recalled lot and all lots made from it are
    locked.
    """
    wanted = lots_reached(recall, lock_made_from(recall.lot_id))
    rows = {row.lot_id: row for row in recall.reach.filter(ended_at=None)}
    now = timezone.now()
    new, gone = wanted - rows.keys(), rows.keys() - wanted
    RecallReach.objects.bulk_create(
        RecallReach(
            recall=recall,
            lot_id=lot_id,
            **(
                {"run_id": recall.run_id, "first": recall.first, "last": recall.last}
                if lot_id == recall.lot_id
                else {}
            ),
            since=now,
        )
        for lot_id in sorted(new)
    )
    RecallReach.objects.filter(pk__in=[rows[lot_id].pk for lot_id in gone]).update(ended_at=now)
    _changed(recall, new | gone)
    for lot in (
        Lot.objects.filter(pk__in=(new | gone) - {recall.lot_id})
        .select_related("product__producer__branch")
        .order_by("pk")
    ):
        append_entry(
            kind="lot.recall_reached",
            subject=f"lot:{lot.pk}",
            payload={"lot": lot.code, "recall": recall.pk, "reached": lot.pk in new},
            by=None,
        )
        if lot.pk in new:
            notify_producer(recall, lot)
            notify_officers(recall, lot)
    return wanted


def lots_reached(recall: Recall, made_from: set[int]) -> set[int]:
    """Return the ids of the lots that `recall` reaches.

    `made_from` are its lot and all that was made from it; the result is a part of them.
    """
    if recall.run_id is None:
        return made_from
    made = LotEdge.objects.filter(source=recall.lot_id, input_event__in=transformations_from(recall))
    first = set(made.values_list("target", flat=True))
    return {recall.lot_id} | first | descendant_ids(first)


def close_reach(recall: Recall) -> None:
    """End the reach of an ended recall: it covers no lot any more, and every page shows that."""
    open_rows = recall.reach.filter(ended_at=None)
    reached = set(open_rows.values_list("lot_id", flat=True))
    open_rows.update(ended_at=recall.ended_at)
    _changed(recall, reached)


def notify_producer(recall: Recall, lot: Lot) -> None:
    """Notify everybody who runs the producer of `lot`, once per recall and lot.

    Calls the port `lot_recalled`, so that higher apps notify the buyers.
    """
    ports.lot_recalled(recall=recall, lot=lot)
    if lot.pk == recall.lot_id:
        title = (
            gettext_lazy("Một số tem của lô %(lot)s đang bị thu hồi")
            if recall.run_id
            else gettext_lazy("Lô %(lot)s đang bị thu hồi")
        )
    else:
        title = gettext_lazy("Lô %(lot)s làm từ hàng đang bị thu hồi")
    for person in lot.product.producer.people.filter(until=None).select_related("user"):
        notify(
            user=person.user,
            kind="lot.recalled",
            title=filled(title, {"lot": lot.code}),
            body=recall.reason,
            url=reverse("traceability:lot", args=[lot.pk]),
            key=f"recall:{recall.pk}:{lot.pk}",
            sms=True,
        )


def notify_officers(recall: Recall, lot: Lot) -> None:
    """Notify the officers over the producer of `lot`, who end the recall.

    Each officer gets one notice per recall, for any number of lots; the officer who began it gets none.
    """
    if lot.pk == recall.lot_id:
        title = gettext_lazy("%(producer)s: lô %(lot)s đang bị thu hồi")
    else:
        title = gettext_lazy("%(producer)s: lô %(lot)s làm từ hàng đang bị thu hồi")
    producer = lot.product.producer
    notify_each(
        [officer for officer in officers_of(producer) if officer.pk != recall.by_id],
        kind="lot.recalled",
        title=title,
        values={"producer": producer.name, "lot": lot.code},
        body=recall.reason,
        url=reverse("traceability:recalled", args=[recall.pk]),
        key=f"recall:{recall.pk}",
    )


def settle_reach() -> int:
    """Update every open recall's reach to match the genealogy, and end the reach of ended recalls.

    Return how many differed. Run by the clock, safe to run twice. Actions update the reach themselves. This
    repairs recalls that are older than the reach, and rows restored from a backup.
    """
    settled = 0
    for recall in Recall.objects.open().order_by("pk"):
        if _reached(recall) != lots_reached(recall, {recall.lot_id} | descendant_ids([recall.lot_id])):
            with transaction.atomic():
                lock_made_from(recall.lot_id)
                if Recall.objects.open().filter(pk=recall.pk).exists():
                    spread(recall)
            settled += 1
    for recall in (
        Recall.objects.exclude(ended_at=None).filter(reach__ended_at=None).distinct().order_by("pk")
    ):
        with transaction.atomic():
            lock_lots(set(recall.reach.filter(ended_at=None).values_list("lot_id", flat=True)))
            close_reach(recall)
        settled += 1
    return settled


def _changed(recall: Recall, lots: set[int]) -> None:
    bump_pages(lots)
