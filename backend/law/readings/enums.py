from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a lawyer found of a text and of the plain words beside it."""

    RIGHT = "right", _("Đúng")
    WRONG = "wrong", _("Chưa đúng")


class ReadState(models.TextChoices):
    """Who has read the text of a provision, as far as Piêu knows."""

    NOT_SEEN = "not_seen", _("chưa thấy văn bản")
    READ = "read", _("đã đọc")
    LAWYER = "lawyer", _("luật sư đã đọc")


class SpokenLanguage(models.TextChoices):
    """Languages of recordings, by BCP 47. Thái is Tai Dam (blt), the Black Thái of Sơn La; Mông is hmn."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    THAI = "blt", _("Tiếng Thái")
    HMONG = "hmn", _("Tiếng Mông")
