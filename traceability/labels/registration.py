"""Register what labels add to the pages and ports of lower apps."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, deeds
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting
from products.models import Product
from products.producers.enums import ProducerKind
from products.products.enums import ProductState
from products.share.facts import first_photo
from traceability.labels.deeds import label_phrases
from traceability.labels.enums import MAKER_GONE, RunState
from traceability.labels.rules import may_print_labels
from traceability.labels.runs import files
from traceability.lots.enums import LotState
from traceability.models import LabelPrint, LabelRun, LabelVoid, Lot, Recall

MOST_RUNS = 3
LABEL_WORDS = {
    "run": _("Đợt tem"),
    "product": _("Sản phẩm"),
    "lot": _("Lô hàng"),
    "count": _("Số tem"),
    "paper": _("Giấy tem"),
    "state": _("Tình trạng"),
    "requested_at": _("Xin làm lúc"),
    "prints": _("Sổ in"),
    "voids": _("Tem đã huỷ"),
    "first": _("Từ tem"),
    "last": _("Đến tem"),
    "reason": _("Vì sao"),
    "at": _("Lúc"),
}


def register() -> None:
    """Register the slots, exports, erasers and acts of labels; called once, from AppConfig.ready()."""
    slots.register(
        "home.next",
        "labels",
        template="traceability/labels/slots/home_labels.html",
        context=home_labels,
        order=30,
    )
    slots.register(
        "product.manage",
        "labels",
        template="traceability/labels/slots/product_labels.html",
        context=product_labels,
        order=20,
    )
    slots.register(
        "lot.manage",
        "labels",
        template="traceability/labels/slots/lot_labels.html",
        context=lot_labels,
        order=20,
    )
    erasing.register("traceability.labels", erase_words)
    exporting.register("labels", _("Tem"), labels_of, order=65, words=LABEL_WORDS)
    deeds.describe("labels", label_phrases)
    acts.declare(
        Act("labels", public=True),
        Act("labels.run", words=_("Xin làm tem")),
        Act("labels.ready", words=_("Tem làm xong")),
        Act("labels.remade", words=_("Tờ in làm lại")),
        Act("labels.retried", words=_("Làm lại một đợt tem")),
        Act("labels.sheet_wanted", words=_("Xin lại tờ in")),
        Act("labels.shifted", words=_("Căn lại tờ in")),
        Act("labels.cancelled", words=_("Bỏ một đợt tem")),
        Act("labels.printed", words=_("In tem")),
        Act("labels.voided", words=_("Huỷ tem")),
    )


def home_labels(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the newest ready run that was never printed, else the newest lot without labels, or None.

    Only open lots of listed products that the member runs are considered.
    """
    actor = request.actor
    if not actor:
        return None
    own_lots = Lot.objects.run_by(actor.member).filter(
        state=LotState.OPEN, product__state=ProductState.LISTED
    )
    waiting = (
        LabelRun.objects.filter(lot__in=own_lots, state=RunState.READY)
        .filter(~Exists(LabelPrint.objects.filter(run=OuterRef("pk"))))
        .select_related("lot__product")
        .order_by("-id")
        .first()
    )
    if waiting:
        return {"waiting": waiting, "photo": first_photo(waiting.lot.product)}
    bare = (
        own_lots.filter(~Exists(_wanted_runs()))
        .select_related("product")
        .order_by("-created_at", "-pk")
        .first()
    )
    return {"lot": bare, "photo": first_photo(bare.product)} if bare else None


def product_labels(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the newest runs of a product, and whether more can be requested, for its page.

    Returns None if there is neither.
    """
    actor = request.actor
    if not actor:
        return None
    runs = list(
        LabelRun.objects.visible_to(actor.member)
        .filter(lot__product=product)
        .exclude(state=RunState.CANCELLED)
        .annotate_void()
        .select_related("lot__product")[: MOST_RUNS + 1]
    )
    lot = product.lots.filter(state=LotState.OPEN).first()
    may_print = bool(
        product.state == ProductState.LISTED and lot is not None and may_print_labels(actor.member, lot)
    )
    if not runs and not may_print:
        return None
    return {
        "product": product,
        "runs": _with_prints(runs[:MOST_RUNS]),
        "has_more": len(runs) > MOST_RUNS,
        "may_print": may_print,
    }


def lot_labels(request: ActorRequest, *, lot: Lot, **kw: Any) -> dict[str, Any] | None:
    """Return all runs of a lot, and whether more can be requested, for its page.

    Returns None if there are no runs and the member may not print labels.
    """
    actor = request.actor
    if not actor:
        return None
    runs = list(
        lot.label_runs.exclude(state=RunState.CANCELLED).annotate_void().select_related("lot__product")
    )
    may_print = may_print_labels(actor.member, lot)
    if not runs and not may_print:
        return None
    is_open = lot.state == LotState.OPEN and lot.product.state == ProductState.LISTED
    is_recalled = Recall.objects.reaching(lot).exists()
    return {"lot": lot, "runs": _with_prints(runs), "may_print": may_print and is_open and not is_recalled}


def labels_of(user: User) -> list[dict[str, Any]]:
    """Return the runs that the member requested, or that were requested for the member, with prints and
    voids.
    """
    runs = LabelRun.objects.filter(Q(requested_by=user) | Q(on_behalf_of=user)).select_related("lot__product")
    return [
        {
            "run": run.pk,
            "product": run.content.get("product_name", ""),
            "lot": run.lot.code,
            "count": run.count,
            "paper": run.layout,
            "state": run.get_state_display(),
            "requested_at": run.requested_at,
            "prints": [
                {"first": taken.first, "last": taken.last, "reason": taken.reason, "at": taken.printed_at}
                for taken in run.prints.all()
            ],
            "voids": [
                {"first": void.first, "last": void.last, "reason": void.reason, "at": void.voided_at}
                for void in run.voids.all()
            ],
        }
        for run in runs.order_by("pk").prefetch_related("prints", "voids")
    ]


def erase_words(user: User) -> None:
    """Erase the texts of `user` from runs, prints and voids; the labels stay valid.

    - In runs of inactive households of `user`: the producer's name and the file of the sheet.
    - In these runs, the reason of each void is replaced by MAKER_GONE.
    - In all runs: the reasons for reprints by `user`.
    """
    gone = LabelRun.objects.filter(
        lot__product__producer__kind=ProducerKind.HOUSEHOLD,
        lot__product__producer__is_active=False,
        lot__product__producer__people__user=user,
    )
    for run in gone.distinct():
        sheet = run.pdf
        run.content, run.content_salt = {**run.content, "producer": ""}, None
        run.pdf = ""
        run.save(update_fields=["content", "content_salt", "pdf"])
        if sheet:
            transaction.on_commit(partial(files.remove, sheet))
    LabelPrint.objects.filter(Q(by=user, on_behalf_of=None) | Q(on_behalf_of=user)).update(
        reason="", reason_salt=None
    )
    LabelVoid.objects.filter(run__in=gone).update(reason=str(MAKER_GONE), reason_salt=None)


def _wanted_runs() -> Any:
    return LabelRun.objects.filter(lot=OuterRef("pk")).exclude(
        state__in=[RunState.FAILED, RunState.CANCELLED]
    )


def _with_prints(runs: list[LabelRun]) -> list[LabelRun]:
    """Set `print_count` of each run, for its row on a page, and return `runs`."""
    counts: dict[int, int] = {}
    for run_id in LabelPrint.objects.filter(run__in=runs).values_list("run_id", flat=True):
        counts[run_id] = counts.get(run_id, 0) + 1
    for run in runs:
        run.print_count = counts.get(run.pk, 0)  # type: ignore[attr-defined]
    return runs
