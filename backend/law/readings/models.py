from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.law.library.models import Provision
from backend.law.readings.enums import SpokenLanguage, Verdict
from backend.law.readings.querysets import ReadingQuerySet, RecordingQuerySet, WordsQuerySet
from backend.ledger.fields import SaltField

if TYPE_CHECKING:
    from backend.law.readings.readables import Readable


def _of_one_thing(name: str) -> models.CheckConstraint:
    """Return the constraint that a row is about a provision or about a readable, not both."""
    return models.CheckConstraint(
        condition=Q(provision=None) & ~Q(readable="") | Q(provision__isnull=False, readable=""), name=name
    )


class PlainWords(models.Model):
    """What a provision says, in plain words. New words replace older ones, which stay."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="plain_words")
    text = models.CharField(max_length=400)
    audience = models.CharField(max_length=80, blank=True, help_text="For whom they are written")
    explains_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Hash of the text that they explain; empty if none was imported"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a second person read them")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = WordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời dễ hiểu")
        verbose_name_plural = _("lời dễ hiểu")
        ordering = ["provision", "-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision"], condition=Q(replaced_at=None), name="law_plainwords_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(read_by=None) | Q(written_by=None) | ~Q(read_by=F("written_by")),
                name="law_plainwords_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class LawyerReading(models.Model):
    """What a lawyer found of a provision and the plain words beside it, or of a readable such as a situation.

    It is about the text and words of that moment: `text_sha256` and `words`. A newer reading by the same lawyer,
    or a withdrawal, ends it.
    """

    provision = models.ForeignKey(
        Provision, null=True, blank=True, on_delete=models.PROTECT, related_name="lawyer_readings"
    )
    readable = models.CharField(max_length=120, blank=True, help_text="Such as situation:ly-hon-don-phuong")
    words = models.ForeignKey(
        PlainWords, null=True, blank=True, on_delete=models.PROTECT, related_name="lawyer_readings"
    )
    text_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of what was read; empty if the library held no text"
    )
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=400, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    grant = models.ForeignKey(
        "members.RoleGrant", on_delete=models.PROTECT, related_name="+", help_text="In which capacity"
    )
    read_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of `reason`")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần luật sư đọc")
        verbose_name_plural = _("lần luật sư đọc")
        ordering = ["-read_at"]
        constraints = [
            _of_one_thing("law_lawyerreading_of_one_thing"),
            models.UniqueConstraint(
                fields=["provision", "read_by"],
                condition=Q(ended_at=None, provision__isnull=False),
                name="law_lawyerreading_provision_once",
            ),
            models.UniqueConstraint(
                fields=["readable", "read_by"],
                condition=Q(ended_at=None) & ~Q(readable=""),
                name="law_lawyerreading_readable_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision or self.readable}: {self.get_verdict_display()}"

    @property
    def is_right(self) -> bool:
        return self.verdict == Verdict.RIGHT

    def is_of(self, text_sha256: str, words: PlainWords | None) -> bool:
        """Return whether exactly this text and these words were read."""
        read = self.words.text if self.words else ""
        return (self.text_sha256, read) == (text_sha256, words.text if words else "")


class Recording(models.Model):
    """Plain words or a readable, spoken aloud. It is about the words whose hash it names."""

    provision = models.ForeignKey(
        Provision, null=True, blank=True, on_delete=models.PROTECT, related_name="recordings"
    )
    readable = models.CharField(max_length=120, blank=True, help_text="Such as situation:ly-hon-don-phuong")
    text_sha256 = models.CharField(max_length=64, help_text="Of the words that are spoken")
    language = models.CharField(max_length=3, choices=SpokenLanguage)
    speaker = models.CharField(max_length=80, blank=True)
    first_listener = models.CharField(max_length=80, blank=True)
    second_listener = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=100, blank=True, help_text="In the media store")
    file_type = models.CharField(max_length=20)
    file_sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the three names")

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản thu âm lời luật")
        verbose_name_plural = _("bản thu âm lời luật")
        ordering = ["-added_at"]
        constraints = [
            _of_one_thing("law_recording_of_one_thing"),
            models.UniqueConstraint(
                fields=["provision", "language"],
                condition=Q(removed_at=None, provision__isnull=False),
                name="law_recording_provision_once",
            ),
            models.UniqueConstraint(
                fields=["readable", "language"],
                condition=Q(removed_at=None) & ~Q(readable=""),
                name="law_recording_readable_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision or self.readable} {self.language}"

    @property
    def address_name(self) -> str:
        """Return the file's name in its URL: part of its hash, with an ending."""
        return f"{self.file_sha256[:16]}.{self.file_name.rpartition('.')[2]}"


def about(thing: Provision | Readable) -> dict[str, object]:
    """Return the columns that say what a reading or a recording is about."""
    if isinstance(thing, Provision):
        return {"provision": thing, "readable": ""}
    return {"provision": None, "readable": thing.key}
