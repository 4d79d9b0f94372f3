import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.common.money import format_price
from backend.common.text import is_english
from backend.common.units import find_unit, format_quantity, label_words, number_words, unit_name
from backend.ledger.fields import SaltField
from members.models import Unit
from orders.keys import payment_choices
from orders.orders import enums as orders_enums
from orders.orders.querysets import OrderQuerySet, OrderStepQuerySet
from orders.payments.ways.base import Way
from orders.payments.ways.finding import way_of
from orders.shops import enums as shops_enums
from orders.shops.models import Offer
from products.models import Producer, Product
from products.products.at_place import is_at_place
from traceability.models import Lot

USER = settings.AUTH_USER_MODEL


class Purchase(models.Model):
    """What a buyer ordered at once: an order for each producer in the basket.

    `ref` is the unguessable part of its address.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="purchases")
    created_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of `ref`")

    class Meta:
        verbose_name = _("lần mua")
        verbose_name_plural = _("lần mua")

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y}"


class Order(models.Model):
    """What one producer sells to one buyer. The buyer pays the producer; Piêu holds no money.

    `number` identifies the order on the telephone and in a transfer. The buyer's personal data can be erased.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("số đơn"), max_length=12, unique=True)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="orders")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(
        max_length=10, choices=orders_enums.OrderState, default=orders_enums.OrderState.PLACED
    )
    channel = models.CharField(max_length=10, choices=orders_enums.Channel, default=orders_enums.Channel.PAGE)
    delivery = models.CharField(max_length=8, choices=shops_enums.Delivery)
    payment = models.CharField(max_length=12, choices=payment_choices)
    buyer_name = models.CharField(_("người mua"), max_length=80, blank=True)
    buyer_phone = models.CharField(_("điện thoại người mua"), max_length=16, blank=True)
    buyer_place = models.CharField(_("xã, phường và tỉnh"), max_length=120, blank=True)
    place_unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The unit that determined the delivery fee",
    )
    pickup_words = models.CharField(
        max_length=200,
        blank=True,
        help_text="Where and when the buyer collects the order, as the shop had it at the time",
    )
    buyer_landmark = models.CharField(_("số nhà, đường, chỗ dễ tìm"), max_length=200, blank=True)
    buyer_note = models.CharField(_("lời nhắn của người mua"), max_length=300, blank=True)
    goods = models.PositiveBigIntegerField(
        help_text="đồng; for weighed goods the maximum, until they are packed"
    )
    fee = models.PositiveBigIntegerField(default=0, help_text="đồng, for delivery")
    fee_agreed = models.BooleanField(
        default=False, help_text="The fee was agreed by phone and doesn't follow the seller's delivery areas"
    )
    taken_off = models.PositiveBigIntegerField(
        default=0, help_text="đồng, deducted for partial returns (PartReturn)"
    )
    total = models.PositiveBigIntegerField(help_text="đồng")
    phone_proven = models.BooleanField(
        default=False, help_text="Verified by a code, or the phone number of the buyer's account"
    )
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_amount = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="đồng: the total when it was paid; packing may lower the total",
    )
    hand_paid = models.PositiveBigIntegerField(
        default=0,
        help_text="đồng that the seller recorded as received; a later bank message about it is the same money",
    )
    paid_with = models.ForeignKey(
        "orders.Transfer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="paid_orders",
        help_text="The transfer, if one transfer paid several orders",
    )
    given_back = models.PositiveBigIntegerField(
        default=0, help_text="đồng that the seller refunded without a reference to a transfer or a card"
    )
    refunded_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(help_text="Until then goods are reserved for an unconfirmed order")
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was delivered, cancelled or returned"
    )
    moved_at = models.DateTimeField(default=timezone.now, help_text="When its last step happened")
    still_day = models.PositiveSmallIntegerField(
        default=0, help_text="Days after moved_at of the last reminder that the order is stalled"
    )
    salt = SaltField(help_text="Of the pin of the buyer's data")

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn hàng")
        verbose_name_plural = _("đơn hàng")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("goods") + F("fee") - F("taken_off")), name="orders_order_total_adds_up"
            ),
        ]
        indexes = [
            models.Index(fields=["producer", "state", "-created_at"], name="orders_order_of_producer"),
            models.Index(fields=["state", "answer_by"], name="orders_order_waiting"),
            models.Index(fields=["state", "moved_at"], name="orders_order_still"),
            models.Index(fields=["buyer_phone"], name="orders_order_of_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def is_at_place(self) -> bool:
        """Return True if the order contains a service, such as a night in a house.

        For a list of orders, prefetch lines__product.
        """
        return any(is_at_place(line.product, line.unit) for line in self.lines.all())

    @property
    def state_words(self) -> str:
        """Return the state's label: "Đã giao" for goods, "Đã làm xong" for a night in a house."""
        words = (
            orders_enums.STATES_AT_PLACE.get(orders_enums.OrderState(self.state))
            if self.is_at_place
            else None
        )
        return str(words or self.get_state_display())

    @property
    def paid_by_card(self) -> bool:
        """Return True if the order was paid in a way that refunds by itself, such as by card."""
        return self.way.paid(self)

    @property
    def way(self) -> Way:
        """Return the way of paying."""
        return way_of(self.payment)

    @property
    def how_to_pay(self) -> str:
        """Return the text on the buyer's page that says how to pay.

        Empty once the order is paid, cancelled or returned.
        """
        is_over = self.state in (orders_enums.OrderState.CANCELLED, orders_enums.OrderState.RETURNED)
        return "" if self.paid_at is not None or is_over else self.way.how_to_pay(self)

    @property
    def fee_words(self) -> str:
        return gettext("Phí giao đã hẹn") if self.fee_agreed else gettext("Phí giao")

    @property
    def pickup_line(self) -> str:
        """Return the place the buyer comes to: "Đến lấy: chợ phiên", for a service "Tại chỗ: Bản Áng".

        Empty for delivered goods.
        """
        if not self.pickup_words:
            return ""
        return f"{gettext('Tại chỗ') if self.is_at_place else gettext('Đến lấy')}: {self.pickup_words}"


class OrderLine(models.Model):
    """One offer in an order, as it was when it was ordered. `lot` is empty until the order is packed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="order_lines")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines")
    scanned_lot = models.ForeignKey(
        Lot,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The lot whose origin page led the buyer to the product",
    )
    name = models.CharField(max_length=120, help_text="The product's name at the time of the order")
    label = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    count = models.PositiveIntegerField(help_text="Pieces")
    quantity = models.DecimalField(
        max_digits=14,
        decimal_places=3,
        help_text="In `unit`: the ordered quantity, or the weighed one once packed",
    )
    step = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="If sold by amount: the amount of one piece, in `unit`",
    )
    price = models.PositiveBigIntegerField(help_text="đồng per piece, after the quantity discount")
    amount = models.PositiveBigIntegerField(
        help_text="đồng: price times count, or less if the goods weighed less"
    )
    ordered = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, blank=True, help_text="`quantity` before packing"
    )
    is_weighed = models.BooleanField(default=False)
    is_preorder = models.BooleanField(default=False)
    ready_date = models.DateField(
        null=True, blank=True, help_text="For a pre-order: the expected harvest date at the time of the order"
    )

    class Meta:
        verbose_name = _("dòng đơn hàng")
        verbose_name_plural = _("dòng đơn hàng")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="orders_orderline_offer_once"),
            models.CheckConstraint(
                condition=Q(count__gt=0, quantity__gt=0), name="orders_orderline_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount=F("price") * F("count"))
                | Q(is_weighed=True, amount__lt=F("price") * F("count")),
                name="orders_orderline_amount_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["product", "lot"], name="orders_orderline_held")]

    def __str__(self) -> str:
        return f"{self.count_words}, {self.shown_label}" if self.step is None else self.count_words

    @property
    def shown_name(self) -> str:
        """Return the ordered name. In English it is the product's, unless the product was renamed since."""
        if is_english() and self.product.name == self.name:
            return self.product.shown_name
        return self.name

    @property
    def shown_label(self) -> str:
        return label_words(self.label)

    @property
    def count_words(self) -> str:
        return self.words_for(self.count)

    @property
    def amount_words(self) -> str:
        """Return the amount without the goods' name: "2 × túi 500 g", "2 gói", "1,5 kg"."""
        if self.step is not None:
            return format_quantity(self.step * self.count, self.unit)
        unit = find_unit(self.label)
        if unit is not None:
            return format_quantity(self.count, unit.code)
        return f"{number_words(self.count)} × {self.shown_label}"

    def words_for(self, count: int) -> str:
        """Return the words for `count` pieces: "2 × Mận hậu", "1,5 kg Mận hậu"."""
        if self.step is None:
            return f"{number_words(count)} × {self.shown_name}"
        return f"{format_quantity(self.step * count, self.unit)} {self.shown_name}"

    @property
    def price_words(self) -> str:
        """Return the unit price as text: "45.000 đ/túi 500 g", "85.000 đ/kg"."""
        if self.step is None:
            return format_price(self.price, label_words(self.label.removeprefix("1 ")))
        return format_price(int(self.price / self.step), unit_name(self.unit))


class PackedLot(models.Model):
    """How much of a lot went into a line, in the line's unit. `OrderLine.lot` is the first of them."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="packed")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="packed_lines")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("lô của một dòng đơn hàng")
        verbose_name_plural = _("lô của các dòng đơn hàng")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "lot"], name="orders_packedlot_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_packedlot_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.lot.code}: {format_quantity(self.quantity, self.line.unit)}"


class OrderStep(models.Model):
    """Something that happened to an order: by whom, for whom, when.

    With `by_buyer` and no `by`, the buyer did it.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=orders_enums.StepKind)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_buyer = models.BooleanField(default=False)
    words = models.CharField(
        max_length=200, blank=True, help_text="Reason for a cancellation, or carrier and tracking number"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When the packing was undone")
    salt = SaltField(help_text="Of the pin of `words`")

    objects = OrderStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("bước của đơn hàng")
        verbose_name_plural = _("bước của đơn hàng")
        ordering = ["at", "id"]
        constraints = [
            # A step such as paid or packed happens once; a second tap changes nothing.
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(undone_at=None) & ~Q(kind__in=["settled", "part_back"]),
                name="orders_orderstep_once",
            )
        ]

    @property
    def kind_words(self) -> str:
        words = (
            orders_enums.STEPS_AT_PLACE.get(orders_enums.StepKind(self.kind))
            if self.order.is_at_place
            else None
        )
        return str(words or self.get_kind_display())

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()}"

    @property
    def names_carrier(self) -> bool:
        """Return True if the words of this step are the carrier and its number."""
        return self.kind == orders_enums.StepKind.SHIPPED

    @property
    def is_unpacked(self) -> bool:
        """Return True if this step packed the order and was undone by unpacking."""
        return self.undone_at is not None and self.kind == orders_enums.StepKind.PACKED

    @property
    def has_failed_refund(self) -> bool:
        """Return True if this step recorded a refund that didn't reach the card."""
        return self.undone_at is not None and self.kind == orders_enums.StepKind.REFUNDED
