"""Contests: the organiser's texts, the committed paper, members' entries, and the resulting list."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.contests.enums import Counts, EntriesPer, Prediction, WhoMayEnter
from courses.contests.querysets import ContestQuerySet, ResultQuerySet, RoundQuerySet
from members.branches.querysets import OwnedQuerySet
from members.models import Branch


class Contest(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("tên cuộc thi"), max_length=160)
    rules = models.TextField(_("thể lệ"), max_length=6000, blank=True)
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="contests", verbose_name=_("cơ sở Hội tổ chức")
    )
    units = models.ManyToManyField(
        Branch,
        blank=True,
        related_name="contests_entered",
        verbose_name=_("đơn vị dự thi"),
        help_text="Includes the branches below; empty: every branch",
    )
    who = models.CharField(_("ai được thi"), max_length=10, choices=WhoMayEnter, default=WhoMayEnter.MEMBERS)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("cuộc thi")
        verbose_name_plural = _("cuộc thi")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ContestRound(models.Model):
    """One round. Its terms and questions can change until its paper is committed. Then the paper is binding.

    ranking: RankingKey values in order.
    prizes: [{"from": 1, "to": 1, "name": "Giải nhất", "amount": 500000}], amounts in đồng.
    questions: the draft, with questions in the shape of courses/quizzes/questions.py. The commitment empties
        it.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField(_("mở lúc"))
    closes_at = models.DateTimeField(_("đóng lúc"))
    questions_count = models.PositiveSmallIntegerField(
        _("số câu mỗi bài"), default=0, help_text="Number of questions drawn for each entry; 0: all"
    )
    time_limit_seconds = models.PositiveIntegerField(default=0, help_text="0: none")
    entries_allowed = models.PositiveSmallIntegerField(_("số lần thi"), default=1)
    entries_per = models.CharField(
        _("tính trong"), max_length=10, choices=EntriesPer, default=EntriesPer.ROUND
    )
    counts = models.CharField(_("bài được tính"), max_length=10, choices=Counts, default=Counts.BEST)
    ranking = models.JSONField(default=list)
    prediction = models.CharField(
        _("câu dự đoán"), max_length=20, choices=Prediction, default=Prediction.NONE
    )
    prizes = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)

    commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the question paper")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When the organiser ended the round early"
    )
    end_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the results were computed")
    published_at = models.DateTimeField(null=True, blank=True)
    participants = models.PositiveIntegerField(
        null=True, blank=True, help_text="Null until the round is closed"
    )
    entries_counted = models.PositiveIntegerField(null=True, blank=True)
    prediction_answer = models.PositiveIntegerField(null=True, blank=True)
    list_sha256 = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("vòng thi")
        verbose_name_plural = _("vòng thi")
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="courses_round_number_in_contest"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="courses_round_window"),
            models.CheckConstraint(
                condition=Q(commitment="") | Q(questions=[]), name="courses_round_paper_rules_once_committed"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(commitment="") & ~Q(list_sha256="")),
                name="courses_round_closed_has_list",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(closed_at__isnull=False),
                name="courses_round_published_is_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                name="courses_round_to_close",
                condition=Q(closed_at=None) & ~Q(commitment=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest.slug}/{self.number}"


class RoundPaper(models.Model):
    """The committed questions with their key, and the terms. The database refuses to change or delete it.

    document: canonical JSON (RFC 8785); its SHA-256 is the commitment. See courses/contests/papers.py.
    Before it is revealed, only the round's own pages read it. The valid paper is the one whose commitment the
    round has. Other papers of the round were withdrawn before it opened.
    """

    round = models.ForeignKey(ContestRound, on_delete=models.PROTECT, related_name="papers")
    document = models.TextField()
    commitment = models.CharField(max_length=64, unique=True)
    committed_at = models.DateTimeField(default=timezone.now)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("đề thi")
        verbose_name_plural = _("đề thi")

    def __str__(self) -> str:
        return f"{self.round} {self.commitment[:12]}"


class PaperWithdrawal(models.Model):
    """The public reason why a paper was withdrawn before its round opened.

    The paper and its commitment stay.
    """

    paper = models.OneToOneField(RoundPaper, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("đề đã rút")
        verbose_name_plural = _("đề đã rút")

    def __str__(self) -> str:
        return str(self.paper)


class ContestEntry(models.Model):
    """One entry of one person. Saved answers and the hand-in update it until its time is over.

    The id is random, so that nobody can count the participants. It also seeds the order of questions.
    number: counts the person's entries in the round. It is unique, so two phones can't begin one entry too
        many.
    answers: {question key: response of courses/quizzes/responses.py}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ContestRound, on_delete=models.PROTECT, related_name="entries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contest_entries", db_index=False
    )
    branch = models.ForeignKey(
        Branch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="The member's branch when the entry was started",
    )
    number = models.PositiveSmallIntegerField()
    request_key = models.CharField(
        max_length=64, blank=True, help_text="Idempotency key of the request that started the entry"
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    prediction = models.PositiveIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    is_sealed = models.BooleanField(
        default=False, help_text="Time ran out; the saved answers were submitted automatically"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bài thi")
        verbose_name_plural = _("bài thi")
        constraints = [
            models.UniqueConstraint(fields=["user", "round", "number"], name="courses_entry_number"),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="courses_entry_order"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__lte=F("due_at")),
                name="courses_entry_in_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Disqualification(models.Model):
    """Exclusion of a person from a round's ranking, with the reason.

    Never deleted. The public sees only the number of disqualified people.
    """

    round = models.ForeignKey(ContestRound, on_delete=models.PROTECT, related_name="disqualifications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    salt = models.BinaryField(max_length=32, null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("trường hợp bị loại")
        verbose_name_plural = _("trường hợp bị loại")
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="courses_disqualified_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.user}"


class RoundResult(models.Model):
    """One line of a round's ranking: a person and the one entry that counts.

    `prize` is an index in the round's `prizes`; None without a prize.
    """

    round = models.ForeignKey(ContestRound, on_delete=models.PROTECT, related_name="results", db_index=False)
    position = models.PositiveIntegerField(help_text="Unique, unlike rank")
    rank = models.PositiveIntegerField()
    entry = models.OneToOneField(ContestEntry, on_delete=models.PROTECT, related_name="result")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    right = models.PositiveSmallIntegerField()
    distance = models.PositiveIntegerField(
        null=True, help_text="Difference between the prediction and the real number"
    )
    elapsed_ms = models.PositiveBigIntegerField()
    submitted_at = models.DateTimeField()
    prize = models.PositiveSmallIntegerField(null=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng kết quả")
        verbose_name_plural = _("dòng kết quả")
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="courses_result_position")]

    def __str__(self) -> str:
        return f"{self.round} {self.rank}"
