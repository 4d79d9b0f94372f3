from django.db import models
from django.utils.translation import gettext_lazy as _


class InspectedPart(models.TextChoices):
    """Parts of a lot's records that an inspector reads in addition to its diary, one page each."""

    PAPERS = "papers", _("Giấy tờ")
    LABELS = "labels", _("Đợt tem, sổ in, tem huỷ")
    RECALLS = "recalls", _("Thu hồi")
    VERSIONS = "versions", _("Các lần thay đổi")
    GENEALOGY = "genealogy", _("Lô nào làm từ lô nào")
    PASSPORTS = "passports", _("Hộ chiếu số")
