from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderState(models.TextChoices):
    """The state of an order. Payment is separate (`Order.paid_at`), because it may come first or last."""

    PLACED = "placed", _("Mới đặt")
    CONFIRMED = "confirmed", _("Đã nhận đơn")
    PACKED = "packed", _("Đã đóng gói")
    SHIPPED = "shipped", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    CANCELLED = "cancelled", _("Đã huỷ")
    RETURNED = "returned", _("Đã trả hàng")


# Labels of the same states for a service, which nobody packs or delivers.
STATES_AT_PLACE = {
    OrderState.CONFIRMED: _("Đã nhận, chờ ngày hẹn"),
    OrderState.PACKED: _("Sẵn sàng đón khách"),
    OrderState.DELIVERED: _("Đã làm xong"),
    OrderState.RETURNED: _("Khách không dùng nữa"),
}


# States whose goods are promised to the buyer, or gone.
HOLDING = (
    OrderState.PLACED,
    OrderState.CONFIRMED,
    OrderState.PACKED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
)


# States whose goods are not for sale: promised, gone, or returned in an unknown condition.
TAKING = (*HOLDING, OrderState.RETURNED)


# States in which the producer has nothing more to do.
ENDED = (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.RETURNED)


class StepKind(models.TextChoices):
    """The kind of an order step. Buttons have the same Vietnamese words; in English a step is past: "Placed"."""

    PLACED = "placed", pgettext_lazy("order step", "Đặt hàng")
    CONFIRMED = "confirmed", pgettext_lazy("order step", "Nhận đơn")
    PAID = "paid", _("Đã nhận tiền")
    PACKED = "packed", pgettext_lazy("order step", "Đóng gói")
    UNPACKED = "unpacked", pgettext_lazy("order step", "Mở gói ra")
    SHIPPED = "shipped", pgettext_lazy("order step", "Giao đi")
    DELIVERED = "delivered", _("Giao xong")
    CANCELLED = "cancelled", pgettext_lazy("order step", "Huỷ đơn")
    RETURNED = "returned", pgettext_lazy("order step", "Trả hàng")
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
