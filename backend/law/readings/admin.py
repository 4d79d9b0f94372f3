"""Read-only admin of readings: officers and lawyers write on their own pages."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.law.readings.models import LawyerReading, PlainWords, Recording


@admin.register(PlainWords)
class PlainWordsAdmin(ReadOnlyAdmin):
    list_display = ["provision", "text", "written_by", "written_at", "read_by", "read_at", "replaced_at"]
    list_select_related = ["provision__document", "written_by", "read_by"]
    raw_id_fields = ["provision", "written_by", "read_by"]


@admin.register(LawyerReading)
class LawyerReadingAdmin(ReadOnlyAdmin):
    list_display = ["provision", "readable", "verdict", "read_by", "read_at", "ended_at"]
    list_filter = ["verdict"]
    list_select_related = ["provision__document", "read_by"]
    raw_id_fields = ["provision", "words", "read_by", "grant"]
    exclude = ["salt"]


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    list_display = ["provision", "readable", "language", "speaker", "added_by", "added_at", "removed_at"]
    list_filter = ["language"]
    list_select_related = ["provision__document", "added_by"]
    raw_id_fields = ["provision", "added_by"]
    exclude = ["salt"]
