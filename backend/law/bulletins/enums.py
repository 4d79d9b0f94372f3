from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    """What one version of a bulletin is: only a published or withdrawn one is public."""

    DRAFT = "draft", _("đang soạn")
    WAITING = "waiting", _("chờ người thứ hai đọc")
    PUBLISHED = "published", _("đã đăng")
    WITHDRAWN = "withdrawn", _("đã rút")
    REPLACED = "replaced", _("đã có bản mới hơn")


OPEN = (VersionState.DRAFT, VersionState.WAITING)
PUBLIC = (VersionState.PUBLISHED, VersionState.WITHDRAWN)
