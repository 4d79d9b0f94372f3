from django.db import models
from django.utils.translation import gettext_lazy as _


class YieldReason(models.TextChoices):
    """Why a product gives more than usual."""

    ADDED = "added", _("có thêm đường, muối hay thứ khác không ghi")
    MOIST = "moist", _("thành phẩm còn ẩm, còn dẻo")
    WHOLE = "whole", _("để nguyên hạt, vỏ hay xương")
    METHOD = "method", _("giống hay cách làm cho ra nhiều hơn")
