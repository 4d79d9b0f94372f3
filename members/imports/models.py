import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.branches.models import Branch
from members.imports import enums
from members.imports.querysets import MemberImportQuerySet

USER = settings.AUTH_USER_MODEL
DRAWN_WITHIN = timedelta(hours=1)


class MemberImport(models.Model):
    """Spreadsheet of members of `branch` and the branches below: checked first, then imported in parts."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=enums.ImportState, default=enums.ImportState.CHECKED)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    dropped = models.JSONField(default=list, help_text="Headings of the columns that were not taken")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When its task last made progress")
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    cards_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When an officer last asked for the file of cards"
    )
    cards_beat_at = models.DateTimeField(
        null=True, blank=True, help_text="When the task that draws the cards last made progress"
    )
    cards_count = models.PositiveIntegerField(default=0, help_text="Cards drawn so far")
    cards_made_at = models.DateTimeField(null=True, blank=True, help_text="When the file of cards was ready")

    objects = MemberImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần đưa tệp hội viên")
        verbose_name_plural = _("lần đưa tệp hội viên")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "beat_at"], name="members_import_running")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.created_at:%d/%m/%Y}"

    @property
    def is_checked(self) -> bool:
        """Return True while the import waits for the officer to start it."""
        return self.state == enums.ImportState.CHECKED

    @property
    def is_working(self) -> bool:
        return self.state in (enums.ImportState.RUNNING, enums.ImportState.UNDOING)

    @property
    def is_undoing(self) -> bool:
        return self.state == enums.ImportState.UNDOING

    @property
    def is_done(self) -> bool:
        return self.state == enums.ImportState.DONE

    @property
    def is_undone(self) -> bool:
        return self.state == enums.ImportState.UNDONE

    @property
    def is_drawing_cards(self) -> bool:
        """Return True while a task draws the file of cards. After an hour without a file, one can ask again."""
        asked = self.cards_asked_at
        return asked is not None and self.cards_made_at is None and timezone.now() < asked + DRAWN_WITHIN

    @property
    def has_cards(self) -> bool:
        return self.cards_made_at is not None

    @property
    def takes_decisions(self) -> bool:
        """Return True if doubles can be decided, and rows started."""
        return self.state in (enums.ImportState.CHECKED, enums.ImportState.DONE, enums.ImportState.FAILED)


class MemberImportRow(models.Model):
    """One row of an imported spreadsheet.

    full_name, birth_year, phone: emptied once an account has them.
    branch, chapter: where the person belongs; `chapter` names a chapter of `branch` that is yet to be made.
    candidates: ids of members who may be this person, the likeliest first. twin_line: an earlier row of the file
        that may be. is_elsewhere: an account out of the officer's sight has the number.
    fills: the columns of the account that were empty and get the row's value.
    errors: {cell: [heading, message]}. notes: messages about what was not done.
    user: the account made, or the member that it is.
    """

    run = models.ForeignKey(MemberImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Row number in the spreadsheet")
    state = models.CharField(max_length=8, choices=enums.RowState)
    full_name = models.CharField(max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    branch = models.ForeignKey(Branch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    chapter = models.CharField(max_length=120, blank=True)
    candidates = models.JSONField(default=list)
    twin_line = models.PositiveIntegerField(null=True, blank=True)
    is_elsewhere = models.BooleanField(default=False)
    decision = models.CharField(max_length=5, blank=True, choices=enums.Decision, default=enums.Decision.NONE)
    fills = models.JSONField(default=list)
    errors = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("dòng của tệp hội viên")
        verbose_name_plural = _("dòng của tệp hội viên")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="members_importrow_line")]
        indexes = [models.Index(fields=["run", "state", "line"], name="members_importrow_state")]

    def __str__(self) -> str:
        return f"{self.line}: {self.full_name}"

    @property
    def name(self) -> str:
        """Return the person's name: the row's, or that of the account that has it now."""
        return self.full_name or (str(self.user) if self.links_to_member else "")

    @property
    def links_to_member(self) -> bool:
        return self.user is not None and self.user.erased_at is None
