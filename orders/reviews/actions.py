"""Reviews of delivered goods: written at the order's address, answered by sellers, hidden by officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.phones import has_phone
from backend.common.text import filled
from backend.ledger import row_states
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.models import User
from members.notices.actions.notices import notify
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import OrderLine, Review, ReviewReport
from orders.orders import rules as orders_rules
from orders.orders.actions.stepping import check_buyer
from orders.orders.enums import OrderState
from orders.reviews import rules as reviews_rules
from orders.reviews.watched_words import refuse_watched
from products.models import Producer, Product
from products.producers.news import officers_of, people_of
from products.search.actions import mark_cards

MAX_WORDS = 1000
MAX_REASON = 300
# A buyer may change a review in this time. Later it stays, because others have read it.
CHANGED_WITHIN = dt.timedelta(days=30)


@transaction.atomic
def write_review(
    *,
    line: OrderLine,
    stars: int,
    words: str = "",
    buyer: Actor | None = None,
    proven_phones: Collection[str] = (),
) -> Review:
    """Write a review of a line of a delivered order, or change one.

    A review can be changed within CHANGED_WITHIN, and before it is answered or hidden.
    Only a known buyer may change a review (rules.is_known_buyer; `proven_phones` as in Buyer), because an
    order's address may be passed on.

    Raises:
        OrderError: at "stars" or "words".
        NotAllowed: `rules.may_review` refuses the order, `buyer` is one of the sellers, or an unknown buyer
            changes a review.
        WrongState: the review can't be changed any more.
    """
    line = (
        OrderLine.objects.select_for_update(of=("self",))
        .select_related("order__purchase", "order__producer")
        .get(pk=line.pk)
    )
    check_buyer(buyer, line.order)
    words = _published(words, "words")
    if isinstance(stars, bool) or not isinstance(stars, int) or not 1 <= stars <= 5:
        raise OrderError(_("Bạn chọn từ 1 đến 5."), field="stars", code="stars_out_of_range")
    if not reviews_rules.may_review(line.order):
        if line.order.state == OrderState.DELIVERED and not line.order.phone_proven:
            raise NotAllowed(
                _("Đơn này đặt bằng số điện thoại chưa xác nhận nên không viết đánh giá được."),
                code="phone_unproven",
            )
        raise NotAllowed(_("Chỉ người mua đã nhận hàng viết được đánh giá."), code="not_delivered")
    review = Review.objects.filter(line=line).first()
    if review is not None:
        if (review.stars, review.words) == (stars, words):
            return review
        _check_known(line, buyer, proven_phones)
        if review.answered_at or review.hidden_at or review.created_at < timezone.now() - CHANGED_WITHIN:
            raise WrongState(_("Đánh giá này đã đăng, không sửa được nữa."), code="review_stands")
        review.stars, review.words, review.erased_at = stars, words, None
        review.save(update_fields=["stars", "words", "erased_at"])
    else:
        review = Review.objects.create(line=line, product_id=line.product_id, stars=stars, words=words)
        for person in people_of(line.order.producer):
            notify(
                user=person,
                kind="review.written",
                title=filled(
                    gettext_lazy("Người mua đánh giá %(name)s: %(stars)s/5"),
                    {"name": line.name, "stars": stars},
                ),
                url=reverse("orders:her-reviews"),
                key=f"review:{review.pk}",
            )
    refs = buyer.ledger_refs() if buyer else {"by": None, "on_behalf_of": None}
    _append_review_entry("review.written", review, {"line": line.pk, "stars": stars}, refs)
    return review


@transaction.atomic
def erase_words(
    *, line: OrderLine, buyer: Actor | None = None, proven_phones: Collection[str] = ()
) -> Review | None:
    """Delete the text of a review; the stars stay. A repeated call changes nothing.

    Raises NotAllowed for sellers, and for anyone who isn't known as the buyer.
    """
    check_buyer(buyer, line.order)
    review = Review.objects.select_for_update().filter(line=line).first()
    if review is not None and review.words:
        _check_known(line, buyer, proven_phones)
        review.words, review.erased_at, review.salt = "", timezone.now(), None
        review.save(update_fields=["words", "erased_at", "salt"])
        _append_review_entry(
            "review.erased", review, {}, buyer.ledger_refs() if buyer else {"by": None, "on_behalf_of": None}
        )
    return review


@transaction.atomic
def answer_review(*, actor: Actor, review: Review, answer: str) -> Review:
    """Record the seller's public answer, once. Raises OrderError at "answer", NotAllowed, WrongState."""
    review = _locked(review)
    if not orders_rules.may_take_order(actor.member, review.product.producer):
        raise NotAllowed(_("Chị không bán sản phẩm này."))
    answer = _published(answer, "answer")
    if not answer:
        raise OrderError(_("Chị viết câu trả lời."), field="answer", code="answer_empty")
    refuse_watched("answer", answer)
    if review.answered_at is not None:
        if review.answer == answer:
            return review
        raise WrongState(_("Đánh giá này đã được trả lời."), code="answered")
    review.answer, review.answered_at, review.answered_by = answer, timezone.now(), actor.by
    review.save(update_fields=["answer", "answered_at", "answered_by"])
    _append_review_entry("review.answered", review, {}, actor.ledger_refs())
    return review


@transaction.atomic
def report_review(*, review: Review, reason: str) -> ReviewReport:
    """Report a review with a reason; anybody may.

    Each officer gets a notice of the first report of a review only. Raises OrderError.
    """
    reason = _plain(reason, MAX_REASON, "reason")
    if not reason:
        raise OrderError(_("Xin ghi lý do."), field="reason", code="reason_empty")
    report = ReviewReport.objects.create(review=review, reason=reason)
    row_states.write_states("review.reported", [report])
    for officer in officers_of(review.product.producer):
        notify(
            user=officer,
            kind="review.reported",
            title=filled(
                gettext_lazy("Có người báo một đánh giá của %(name)s"), {"name": review.product.name}
            ),
            url=reverse("orders:reported-reviews"),
            key=f"review:{review.pk}:reported",
        )
    return report


@transaction.atomic
def hide_review(*, actor: Actor, review: Review, reason: str) -> Review:
    """Hide a review; it stays stored with the reason.

    Only officers may. Raises OrderError at "reason", NotAllowed.
    """
    review = _locked(review)
    _check_oversees(actor, review)
    reason = _plain(reason, MAX_REASON, "reason")
    if not reason:
        raise OrderError(
            _("Chị ghi lý do ẩn; người bán và người viết đọc được."), field="reason", code="reason_empty"
        )
    if review.hidden_at is None:
        review.hidden_at, review.hidden_by, review.hidden_reason = timezone.now(), actor.by, reason
        review.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _append_review_entry("review.hidden", review, {}, actor.ledger_refs())
        _close_reports(review, actor)
    return review


@transaction.atomic
def keep_review(*, actor: Actor, review: Review) -> Review:
    """Close the reports of a review, and show it again if it was hidden. Raises NotAllowed."""
    review = _locked(review)
    _check_oversees(actor, review)
    if review.hidden_at is not None:
        review.hidden_at, review.hidden_by, review.hidden_reason = None, None, ""
        review.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _append_review_entry("review.shown", review, {}, actor.ledger_refs())
    _close_reports(review, actor)
    return review


def rating_of(product: Product) -> tuple[int, float]:
    """Return the number of visible reviews of `product`, and the average of their stars."""
    return Review.objects.public().filter(product=product).rating()


def rating_of_producer(producer: Producer) -> tuple[int, float]:
    """Return the number of visible reviews of the producer's public products, and their average in stars."""
    return Review.objects.of_producer(producer).rating()


def erase_words_of(user: User) -> None:
    """Delete the texts of the user's reviews, and the answers that the user wrote."""
    own_reviews = Review.objects.filter(line__order__purchase__user=user).exclude(words="")
    row_states.erase_words(own_reviews, words="", erased_at=timezone.now())
    row_states.erase_words(Review.objects.filter(answered_by=user).exclude(answer=""), answer="")


def _plain(words: str, most: int, field: str) -> str:
    """Return `words` with normalised whitespace and without NUL characters.

    Raises OrderError at `field` above `most` characters.
    """
    words = "\n".join(" ".join(line.split()) for line in words.replace("\0", "").splitlines()).strip()
    if len(words) > most:
        raise OrderError(
            _("Dài quá %(most)s chữ. Xin viết ngắn hơn.") % {"most": most}, field=field, code="too_long"
        )
    return words


def _published(words: str, field: str) -> str:
    """Return the normalised text if it may be public.

    Raises OrderError for a telephone number, which strangers could call.
    """
    words = _plain(words, MAX_WORDS, field)
    if has_phone(words):
        raise OrderError(
            _("Lời này ai cũng đọc được, mà có số điện thoại. Xin bỏ số ra: người lạ đọc là gọi được."),
            field=field,
            code="phone_published",
        )
    return words


def _locked(review: Review) -> Review:
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related("product__producer__branch")
        .get(pk=review.pk)
    )


def _check_known(line: OrderLine, buyer: Actor | None, proven_phones: Collection[str]) -> None:
    if not orders_rules.is_known_buyer(line.order, buyer, proven_phones):
        raise NotAllowed(
            _("Sửa hay xoá đánh giá cần mã nhắn tới số trong đơn, hoặc đăng nhập tài khoản đã mua."),
            code="buyer_unproven",
        )


def _check_oversees(actor: Actor, review: Review) -> None:
    if not reviews_rules.may_hide_review(actor.member, review.product.producer):
        raise NotAllowed(_("Chỉ cán bộ Hội ẩn được đánh giá."))


def _close_reports(review: Review, actor: Actor) -> None:
    closed = list(review.reports.select_for_update().filter(closed_at=None))
    for report in closed:
        report.closed_at = timezone.now()
        report.save(update_fields=["closed_at"])
    row_states.write_states("review.report_closed", closed, payload=None, **actor.ledger_refs())


def _append_review_entry(
    kind: str, review: Review, payload: dict[str, object], refs: Mapping[str, UUID | None]
) -> None:
    payload = {**payload, **row_states.states(review)}
    append_entry(kind=kind, subject=f"review:{review.pk}", payload=payload, **refs)
    mark_cards([review.product_id])
