"""Read-only admin of certificates: never the code that opens a page, nor the salt."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Credential


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    list_display = ["user", "enrolment", "issued_at", "revoked_at", "revoke_reason"]
    list_select_related = ["user", "enrolment__user", "enrolment__version__course"]
    list_filter = ["revoke_reason"]
    exclude = ["code", "salt", "revoke_note"]
