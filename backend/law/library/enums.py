from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    CONSTITUTION = "constitution", _("Hiến pháp")
    CODE = "code", _("Bộ luật")
    LAW = "law", _("Luật")
    ORDINANCE = "ordinance", _("Pháp lệnh")
    RESOLUTION = "resolution", _("Nghị quyết")
    JOINT_RESOLUTION = "joint_resolution", _("Nghị quyết liên tịch")
    DECREE = "decree", _("Nghị định")
    DECISION = "decision", _("Quyết định")
    DIRECTIVE = "directive", _("Chỉ thị")
    CIRCULAR = "circular", _("Thông tư")
    JOINT_CIRCULAR = "joint_circular", _("Thông tư liên tịch")
    CONSOLIDATED = "consolidated", _("Văn bản hợp nhất")
    PLAN = "plan", _("Kế hoạch")
    STANDARD = "standard", _("Tiêu chuẩn, quy chuẩn")
    OTHER = "other", _("Văn bản")


# A document of these kinds is known by its title: "Luật Hôn nhân và gia đình". Others are known by their number.
KNOWN_BY_TITLE = (DocumentKind.CONSTITUTION, DocumentKind.CODE, DocumentKind.LAW, DocumentKind.ORDINANCE)


class DocumentState(models.TextChoices):
    """Whether its text was read, at the source and on the day that the document names."""

    NOT_SEEN = "not_seen", _("chưa thấy văn bản")
    READ = "read", _("đã đọc")


class ReadState(models.TextChoices):
    """Who has read the text of a provision, as far as Piêu knows."""

    NOT_SEEN = "not_seen", _("chưa thấy văn bản")
    READ = "read", _("đã đọc")
    LAWYER = "lawyer", _("luật sư đã đọc")


class ProvisionKind(models.TextChoices):
    PART = "part", _("Phần")
    CHAPTER = "chapter", _("Chương")
    SECTION = "section", _("Mục")
    SUBSECTION = "subsection", _("Tiểu mục")
    ARTICLE = "article", _("Điều")
    CLAUSE = "clause", _("Khoản")
    POINT = "point", pgettext_lazy("law", "Điểm")
    APPENDIX = "appendix", _("Phụ lục")


# What holds articles, the widest first.
CONTAINERS = (
    ProvisionKind.PART,
    ProvisionKind.CHAPTER,
    ProvisionKind.SECTION,
    ProvisionKind.SUBSECTION,
)

# What has a page of its own.
ARTICLES = (ProvisionKind.ARTICLE, ProvisionKind.APPENDIX)


class ChangeKind(models.TextChoices):
    AMENDS = "amends", _("sửa đổi")
    SUPPLEMENTS = "supplements", _("bổ sung")
    REPLACES = "replaces", _("thay thế")
    REPEALS = "repeals", _("bãi bỏ")
    SUSPENDS = "suspends", _("ngưng hiệu lực")
    PARTLY_IN_FORCE = "partly_in_force", _("có hiệu lực riêng")


class Standing(models.TextChoices):
    """What a provision or a document is on a day."""

    NOT_YET = "not_yet", _("chưa có hiệu lực")
    IN_FORCE = "in_force", _("đang có hiệu lực")
    SUSPENDED = "suspended", _("đang ngưng hiệu lực")
    ENDED = "ended", _("hết hiệu lực")
