"""The rules of a contest as data: every published contest that we know is a choice among these."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WhoMayEnter(models.TextChoices):
    ANYONE = "anyone", _("Ai có tài khoản Piêu")
    MEMBERS = "members", _("Hội viên đã được chi hội xác nhận")


class EntriesPer(models.TextChoices):
    """The span in which `entries_allowed` counts; a day is a day in Vietnam."""

    ROUND = "round", _("cả vòng")
    DAY = "day", _("mỗi ngày")
    UNLIMITED = "unlimited", _("không giới hạn")


class Counts(models.TextChoices):
    """Which of a person's entries is ranked."""

    BEST = "best", _("bài tốt nhất")
    LAST = "last", _("bài cuối cùng")
    FIRST = "first", _("bài đầu tiên")


class RankingKey(models.TextChoices):
    """Sort keys of the ranking; a round lists them in order of precedence."""

    RIGHT = "right", _("Nhiều câu đúng hơn")
    PREDICTION = "prediction", _("Dự đoán gần hơn")
    FAST = "fast", _("Làm bài nhanh hơn")
    EARLY = "early", _("Nộp bài sớm hơn")


class Prediction(models.TextChoices):
    NONE = "none", _("Không có câu dự đoán")
    PARTICIPANTS = "participants", _("Có bao nhiêu người dự thi?")
    ALL_RIGHT = "all_right", _("Có bao nhiêu người trả lời đúng tất cả?")
