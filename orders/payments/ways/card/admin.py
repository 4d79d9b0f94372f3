from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.admin import ReadOnlyAdmin
from backend.common.submitting import refuse_in_message
from orders.payments.ways.card.actions.events import replay_event
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund


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

        Earlier effects are not undone. An event that differs from the ledger is refused.
        """
        done = []
        for event in queryset.order_by("made_at", "pk"):
            with refuse_in_message(request):
                done.append(replay_event(event))
        waiting = sum(event.done_at is None for event in done)
        messages.info(
            request,
            _("Đã chạy lại %(count)s tin, %(waiting)s tin còn vướng.")
            % {"count": len(done), "waiting": waiting},
        )
