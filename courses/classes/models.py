"""Live classes: sign-ups, waiting list, attendance, materials."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from courses.authoring.models.courses import Course
from courses.classes.enums import AttendedHow, SignUpState
from courses.classes.querysets import LiveClassQuerySet
from courses.media.models import Asset
from members.branches.querysets import OwnedQuerySet
from members.models import Branch


class LiveClass(models.Model):
    """A class at a time, in a room or online.

    Only people with a place, and people who run the class, see `link`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="UID in calendars")
    title = models.CharField(_("tên lớp"), max_length=120)
    about = models.TextField(_("học gì"), max_length=2000, blank=True)
    course = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.SET_NULL, related_name="live_classes"
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="live_classes")
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="live_classes"
    )
    room = models.CharField(_("nơi học"), max_length=200, blank=True)
    link = models.URLField(_("đường dẫn vào lớp"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))
    places = models.PositiveSmallIntegerField(_("số chỗ"))
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(
        default=0, help_text="SEQUENCE of RFC 5545; increases with each change"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("vì sao huỷ"), max_length=200, blank=True)
    salt = SaltField(help_text="Of the pin of its texts")

    objects = LiveClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("lớp học")
        verbose_name_plural = _("lớp học")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="courses_liveclass_times"),
            models.CheckConstraint(condition=Q(places__gte=1), name="courses_liveclass_places"),
            models.CheckConstraint(
                condition=~Q(room="") | ~Q(link=""), name="courses_liveclass_has_a_place_to_be"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="courses_liveclass_when")]

    def __str__(self) -> str:
        return self.title


class SignUp(models.Model):
    """A member's sign-up for a class, one row through all changes; `queued_at` orders the waiting list."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="class_sign_ups"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=SignUpState)
    queued_at = models.DateTimeField(default=timezone.now)
    reminded_day_at = models.DateTimeField(null=True, blank=True)
    reminded_hours_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("đăng ký học")
        verbose_name_plural = _("đăng ký học")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["live_class", "user"], name="courses_signup_once"),
        ]
        indexes = [models.Index(fields=["live_class", "state", "queued_at"], name="courses_signup_turn")]

    def __str__(self) -> str:
        return f"{self.user}: {self.live_class}"


class Attendance(models.Model):
    """A member attended the class, with or without a sign-up."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="class_attendances"
    )
    how = models.CharField(max_length=10, choices=AttendedHow)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    attended_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dự lớp")
        verbose_name_plural = _("dự lớp")
        ordering = ["attended_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["live_class", "user"], name="courses_attendance_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.live_class}"


class ClassMaterial(models.Model):
    """A file or a link that the trainer shares with people who signed up or attended."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("tên tài liệu"), max_length=120)
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.URLField(_("đường dẫn"), max_length=300, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of title and link")

    class Meta:
        verbose_name = _("tài liệu của lớp")
        verbose_name_plural = _("tài liệu của lớp")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(asset=None) & ~Q(link="")) | (Q(asset__isnull=False) & Q(link="")),
                name="courses_classmaterial_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(models.Model):
    """Secret address under which a calendar program reads a member's classes. Whoever knows it can read them.

    A new address ends the old one. The token is stored as plain text because the member must be able to read
    it again. It gives access only to data of this database.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("lịch riêng")
        verbose_name_plural = _("lịch riêng")

    def __str__(self) -> str:
        return str(self.user)
