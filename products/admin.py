"""Read-only Django admin for the Union's technical staff.

Changes go through the pages, which record who did what. The few admin actions here call the same functions.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.admin import ReadOnlyAdmin
from backend.common.errors import DomainError
from members.acting import Actor
from products.listing.actions.listing import retire_product
from products.models import (
    Certificate,
    Photo,
    Producer,
    ProducerInvitation,
    Product,
    ProductChange,
    ProductDecision,
    ProductFacts,
)
from products.photos.enums import PhotoState
from products.tasks import make_photo_variants


class ReadOnlyInline(admin.TabularInline):
    """Read-only rows of history."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class DecisionInline(ReadOnlyInline):
    model = ProductDecision
    fields = ["decided_at", "state", "reasons", "by", "on_behalf_of"]


class ChangeInline(ReadOnlyInline):
    model = ProductChange
    fields = ["changed_at", "fields", "was_listed", "by", "on_behalf_of"]


class FactsInline(ReadOnlyInline):
    model = ProductFacts
    fields = ["version", "since", "withheld_at", "pin", "body"]


@admin.register(Producer)
class ProducerAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "unit", "branch", "verified_at", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "slug"]


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "producer", "state", "ocop_set", "submitted_at", "listed_at"]
    list_filter = ["state", "ocop_set", "is_packed"]
    search_fields = ["search_text", "gtin", "slug"]
    inlines = [DecisionInline, ChangeInline, FactsInline]
    actions = ["take_off"]

    @admin.action(description=gettext_lazy("Rời sàn (theo yêu cầu của cơ quan nhà nước)"))
    def take_off(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        """Take products off the list, within 24 hours of an authority's request (Law 122/2025/QH15)."""
        actor = Actor.herself(request.user)  # type: ignore[arg-type]
        for product in queryset:
            try:
                retire_product(actor=actor, product=product, reasons=_("Theo yêu cầu của cơ quan nhà nước."))
            except DomainError as error:
                messages.error(request, f"{product}: {error}")


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "producer", "product", "state", "stars", "issued_date", "valid_until"]
    list_filter = ["kind", "state", "stars"]
    search_fields = ["number", "decision", "producer__name", "product__name"]


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ["key", "state", "width", "height", "is_public", "producer", "uploaded_at"]
    list_filter = ["state", "is_public", "is_drawing"]
    actions = ["make_sizes"]

    @admin.action(description=gettext_lazy("Làm lại các cỡ ảnh còn thiếu"))
    def make_sizes(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        for photo in queryset.exclude(state=PhotoState.READY):
            make_photo_variants.enqueue(photo_id=photo.pk)


@admin.register(ProducerInvitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["producer", "role", "state", "invited_at", "expires_at"]
    list_filter = ["state"]
