from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import DeviceRecord


@admin.register(DeviceRecord)
class DeviceRecordAdmin(ReadOnlyAdmin):
    list_display = ["user", "device", "sequence", "kind", "happened_at", "state", "reason"]
    list_filter = ["kind", "state"]
    list_select_related = ["user"]
