"""What a trainer writes (Course, Module, Lesson, Step, StepText) and what members read (CourseVersion).

A course is edited as rows and published as one frozen document. Lessons, packs, offline copies and
certificates all use a version's `content`, so what a member finished never changes.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.enums import AudioSource, Language, StepKind, Topic
from courses.authoring.querysets import AuthoredQuerySet, CourseQuerySet
from courses.keys import new_key
from courses.media.models import Asset


class Course(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("tên khoá học"), max_length=120)
    summary = models.TextField(_("học xong làm được gì"), max_length=600, blank=True)
    topic = models.CharField(_("chủ đề"), max_length=10, choices=Topic, default=Topic.BUSINESS)
    translations = models.JSONField(
        default=dict, blank=True, help_text='By language: {"en": {"title": "...", "summary": "..."}}'
    )
    cover = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="opens")
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="authored_courses")
    note = models.CharField(
        _("điều người học cần biết"),
        max_length=300,
        blank=True,
        help_text="Shown on every lesson, for example that no lawyer has confirmed the rules yet",
    )
    is_builtin = models.BooleanField(default=False, help_text="Built in (courses/content)")
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoá học")
        verbose_name_plural = _("khoá học")
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="modules")
    key = models.CharField(max_length=40, default=new_key, help_text="The same in every version")
    title = models.CharField(_("tên phần"), max_length=120)
    translations = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AuthoredQuerySet.as_manager()

    class Meta:
        verbose_name = _("phần của khoá học")
        verbose_name_plural = _("phần của khoá học")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="courses_module_key_in_course")]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="lessons")
    key = models.CharField(
        max_length=40, default=new_key, help_text="The same in every version; part of the lesson's URL"
    )
    title = models.CharField(_("tên bài"), max_length=120)
    translations = models.JSONField(default=dict, blank=True)
    minutes = models.PositiveSmallIntegerField(_("số phút"), default=5)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AuthoredQuerySet.as_manager()

    class Meta:
        verbose_name = _("bài học")
        verbose_name_plural = _("bài học")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["module", "key"], name="courses_lesson_key_in_module")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One screen of a lesson: a picture, a play button, three short sentences, one action.

    settings: {"kind": OutcomeKind, "count": number of results} of a practice task, else {}.
    citations: [{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": "2026-11-24"}].
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40, default=new_key, help_text="The same in every version")
    kind = models.CharField(_("loại"), max_length=10, choices=StepKind)
    picture = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    media = models.ForeignKey(
        Asset,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The file of an audio, video or PDF step",
    )
    captions = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict, blank=True)
    citations = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AuthoredQuerySet.as_manager()

    class Meta:
        verbose_name = _("bước của bài")
        verbose_name_plural = _("bước của bài")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["lesson", "key"], name="courses_step_key_in_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson} {self.key}"

    @property
    def is_quiz(self) -> bool:
        return self.kind == StepKind.QUIZ

    @property
    def is_video(self) -> bool:
        return self.kind == StepKind.VIDEO


class StepText(models.Model):
    """The texts of a step in one language, and their voice.

    `audio_text_hash` is courses.media.speech.text_hash of the words that `audio` reads. A voice with another
    hash than the texts is outdated and marked as such.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=Language, default=Language.VIETNAMESE)
    title = models.CharField(_("đầu đề"), max_length=120, blank=True)
    text = models.TextField(_("lời"), blank=True, help_text="Markdown")
    picture_alt = models.CharField(_("hình vẽ gì"), max_length=200, blank=True)
    audio = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audio_source = models.CharField(max_length=10, choices=AudioSource, blank=True)
    audio_text_hash = models.CharField(max_length=64, blank=True)

    objects = AuthoredQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời của bước")
        verbose_name_plural = _("lời của bước")
        constraints = [
            models.UniqueConstraint(fields=["step", "language"], name="courses_steptext_once_a_language"),
            models.CheckConstraint(
                condition=Q(audio=None) | ~Q(audio_text_hash=""), name="courses_steptext_audio_is_bound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.language}"


class CourseVersion(models.Model):
    """One published state of a course; never changed.

    courses/authoring/content_shape.py has the shape of `content`.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    keys = models.JSONField(
        default=dict,
        help_text="Answer keys, by step key, of quizzes that don't show them after each answer; never sent to a phone",
    )
    content_sha256 = models.CharField(
        max_length=64, help_text="Hash of the content as canonical JSON (RFC 8785)"
    )
    minutes = models.PositiveSmallIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0, help_text="Size of its media in the smallest variants")
    note = models.CharField(_("có gì mới"), max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("phiên bản khoá học")
        verbose_name_plural = _("phiên bản khoá học")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_version_number_in_course")
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"
