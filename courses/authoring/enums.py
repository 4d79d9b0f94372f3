from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    BUSINESS = "business", _("Buôn bán trên mạng")
    LAW = "law", _("Pháp luật")
    CRAFT = "craft", _("Nghề và sản phẩm")


class Language(models.TextChoices):
    """Languages of a lesson, by BCP 47. Thái is Tai Dam (blt), the Black Thái of Sơn La; Mông is hmn."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    THAI = "blt", _("Tiếng Thái")
    HMONG = "hmn", _("Tiếng Mông")
    ENGLISH = "en", _("Tiếng Anh")


class StepKind(models.TextChoices):
    TEXT = "text", _("Chữ")
    PICTURE = "picture", _("Hình")
    AUDIO = "audio", _("Tiếng")
    VIDEO = "video", _("Phim")
    PDF = "pdf", _("Tệp PDF")
    QUIZ = "quiz", _("Câu hỏi")
    TASK = "task", _("Bài thực hành")

    @property
    def icon(self) -> str:
        return _STEP_ICONS[self]

    @property
    def is_audio(self) -> bool:
        return self is StepKind.AUDIO

    @property
    def is_video(self) -> bool:
        return self is StepKind.VIDEO

    @property
    def is_pdf(self) -> bool:
        return self is StepKind.PDF

    @property
    def is_quiz(self) -> bool:
        return self is StepKind.QUIZ

    @property
    def is_task(self) -> bool:
        return self is StepKind.TASK


_STEP_ICONS = {
    StepKind.TEXT: "type",
    StepKind.PICTURE: "image",
    StepKind.AUDIO: "headphones",
    StepKind.VIDEO: "video",
    StepKind.PDF: "file-text",
    StepKind.QUIZ: "list-checks",
    StepKind.TASK: "badge-check",
}


class AssetKind(models.TextChoices):
    PICTURE = "picture", _("Hình")
    AUDIO = "audio", _("Tiếng")
    VIDEO = "video", _("Phim")
    PDF = "pdf", _("Tệp PDF")
    CAPTIONS = "captions", _("Phụ đề")

    @property
    def is_picture(self) -> bool:
        return self is AssetKind.PICTURE

    @property
    def is_audio(self) -> bool:
        return self is AssetKind.AUDIO

    @property
    def is_video(self) -> bool:
        return self is AssetKind.VIDEO

    @property
    def icon(self) -> str:
        """Return the icon of the button that chooses a file."""
        return "camera" if self.is_picture else "upload"


class AssetState(models.TextChoices):
    UPLOADING = "uploading", _("đang tải lên")
    WAITING = "waiting", _("chờ xử lý")
    WORKING = "working", _("đang xử lý")
    READY = "ready", _("dùng được")
    FAILED = "failed", _("không dùng được")


class AudioSource(models.TextChoices):
    """Who reads a text aloud; a machine voice is marked as such wherever it is played."""

    MACHINE = "machine", _("giọng máy")
    RECORDED = "recorded", _("giọng người")
