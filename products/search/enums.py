from django.db import models
from django.utils.translation import gettext_lazy as _


class Supply(models.IntegerChoices):
    """How much of a product can still be ordered, as its card shows it."""

    UNKNOWN = 0, _("không bán trên trang")
    ENOUGH = 1, _("còn hàng")
    LOW = 2, _("còn ít")
    OUT = 3, _("hết")
