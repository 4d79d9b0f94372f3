from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    """How far an order is. Whether it is paid is told apart (`Order.paid_at`): one pays before, another at the door."""

    PLACED = "placed", _("Mới đặt")
    CONFIRMED = "confirmed", _("Đã nhận đơn")
    PACKED = "packed", _("Đã đóng gói")
    SHIPPED = "shipped", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    CANCELLED = "cancelled", _("Đã huỷ")
    RETURNED = "returned", _("Đã trả hàng")


# The same of a service, which nobody packs or brings.
STATES_AT_PLACE = {
    OrderState.CONFIRMED: _("Đã nhận, chờ ngày hẹn"),
    OrderState.PACKED: _("Sẵn sàng đón khách"),
    OrderState.DELIVERED: _("Đã làm xong"),
    OrderState.RETURNED: _("Khách không dùng nữa"),
}

# Goods of these orders are promised or gone; of the others they are free again.
HOLDING = (
    OrderState.PLACED,
    OrderState.CONFIRMED,
    OrderState.PACKED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
)
# Goods of these are not for sale: promised, gone, or come back in a state that no record tells.
TAKING = (*HOLDING, OrderState.RETURNED)
# Nothing more is asked of the producer.
ENDED = (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.RETURNED)


class StepKind(models.TextChoices):
    """What happened to an order, a row each, by whom and when."""

    PLACED = "placed", _("Đặt hàng")
    CONFIRMED = "confirmed", _("Nhận đơn")
    PAID = "paid", _("Đã nhận tiền")
    PACKED = "packed", _("Đóng gói")
    UNPACKED = "unpacked", _("Mở gói ra")
    SHIPPED = "shipped", _("Giao đi")
    DELIVERED = "delivered", _("Giao xong")
    CANCELLED = "cancelled", _("Huỷ đơn")
    RETURNED = "returned", _("Trả hàng")
    REFUNDED = "refunded", _("Đã trả lại tiền")
    PART_BACK = "part_back", _("Trả lại một phần")
    SETTLED = "settled", _("Đã trả lại tiền thừa")


STEPS_AT_PLACE = {
    StepKind.PACKED: _("Sẵn sàng đón khách"),
    StepKind.UNPACKED: _("Sắp xếp lại"),
    StepKind.DELIVERED: _("Đã làm xong"),
    StepKind.RETURNED: _("Khách không dùng nữa"),
}


class Channel(models.TextChoices):
    PAGE = "page", _("Người mua đặt trên trang")
    TELEPHONE = "telephone", _("Gọi điện, Zalo, gặp mặt")


class Delivery(models.TextChoices):
    SHIP = "ship", _("Giao tận nơi")
    PICKUP = "pickup", _("Tự đến lấy")


class Payment(models.TextChoices):
    TRANSFER = "transfer", _("Chuyển khoản cho người bán")
    ON_DELIVERY = "on_delivery", _("Trả tiền khi nhận hàng")
    CARD = "card", _("Thẻ quốc tế (Stripe)")


class FeedForm(models.TextChoices):
    """How a bank feed proves that a message is its own (SePay's forms)."""

    API_KEY = "api_key", _("API Key: gửi kèm một khoá")
    HMAC = "hmac", _("HMAC-SHA256: ký từng tin (nên chọn)")


class TransferState(models.TextChoices):
    """What money that came into a producer's account is to her orders."""

    MATCHED = "matched", _("Đủ tiền đơn")
    PARTIAL = "partial", _("Chưa đủ")
    OVER = "over", _("Chuyển thừa")
    LATE = "late", _("Đơn đã thôi")
    DOUBLED = "doubled", _("Chuyển hai lần")
    UNMATCHED = "unmatched", _("Chưa rõ của đơn nào")
    RETURNED = "returned", _("Đã trả lại")
    SEVERAL = "several", _("Trả chung nhiều đơn")


# The seller has something to do, unless she put it aside.
TO_LOOK_AT = (
    TransferState.PARTIAL,
    TransferState.OVER,
    TransferState.LATE,
    TransferState.DOUBLED,
    TransferState.UNMATCHED,
)


class ComplaintKind(models.TextChoices):
    """What somebody wants: an answer, or that a listing goes."""

    COMPLAINT = "complaint", _("Khiếu nại")
    TAKE_DOWN = "take_down", _("Yêu cầu gỡ")


class ComplaintState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    TAKEN_DOWN = "taken_down", _("Đã gỡ")
    KEPT = "kept", _("Không gỡ")


class CardState(models.TextChoices):
    """How far a payment by card is."""

    OPENING = "opening", _("Đang mở trang thẻ")
    OPEN = "open", _("Chờ trả bằng thẻ")
    PAID = "paid", _("Đã trả bằng thẻ")
    EXPIRED = "expired", _("Hết hạn, chưa trả")


class RefundState(models.TextChoices):
    """How far money is on its way back to a card."""

    ASKED = "asked", _("Đang gửi yêu cầu")
    PENDING = "pending", _("Đang trả lại thẻ")
    SUCCEEDED = "succeeded", _("Đã trả lại thẻ")
    FAILED = "failed", _("Không trả lại được")
