"""The rules of a contest are data: every published contest we know is a choice among these."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WhoMayEnter(models.TextChoices):
    ANYONE = "anyone", _("Ai có tài khoản Piêu")
    MEMBERS = "members", _("Hội viên đã được chi hội xác nhận")


class EntriesPer(models.TextChoices):
    """In what span `entries_allowed` counts; a day is a day in Vietnam."""

    ROUND = "round", _("cả vòng")
    DAY = "day", _("mỗi ngày")
    UNLIMITED = "unlimited", _("không giới hạn")


class Counts(models.TextChoices):
    """Which of a person's entries is ranked."""

    BEST = "best", _("bài tốt nhất")
    LAST = "last", _("bài cuối cùng")
    FIRST = "first", _("bài đầu tiên")


class RankingKey(models.TextChoices):
    """What goes before what, in the order in which the round lists them."""

    RIGHT = "right", _("Nhiều câu đúng hơn")
    PREDICTION = "prediction", _("Dự đoán gần hơn")
    FAST = "fast", _("Làm bài nhanh hơn")
    EARLY = "early", _("Nộp bài sớm hơn")


class Prediction(models.TextChoices):
    NONE = "none", _("Không có câu dự đoán")
    PARTICIPANTS = "participants", _("Có bao nhiêu người dự thi?")
    ALL_RIGHT = "all_right", _("Có bao nhiêu người trả lời đúng tất cả?")
