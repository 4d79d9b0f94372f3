from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("tỉnh")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")


class BranchLevel(models.TextChoices):
    PROVINCE = "province", _("Hội cấp tỉnh")
    COMMUNE = "commune", _("Hội cấp xã")
    CHAPTER = "chapter", _("Chi hội")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    REFUSED = "refused", _("Chưa được nhận")
    LEFT = "left", _("Đã rời chi hội")
