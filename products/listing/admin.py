"""Read-only admin of products, and of what officers decided on them."""

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
from products.models import Product, ProductChange, ProductDecision, ProductFacts


class ReadOnlyInline(admin.TabularInline):
    """Read-only rows of a product's history."""

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


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "producer", "state", "ocop_set", "submitted_at", "listed_at"]
    list_filter = ["state", "ocop_set", "is_packed"]
    search_fields = ["search_text", "gtin", "slug"]
    inlines = [DecisionInline, ChangeInline, FactsInline]
    actions = ["take_off"]

    @admin.action(description=gettext_lazy("Rời sàn (theo yêu cầu của cơ quan nhà nước)"))
    def take_off(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        """Retire the selected products, at an authority's request within 24 hours (Law 122/2025/QH15)."""
        actor = Actor.of(request.user)  # type: ignore[arg-type]
        for product in queryset:
            try:
                retire_product(actor=actor, product=product, reasons=_("Theo yêu cầu của cơ quan nhà nước."))
            except DomainError as error:
                messages.error(request, f"{product}: {error}")
