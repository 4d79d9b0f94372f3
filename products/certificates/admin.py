from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from products.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "producer", "product", "state", "stars", "issued_date", "valid_until"]
    list_filter = ["kind", "state", "stars"]
    search_fields = ["number", "decision", "producer__name", "product__name"]
