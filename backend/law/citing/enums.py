from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Why a citation has to be looked at again."""

    UNKNOWN = "unknown", _("thư viện luật chưa có điều này")
    NOT_READ = "not_read", _("chưa thấy văn bản")
    NOT_YET = "not_yet", _("chưa có hiệu lực")
    SUSPENDED = "suspended", _("đang ngưng hiệu lực")
    ENDED = "ended", _("hết hiệu lực")
    CHANGED = "changed", _("đã đổi")


# Faults of the law itself. The others are gaps in the library, which an import closes.
MOVED = (Fault.NOT_YET, Fault.SUSPENDED, Fault.ENDED, Fault.CHANGED)
