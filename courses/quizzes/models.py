"""Question banks, the quiz of a step, and members' answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.models.courses import Course, CourseVersion, Step
from courses.choices import question_kinds
from courses.keys import new_key
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.querysets import AttemptQuerySet, BankQuerySet, QuestionQuerySet
from courses.quizzes.words import question_words


class QuestionBank(models.Model):
    """Questions that quizzes draw from.

    A bank without a course is shared: every trainer draws from it, but only staff write it.
    """

    course = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.CASCADE, related_name="question_banks"
    )
    key = models.CharField(max_length=80, default=new_key)
    title = models.CharField(_("tên ngân hàng câu hỏi"), max_length=120)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = _("ngân hàng câu hỏi")
        verbose_name_plural = _("ngân hàng câu hỏi")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="courses_bank_key_in_course"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(course=None), name="courses_bank_key_among_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A question of a bank.

    `body`: the whole question in the shape of courses/quizzes/questions.py, including key, kind and
    citations.
    """

    bank = models.ForeignKey(QuestionBank, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=40, default=new_key, help_text="The same in every version")
    kind = models.CharField(_("loại"), max_length=20, choices=question_kinds)
    body = models.JSONField()
    citations = models.JSONField(default=list, blank=True, help_text="Citations in `body`, for the law audit")
    position = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="Not included in new versions")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu hỏi")
        verbose_name_plural = _("câu hỏi")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["bank", "key"], name="courses_question_key_in_bank")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def words(self) -> str:
        """Return the question's name in lists."""
        return question_words(self.body)


class Quiz(models.Model):
    """How a step's questions are asked.

    `bank` holds its own questions; `draws` may name other banks of the course, and shared banks.
    """

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="quiz")
    bank = models.ForeignKey(QuestionBank, on_delete=models.RESTRICT, related_name="quizzes")
    title = models.CharField(_("tên bài hỏi"), max_length=120, blank=True)
    pass_percent = models.PositiveSmallIntegerField(_("đạt từ bao nhiêu phần trăm"), default=60)
    attempts_allowed = models.PositiveSmallIntegerField(_("được làm mấy lần"), default=0)
    time_limit_seconds = models.PositiveIntegerField(_("làm trong bao nhiêu giây"), default=0)
    offline_grace_hours = models.PositiveSmallIntegerField(
        _("chờ bài làm không mạng mấy giờ"),
        default=72,
        help_text="How long after the deadline the server accepts answers that were given before it",
    )
    feedback = models.CharField(
        _("cho biết đúng sai"), max_length=10, choices=FeedbackTime, default=FeedbackTime.AFTER
    )
    shuffle = models.BooleanField(_("trộn câu hỏi"), default=False)
    draws = models.JSONField(default=list, blank=True, help_text='[{"bank": key, "count": 3}]')

    class Meta:
        verbose_name = _("bài hỏi")
        verbose_name_plural = _("bài hỏi")
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="courses_quiz_percent")
        ]

    def __str__(self) -> str:
        return self.title or str(self.step)


class Attempt(models.Model):
    """One attempt at a quiz, begun by a device that may have made its ID.

    questions: the drawn keys, in order.
    score: hundredths of a per cent (0 to 10,000). results: the same unit by question key.
    number: counts a member's attempts at this step of this version by their beginnings. Attempts beyond the
        allowed number don't count.
    Until `told_at` all fields below `finished_at` follow from the answers and the finishing moments alone, in
    any order of arrival (courses/quizzes/disclosure.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_attempts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The person who entered the answers",
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="attempts")
    lesson_key = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    questions = models.JSONField(default=list)
    recorded_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the server first showed the result to the learner"
    )
    score = models.PositiveIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    results = models.JSONField(default=dict, blank=True)
    waits_for_grade = models.BooleanField(
        default=False, help_text="Submitted, with an essay that isn't graded yet"
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần làm bài")
        verbose_name_plural = _("lần làm bài")
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=10_000), name="courses_attempt_score"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, score=None, passed=None)
                | Q(finished_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="courses_attempt_finished_is_scored",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(finished_at__isnull=False),
                name="courses_attempt_told_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None) | Q(deadline_at__gt=F("started_at")),
                name="courses_attempt_deadline_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "version", "step_key"], name="courses_attempt_of_step"),
            models.Index(
                fields=["deadline_at"], condition=Q(finished_at=None), name="courses_attempt_to_close"
            ),
            models.Index(
                fields=["finished_at"], condition=Q(waits_for_grade=True), name="courses_attempt_to_grade"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.step_key} {self.number}"


class Answer(models.Model):
    """One answer from a device. Only `counts` ever changes.

    The last answer by (given_at, device, sequence) counts. If the quiz gives feedback at once, the first
    answer that is not empty counts instead. Answers that arrived after the result was shown don't count.

    given_at: by the server's clock, or the device's clock corrected by its offset.
    sequence: counts on each device.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question_key = models.CharField(max_length=40)
    response = models.JSONField()
    given_at = models.DateTimeField()
    device = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    recorded_at = models.DateTimeField(default=timezone.now)
    counts = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("câu trả lời")
        verbose_name_plural = _("câu trả lời")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "device", "sequence"], name="courses_answer_once_a_device"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question_key"],
                condition=Q(counts=True),
                name="courses_answer_one_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_key}"


class EssayGrade(models.Model):
    """A trainer's grade for one essay answer.

    If another answer comes to count instead, it needs its own grade.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="grade")
    share = models.PositiveSmallIntegerField(help_text="Hundredths of a per cent of its points")
    remark = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    graded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("điểm bài viết")
        verbose_name_plural = _("điểm bài viết")
        constraints = [
            models.CheckConstraint(condition=Q(share__lte=10_000), name="courses_essay_grade_share")
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.share}"
