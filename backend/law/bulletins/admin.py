"""Read-only admin of bulletins: actions write. Who follows which topic is nobody's business."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from backend.law.bulletins.models import Bulletin, BulletinVersion


@admin.register(Bulletin)
class BulletinAdmin(ReadOnlyAdmin):
    list_display = ["slug", "document", "topic", "started_at"]
    list_filter = ["topic"]
    list_select_related = ["document"]
    raw_id_fields = ["document"]


@admin.register(BulletinVersion)
class BulletinVersionAdmin(ReadOnlyAdmin):
    list_display = ["bulletin", "number", "state", "title", "from_date", "published_at", "withdrawn_at"]
    list_filter = ["state"]
    list_select_related = ["bulletin"]
    raw_id_fields = ["bulletin", "written_by", "read_by", "withdrawn_by"]
    search_fields = ["title"]
