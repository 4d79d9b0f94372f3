"""Forms of the diary. Fields are prefilled wherever possible: a harvest needs a number and a tap."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, Max, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import DateError, parse_vi_date
from backend.common.errors import DomainError
from backend.common.units import UNIT_CHOICES, UNITS, format_quantity, parse_quantity
from members.acting import Actor
from members.models import User
from products.models import Photo, Product
from products.producers.actions.overseeing import lacks_commune
from products.producers.actions.producers import update_producer
from products.producers.inputs import UnitField
from products.producers.rules import may_change_producer
from products.products.distinctions import distinct_names, pictured
from traceability.diary.actions import moment_of, received_lots, record_work
from traceability.diary.forms.lot_words import lot_words, received_words
from traceability.epcis.sensors import MEASURES
from traceability.events.actions import MAX_NOTE, MAX_PERSON, ZONE_OFFSET, LotPart
from traceability.events.actions.stock import Stock
from traceability.events.enums import DIARY_KINDS, EventKind, EventSource
from traceability.lots.enums import LotRole, LotState
from traceability.models import Event, Lot

NEW_LOT = "new"
# Kinds of work with measurements; the form of the others has no such fields.
MEASURED = (EventKind.PROCESSING, EventKind.PACKING, EventKind.SHIPPING)
UNUSUAL = 10  # multiple of the product's largest lot above which the form asks for confirmation
MANY_PRODUCTS = 12  # above this number, show a select list instead of tiles


@dataclass(frozen=True, slots=True)
class PhoneClock:
    """The phone's clock, if the outbox reports it; without both moments, both are None.

    created: when the member wrote the form.
    sent: when the phone sent it.
    """

    created: dt.datetime | None = None
    sent: dt.datetime | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> PhoneClock:
        created = _aware(request.headers.get("X-Entry-Created", ""))
        sent = _aware(request.headers.get("X-Device-Time", ""))
        # Only the pair is useful: two readings of one clock.
        return cls(created, sent) if created and sent else cls()

    @property
    def zone_offset(self) -> str:
        return self.created.isoformat()[-6:] if self.created else ZONE_OFFSET


def _aware(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or not 1900 < moment.year < 2200:
        return None
    # No real zone has a larger offset, and PostgreSQL can't parse an offset of sixteen hours.
    ahead = moment.utcoffset()
    return moment if ahead is not None and abs(ahead) <= dt.timedelta(hours=14) else None


REST_WORDS = gettext_lazy("Để trống là dùng hết %(left)s còn lại của lô.")
UNUSUAL_WORDS = gettext_lazy(
    "Nhiều hơn hẳn mọi lần trước. Đúng vậy thì chị bấm Lưu lần nữa, không thì chị sửa số."
)


class RecordForm(forms.Form):
    """A form to record one step of one of the member's products. `member` owns the diary."""

    member = forms.CharField(widget=forms.HiddenInput, required=False)
    # the unusual quantity that the member confirmed
    sure = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    kind = forms.ChoiceField(
        label=gettext_lazy("Việc đã làm"),
        choices=[(kind.value, kind.label) for kind in DIARY_KINDS],
        initial=EventKind.HARVESTING,
    )
    product = forms.TypedChoiceField(
        label=gettext_lazy("Sản phẩm"),
        error_messages={
            "required": gettext_lazy("Chị chọn sản phẩm."),
            "invalid_choice": gettext_lazy("Sản phẩm này không phải của chị, hoặc đã ngừng bán."),
        },
    )
    commune = UnitField(label=gettext_lazy("Hàng làm ở xã, phường nào"), required=False)
    quantity = forms.CharField(
        label=gettext_lazy("Số lượng"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "enterkeyhint": "done"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("Ngày làm"),
        choices=[
            ("today", gettext_lazy("Hôm nay")),
            ("yesterday", gettext_lazy("Hôm qua")),
            ("other", gettext_lazy("Ngày khác")),
        ],
        initial="today",
        required=False,
        widget=forms.RadioSelect,
    )
    date = forms.CharField(
        label=gettext_lazy("Ngày khác là ngày nào"),
        required=False,
        max_length=20,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Chỉ điền khi chọn “Ngày khác”."),
    )
    lot = forms.ChoiceField(
        label=gettext_lazy("Lô hàng"),
        required=False,
        help_text=gettext_lazy(
            "Hàng mới hái thì để Piêu tự xếp. Chọn một lô đã khai số lượng thì chỉ thêm ngày hái, số ấy giữ nguyên."
        ),
    )
    input_lot = forms.ChoiceField(
        label=gettext_lazy("Làm từ lô nào"),
        required=False,
        help_text=gettext_lazy("Nguyên liệu đem chế biến. Không rõ thì để trống."),
    )
    input_quantity = forms.CharField(
        label=gettext_lazy("Dùng bao nhiêu nguyên liệu"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Để trống là dùng hết chỗ còn lại của lô."),
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ví dụ: Hái vườn trên, trời nắng."),
    )
    person = forms.CharField(
        label=gettext_lazy("Ai làm"),
        required=False,
        max_length=MAX_PERSON,
        help_text=gettext_lazy("Chỉ chị và cán bộ Hội thấy tên này."),
    )
    temperature, moisture, humidity, hours = (
        forms.CharField(
            label=MEASURES[code].label,
            required=False,
            max_length=10,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        for code in MEASURES
    )
    photo = forms.FileField(
        label=gettext_lazy("Ảnh"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-shrink": True}),
    )

    def __init__(self, *args: Any, member: User, may_ask: bool = True, **kwargs: Any) -> None:
        """Create the form.

        With `may_ask` False it accepts an unusual quantity without asking for confirmation. Then the user
        can't answer: the phone asked already, or the form is from an older stored page.
        """
        super().__init__(*args, **kwargs)
        self.owner, self.may_ask = member, may_ask
        self.products = list(
            Product.objects.run_by(member)
            .exclude(state="retired")
            # A draft gets its first lot with the quantity, its last field; a draft without one is incomplete.
            .exclude(~Exists(Lot.objects.filter(product=OuterRef("pk"))), state="draft")
            .select_related("producer__unit")
            .prefetch_related("photo_links__photo")
            .order_by("-pk")
        )
        self.names = distinct_names(self.products)
        self.lots: list[Any] = list(  # each with `is_recalled`
            Lot.objects.filter(product__in=self.products, state=LotState.OPEN)
            .select_related("product__producer")
            .annotate_recalls()
            .order_by("-created_at", "-pk")
        )
        by_pk = {str(p.pk): p for p in self.products}
        fields: dict[str, Any] = self.fields
        product = fields["product"]
        product.coerce = by_pk.__getitem__
        if len(self.products) == 1:
            product.widget = forms.HiddenInput()
            product.initial = str(self.products[0].pk)
        elif len(self.products) <= MANY_PRODUCTS:
            product.widget = forms.RadioSelect()
        has_tiles = 1 < len(self.products) <= MANY_PRODUCTS
        product.choices = [
            (pk, pictured(p, self.names[p.pk]) if has_tiles else self.names[p.pk]) for pk, p in by_pk.items()
        ]
        self.unplaced = {
            str(p.pk)
            for p in self.products
            if lacks_commune(p.producer) and may_change_producer(member, p.producer)
        }
        if not self.unplaced:
            del fields["commune"]
        elif len(self.unplaced) == len(self.products):
            fields["commune"].widget.attrs["required"] = True
        fields["unit"].choices = UNIT_CHOICES
        fields["member"].initial = str(member.ref)
        stock = Stock({lot.pk: lot for lot in self.lots})
        lot_choices = [
            (
                str(lot.pk),
                lot_words(
                    lot, stock.remaining_for(lot, None), lot.is_recalled, self.names.get(lot.product_id, "")
                ),
            )
            for lot in self.lots
        ]
        fields["lot"].choices = [
            ("", _("Piêu tự xếp")),
            (NEW_LOT, _("Mở lô mới")),
            *lot_choices,
        ]
        received = received_lots(member)
        self.received = [lot for lot, _left in received]
        self.left = {str(lot.pk): stock.remaining_for(lot, None) for lot in self.lots} | {
            str(lot.pk): left for lot, left in received
        }
        fields["input_quantity"].help_text = self._rest_words()
        fields["input_lot"].choices = [
            ("", _("Không ghi")),
            *lot_choices,
            *((str(lot.pk), received_words(lot, left)) for lot, left in received),
        ]

    def _rest_words(self) -> str:
        """Return the help text of the ingredient's quantity, with the remaining amount if a lot is chosen.

        The page's script shows the same text when the member chooses the lot.
        """
        pk = self["input_lot"].value()
        lot = next((one for one in [*self.lots, *self.received] if str(one.pk) == pk), None)
        if lot is None or not self.left[str(lot.pk)]:
            return str(self.fields["input_quantity"].help_text)
        return str(REST_WORDS) % {"left": format_quantity(self.left[str(lot.pk)], lot.unit)}

    @cached_property
    def usual(self) -> dict[str, dict[str, Decimal]]:
        """Return {product id: {unit: amount above which a quantity may be a typing error}}.

        The amount is UNUSUAL times that of the product's largest lot.
        """
        found: dict[str, dict[str, Decimal]] = {}
        largest = Lot.objects.filter(product__in=self.products).values_list("product_id", "unit")
        for product, unit, most in largest.order_by("product_id", "unit").annotate(most=Max("quantity")):
            limits = found.setdefault(str(product), {})
            for code, amount in _in_units(most * UNUSUAL, unit):
                limits[code] = max(amount, limits.get(code, amount))
        return found

    def is_unusual(self) -> bool:
        """Return whether a harvest is far above the product's largest lot: most likely a zero too many."""
        data = self.cleaned_data
        quantity, product = data.get("quantity"), data.get("product")
        if data.get("kind") != EventKind.HARVESTING or quantity is None or product is None:
            return False
        limit = self.usual.get(str(product.pk), {}).get(data.get("unit") or product.unit or "kg")
        return limit is not None and quantity > limit

    def clean_quantity(self) -> Any:
        return self._number("quantity")

    def clean_input_quantity(self) -> Any:
        return self._number("input_quantity")

    def _number(self, name: str) -> Any:
        raw = self.cleaned_data[name].strip()
        if not raw:
            return None
        try:
            return parse_quantity(raw)
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("member") and cleaned["member"] != str(self.owner.ref):
            raise forms.ValidationError(
                _("Việc này được ghi cho một chị khác. Mở đúng người ấy rồi gửi lại."), code="other_member"
            )
        if cleaned.get("when") == "other":
            try:
                cleaned["day"] = parse_vi_date(cleaned.get("date", ""))
            except DateError as error:
                self.add_error("date", str(error.message))
        is_unweighed = cleaned.get("kind") == EventKind.HARVESTING and cleaned.get("quantity") is None
        if is_unweighed and "quantity" not in self.errors:
            self.add_error("quantity", _("Chị viết số lượng, ví dụ 20 hoặc 1,5."))
        self.was_unusual = self.is_unusual()  # before this entry's own lot counts
        if self.was_unusual and self.may_ask and self.data.get("sure", "") != self.data.get("quantity", ""):
            self.add_error("quantity", str(UNUSUAL_WORDS))
            self.data = dict(self.data.items()) | {"sure": self.data["quantity"]}
        product = cleaned.get("product")
        lacks_commune = product and str(product.pk) in self.unplaced and not cleaned.get("commune")
        # Accept an entry from a stored page that was made before the form had this field.
        if lacks_commune and "commune" in self.data and "commune" not in self.errors:
            self.add_error("commune", _("Chị chọn xã, phường nơi làm ra hàng."))
        return cleaned

    def save(
        self, *, actor: Actor, event_id: uuid.UUID, clock: PhoneClock, photo: Photo | None = None
    ) -> Event:
        """Record the event of a valid form; first store the producer's commune if the form asked for it.

        Raises DomainError.
        """
        data = self.cleaned_data
        product = data["product"]
        if data.get("commune") and str(product.pk) in self.unplaced:
            product.producer = update_producer(
                actor=actor, producer=product.producer, changes={"unit": data["commune"]}
            )
            self.lots = list(
                Lot.objects.filter(pk__in=[lot.pk for lot in self.lots]).select_related("product__producer")
            )
        by_pk = {str(lot.pk): lot for lot in [*self.received, *self.lots]}
        device_time, flag_future = None, False
        if data.get("when") == "other":
            event_time = moment_of(data["day"])
        else:
            event_time = clock.created or timezone.now()
            device_time, flag_future = clock.sent, clock.sent is not None
            if data.get("when") == "yesterday":
                event_time -= dt.timedelta(days=1)
        inputs = []
        if data["kind"] == EventKind.PROCESSING and data.get("input_lot"):
            source = by_pk[data["input_lot"]]
            amount = data.get("input_quantity")
            inputs.append(LotPart(source, LotRole.INPUT, amount, source.unit if amount is not None else ""))
        return record_work(
            actor=actor,
            kind=data["kind"],
            product=product,
            event_time=event_time,
            quantity=data["quantity"],
            unit=data.get("unit") or "",
            lot=next((lot for lot in self.lots if str(lot.pk) == data.get("lot")), None),
            new_lot=data.get("lot") == NEW_LOT,
            inputs=inputs,
            event_id=event_id,
            note=data["note"],
            person=data["person"],
            measured={code: data[code] for code in MEASURES if data["kind"] in MEASURED},
            photo=photo,
            zone_offset=clock.zone_offset if device_time else ZONE_OFFSET,
            device_time=device_time,
            flag_future=flag_future,
            source=EventSource.PAGE,
        )

    def choices_for_script(self) -> dict[str, Any]:
        """Return the data with which the page's script shows only choices that fit.

        These are the unit and unusual amounts of each product, and the product and remaining amount of each
        lot. The texts that the script shows are included.
        """
        return {
            "products": {
                str(p.pk): {
                    "unit": p.unit or "kg",
                    "name": self.names[p.pk],
                    "unplaced": str(p.pk) in self.unplaced,
                    "unusual": {unit: float(most) for unit, most in self.usual.get(str(p.pk), {}).items()},
                }
                for p in self.products
            },
            "lots": {str(lot.pk): str(lot.product_id) for lot in self.lots},
            "left": {
                str(lot.pk): format_quantity(self.left[str(lot.pk)], lot.unit)
                for lot in [*self.lots, *self.received]
                if self.left[str(lot.pk)]
            },
            "says": {
                "rest": str(REST_WORDS) % {"left": "{left}"},
                "all": str(type(self).base_fields["input_quantity"].help_text),
                "product": str(self.fields["product"].error_messages["required"]),
                "quantity": _("Chị viết số lượng, ví dụ 20 hoặc 1,5."),
                "unusual": str(UNUSUAL_WORDS),
                "commune": _("Chị chọn xã, phường nơi làm ra hàng."),
                "date": _("Chị chọn ngày đã làm."),
            },
        }


def _in_units(amount: Decimal, unit: str) -> Iterator[tuple[str, Decimal]]:
    """Yield `amount` in its own unit and in all units of the same quantity."""
    yield unit, amount
    own = UNITS.get(unit)
    if own is not None and own.to_base is not None:
        for other in UNITS.values():
            if other.kind == own.kind and other.to_base is not None and other.code != unit:
                yield other.code, amount * own.to_base / other.to_base
