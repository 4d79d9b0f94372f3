"""The stock admin of orders, in which the Union's technical staff look things up.

It shows no buyer's name, number or place.
"""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.admin import ReadOnlyAdmin
from orders.models import (
    BankFeed,
    CardAccount,
    CardEvent,
    CardPayment,
    CardRefund,
    Offer,
    Order,
    Shop,
    Transfer,
)
from orders.payments.ways.card.actions.events import replay_event


@admin.register(Shop)
class ShopAdmin(ReadOnlyAdmin):
    list_display = ["producer", "delivers", "has_pickup", "paused_until", "changed_at"]
    list_select_related = ["producer"]
    search_fields = ["producer__name"]
    exclude = ["account", "holder"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    list_display = ["product", "label", "price", "is_open", "ready_date"]
    list_filter = ["is_open"]
    list_select_related = ["product"]
    search_fields = ["product__name", "label"]


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "producer", "state", "channel", "total", "paid_at", "created_at"]
    list_filter = ["state", "channel", "payment"]
    list_select_related = ["producer"]
    search_fields = ["number", "producer__name"]
    exclude = ["buyer_name", "buyer_phone", "buyer_place", "buyer_landmark", "buyer_note"]


@admin.register(BankFeed)
class BankFeedAdmin(ReadOnlyAdmin):
    list_display = ["producer", "form", "heard_at", "refused_at"]
    list_select_related = ["producer"]
    search_fields = ["producer__name"]
    exclude = ["ref", "sealed_secret"]


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ["number", "feed", "amount", "state", "order", "made_at"]
    list_filter = ["state"]
    list_select_related = ["feed__producer", "order"]
    search_fields = ["number", "order__number"]
    exclude = ["content", "code", "account"]


@admin.register(CardAccount)
class CardAccountAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "heard_at", "refused_at", "created_at"]
    list_select_related = ["producer"]
    exclude = ["ref", "sealed_key", "sealed_signing"]


@admin.register(CardPayment)
class CardPaymentAdmin(ReadOnlyAdmin):
    list_display = ["session", "order", "account", "amount", "state", "created_at", "paid_at"]
    list_filter = ["state"]
    list_select_related = ["order", "account__producer"]
    search_fields = ["session", "intent", "order__number"]
    exclude = ["url"]


@admin.register(CardRefund)
class CardRefundAdmin(ReadOnlyAdmin):
    list_display = ["number", "payment", "amount", "state", "problem", "asked_at"]
    list_filter = ["state"]
    list_select_related = ["payment__order"]
    search_fields = ["number", "payment__order__number"]


@admin.register(CardEvent)
class CardEventAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "account", "made_at", "received_at", "done_at", "problem"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["account__producer"]
    search_fields = ["number", "intent"]
    actions = ["replay"]

    @admin.action(description=gettext_lazy("Chạy lại tin đã nhận"))
    def replay(self, request: HttpRequest, queryset: QuerySet[CardEvent]) -> None:
        """Handle the events again, in the order in which Stripe created them.

        Earlier effects are not undone.
        """
        done = [replay_event(event) for event in queryset.order_by("made_at", "pk")]
        waiting = sum(event.done_at is None for event in done)
        messages.info(
            request,
            _("Đã chạy lại %(count)s tin, %(waiting)s tin còn vướng.")
            % {"count": len(done), "waiting": waiting},
        )
