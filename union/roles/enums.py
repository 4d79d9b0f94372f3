from django.db import models
from django.utils.translation import gettext_lazy as _


class UnionRoleName(models.TextChoices):
    """Work in the Union that needs no officer's rights. Stored; never rename a value."""

    COMMUNICATOR = "communicator", _("Tuyên truyền viên")
    READER = "reader", _("Người đọc lại")
    DUTY = "duty", _("Người trực")
    REPORTER = "reporter", _("Người làm báo cáo")
