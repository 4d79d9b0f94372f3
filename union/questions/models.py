"""Questions of women, who has them until when, their answers, and the answers that everybody may read."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.models import Branch
from union.issues.unmarked import UnmarkedChars, UnmarkedText
from union.questions.enums import AnswerState, AskedWay, Capacity, QuestionState
from union.questions.querysets import AskedQuerySet, PublicAnswerQuerySet, UnionAnswerQuerySet

USER = settings.AUTH_USER_MODEL


class Question(models.Model):
    """A question, and which branch has it until when. Anyone with the address `ref` counts as the asker.

    asked_branch: where it came in, for the figures. elsewhere: id of a place of help to which an answer refers.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    way = models.CharField(max_length=10, choices=AskedWay, default=AskedWay.TYPED)
    text = models.TextField(_("câu hỏi"), max_length=2000, blank=True)
    topic = models.CharField(max_length=40, help_text="Id of a topic of the law library")
    voice = models.FileField(max_length=120, blank=True)
    voice_type = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    is_phone_proven = models.BooleanField(default=False)
    asker = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="Until when `branch` answers or hands on")
    answered_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="doubles"
    )
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the texts")

    objects = AskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu hỏi")
        verbose_name_plural = _("câu hỏi")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered_at__isnull=False),
                name="union_question_answered_at",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="union_question_has_time"),
            models.CheckConstraint(
                condition=Q(consent_withdrawn_at=None) | Q(consented_at__isnull=False),
                name="union_question_consent_first",
            ),
        ]
        indexes = [models.Index(fields=["branch", "state", "due_at"], name="union_question_due")]

    def __str__(self) -> str:
        return f"{self.pk} {self.asked_at:%d/%m/%Y}"

    @property
    def is_unheard(self) -> bool:
        return self.state == QuestionState.UNHEARD

    @property
    def is_waiting(self) -> bool:
        return self.state in (QuestionState.UNHEARD, QuestionState.ASKED)

    @property
    def is_answered(self) -> bool:
        return self.state == QuestionState.ANSWERED

    @property
    def is_late(self) -> bool:
        return self.state == QuestionState.ASKED and timezone.now() >= self.due_at

    @property
    def is_by_voice(self) -> bool:
        return bool(self.voice)

    @property
    def has_consent(self) -> bool:
        return self.consented_at is not None and self.consent_withdrawn_at is None


class Handover(models.Model):
    """One step of a question's way: the branch that got it, why, and until when it answers."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="handovers")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    reason = UnmarkedChars(max_length=400)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salt = SaltField(help_text="Of the pin of `reason`")

    class Meta:
        verbose_name = _("lần chuyển câu hỏi")
        verbose_name_plural = _("các lần chuyển câu hỏi")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.branch}"


class Answer(models.Model):
    """An answer, or a referral to a place of help (`place`), in one capacity. At most one of a question is open or sent."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.DRAFT)
    text = UnmarkedText(max_length=4000)
    citations = models.JSONField(default=list, blank=True, help_text="Rows of backend.law.citing.places")
    place = models.CharField(max_length=40, blank=True, help_text="Id of a place of the law library")
    capacity = models.CharField(max_length=12, choices=Capacity)
    card_number = UnmarkedChars(max_length=40, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    returned_reason = UnmarkedChars(max_length=400, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the texts")

    objects = UnionAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu trả lời")
        verbose_name_plural = _("câu trả lời")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question"], name="union_answer_once"),
            models.CheckConstraint(
                condition=Q(read_by=None) | Q(written_by=None) | ~Q(read_by=F("written_by")),
                name="union_answer_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.SENT, sent_at__isnull=False)
                | ~Q(state=AnswerState.SENT) & Q(sent_at=None),
                name="union_answer_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(capacity=Capacity.ADVISER) | ~Q(card_number=""), name="union_answer_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.get_state_display()}"

    @property
    def is_draft(self) -> bool:
        return self.state == AnswerState.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self.state == AnswerState.WAITING

    @property
    def is_sent(self) -> bool:
        return self.state == AnswerState.SENT


class PublicAnswer(models.Model):
    """A published answer, reworded so that nobody can tell who asked. Withdrawing it erases its texts.

    review_from_date: the day on which a cited provision changed; empty once the answer was checked again.
    """

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="public_answer")
    title = UnmarkedChars(max_length=160, blank=True)
    asked = UnmarkedText(max_length=1000, blank=True)
    text = UnmarkedText(max_length=4000, blank=True)
    topic = models.CharField(max_length=40)
    citations = models.JSONField(default=list, blank=True)
    place = models.CharField(max_length=40, blank=True)
    capacity = models.CharField(max_length=12, choices=Capacity)
    card_number = UnmarkedChars(max_length=40, blank=True)
    published_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()
    review_from_date = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the texts")

    objects = PublicAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("hỏi đáp công khai")
        verbose_name_plural = _("hỏi đáp công khai")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title or str(self.pk)
