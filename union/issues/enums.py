from django.db import models
from django.utils.translation import gettext_lazy as _


class Asks(models.TextChoices):
    """What an issue asks of a branch. To know is fulfilled by opening it."""

    KNOW = "know", _("Để biết")
    DO = "do", _("Để làm")
    REPORT = "report", _("Để báo cáo")


class ReceiptState(models.TextChoices):
    """How far a branch is with an issue. Being late is no state: the clock and the due day say it."""

    WAITING = "waiting", _("Chưa báo được cho ai")
    DELIVERED = "delivered", _("Đã báo")
    OPENED = "opened", _("Đã xem")
    ASSIGNED = "assigned", _("Đã giao người làm")
    DONE = "done", _("Đã làm xong")
    EXCUSED = "excused", _("Được miễn")
    CLOSED = "closed", _("Thôi, không phải làm nữa")


OPEN = (ReceiptState.WAITING, ReceiptState.DELIVERED, ReceiptState.OPENED, ReceiptState.ASSIGNED)
UNSEEN = (ReceiptState.WAITING, ReceiptState.DELIVERED)


class Means(models.TextChoices):
    """How an officer above learnt what a branch did."""

    PAPER = "paper", _("Giấy")
    PHONE = "phone", _("Điện thoại")
    MEETING = "meeting", _("Gặp trực tiếp")
