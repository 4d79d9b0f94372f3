from __future__ import annotations

from django.conf import settings
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.common.money import format_price
from backend.common.units import UNITS, format_quantity, label_words, number_words, unit_name
from backend.ledger.fields import SaltField
from members.models import Unit
from orders.shops.querysets import OfferQuerySet, ShopQuerySet
from products.models import Producer, Product
from products.products.at_place import is_at_place

USER = settings.AUTH_USER_MODEL
# Units in which an amount below one is written, a thousandth each.
SMALLER = {"kg": "g", "l": "ml"}


class Shop(models.Model):
    """How a producer sells: its own bank account, how goods reach the buyer, and when it pauses."""

    producer = models.OneToOneField(Producer, on_delete=models.CASCADE, related_name="shop")
    bank = models.CharField(
        _("ngân hàng"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}$", _("Mã ngân hàng có sáu chữ số."))],
        help_text="BIN, six digits",
    )
    account = models.CharField(
        _("số tài khoản"),
        max_length=19,
        blank=True,
        validators=[MinLengthValidator(1), RegexValidator(r"^[A-Za-z0-9]+$", _("Chỉ gồm chữ và số."))],
    )
    holder = models.CharField(_("tên chủ tài khoản"), max_length=60, blank=True)
    delivers = models.BooleanField(_("giao tận nơi"), default=True)
    delivery_words = models.CharField(_("giao đến đâu, bằng gì"), max_length=200, blank=True)
    delivery_fee = models.PositiveBigIntegerField(_("phí giao (đồng)"), default=0)
    free_from = models.PositiveBigIntegerField(_("miễn phí giao từ (đồng)"), null=True, blank=True)
    delivery_days = models.PositiveSmallIntegerField(
        _("khoảng mấy ngày"),
        null=True,
        blank=True,
        help_text="To places without an area, as the seller estimates; null: not stated",
    )
    delivers_elsewhere = models.BooleanField(
        _("nơi khác cũng giao"),
        default=True,
        help_text="Also deliver to places without a delivery area, for `delivery_fee`",
    )
    delivery_answered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the seller first decided where goods go and for what fee. Before, nothing can be ordered",
    )
    takes_cash = models.BooleanField(
        _("nhận tiền mặt"), default=True, help_text="Buyers may pay on delivery, or at pickup"
    )
    has_pickup = models.BooleanField(_("có chỗ đến lấy"), default=False)
    pickup_words = models.CharField(
        _("lấy hàng ở đâu, lúc nào"), max_length=600, blank=True, help_text="One place per line"
    )
    paused_until = models.DateField(
        _("tạm nghỉ đến hết ngày"), null=True, blank=True, help_text="The last day of the pause"
    )
    stopped_from = models.DateTimeField(
        null=True, blank=True, help_text="Start of a stop of sales by staff (SalesStop)"
    )
    changed_at = models.DateTimeField(auto_now=True)
    salt = SaltField(help_text="Of the pin of the account and the pickup places")

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("cách bán hàng")
        verbose_name_plural = _("cách bán hàng")
        constraints = [
            models.CheckConstraint(
                condition=(Q(bank="") & Q(account="")) | (~Q(bank="") & ~Q(account="")),
                name="orders_shop_account_whole",
            ),
            models.CheckConstraint(
                condition=Q(delivers=True) | Q(has_pickup=True), name="orders_shop_reaches_buyer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.producer)

    @property
    def is_paused(self) -> bool:
        """Return True if the shop rests today."""
        return self.paused_until is not None and self.paused_until >= timezone.localdate()

    @property
    def has_answered_delivery(self) -> bool:
        """Return True if the seller decided where goods go and for what fee."""
        return self.delivery_answered_at is not None


class Offer(models.Model):
    """One way to order a product: a bag of 500 g, a kilogram, a box of 10 kg, a dozen.

    content: the amount of one piece, in `unit`, the unit of the product's lots.
    is_weighed: `price` is the maximum for the whole content; the weight at packing decides the final price.
    is_by_amount: a piece is one step of an amount; "1,5 kg" in steps of 0,5 kg is 3 pieces. Pages show the
        amount.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="offers")
    label = models.CharField(_("bán theo"), max_length=60, help_text="Name of one piece, such as túi 500 g")
    content = models.DecimalField(_("một phần nặng (có) bao nhiêu"), max_digits=12, decimal_places=3)
    unit = models.CharField(
        max_length=10, help_text="Code of backend.common.units, the same as that of its lots"
    )
    price = models.PositiveBigIntegerField(_("giá một phần (đồng)"))
    min_count = models.PositiveIntegerField(_("mua ít nhất"), default=1)
    is_by_amount = models.BooleanField(_("bán theo lượng, theo bước"), default=False)
    is_weighed = models.BooleanField(_("cân lúc đóng gói mới biết đúng số"), default=False)
    ready_date = models.DateField(
        _("ngày có hàng"),
        null=True,
        blank=True,
        help_text="Set for a pre-order of goods that are not harvested yet",
    )
    promised = models.DecimalField(
        _("nhận đặt trước nhiều nhất"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    season_months = models.JSONField(
        _("chỉ bán trong tháng"),
        default=list,
        blank=True,
        help_text="Sorted months, 1 to 12; empty: the whole year. Ignored for a pre-order",
    )
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("cách bán một sản phẩm")
        verbose_name_plural = _("cách bán một sản phẩm")
        ordering = ["product", "content", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="orders_offer_price_positive"),
            models.CheckConstraint(condition=Q(content__gt=0), name="orders_offer_content_positive"),
            models.CheckConstraint(condition=Q(min_count__gt=0), name="orders_offer_min_positive"),
            models.CheckConstraint(
                condition=Q(ready_date=None, promised=None) | Q(ready_date__isnull=False, promised__gt=0),
                name="orders_offer_preorder_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.label}"

    @property
    def is_at_place(self) -> bool:
        """Return True if the product is used at the producer's place and never delivered.

        Load `product` with it.
        """
        return is_at_place(self.product, self.unit)

    @property
    def is_past_ready(self) -> bool:
        """Return True if the ready date of a pre-order came, so the offer isn't sold until it is changed."""
        return self.ready_date is not None and self.ready_date <= timezone.localdate()

    @property
    def back_month(self) -> int | None:
        """Return the month (1 to 12) in which an offer out of season is sold again.

        None for an offer in season, and for a pre-order.
        """
        now = timezone.localdate().month
        if self.ready_date is not None or not self.season_months or now in self.season_months:
            return None
        return min(self.season_months, key=lambda month: (month - now) % 12)

    @property
    def per(self) -> str:
        """Return the unit of the shown price: "gói", "túi 500 g", or the unit of an amount."""
        return unit_name(self.unit) if self.is_by_amount else label_words(self.label.removeprefix("1 "))

    @property
    def shown_label(self) -> str:
        return label_words(self.label)

    def sells_as(self, unit: str, price: int | None) -> bool:
        """Return True if the offer sells exactly one `unit` at `price`, like the product's record.

        Such an offer follows changes of the record's price.
        """
        return self.price == price and self.content == 1 and self.unit == unit and not self.is_by_amount

    def per_price(self, price: int | None = None) -> int:
        """Return the đồng for one unit of `per` if a piece costs `price`; by default the current price."""
        price = self.price if price is None else price
        return int(price / self.content) if self.is_by_amount else price

    def price_words(self, price: int | None = None) -> str:
        """Return the price as shown: "85.000 đ/gói", in English "85,000 ₫/pack"."""
        return format_price(self.per_price(price), label_words(self.per))

    @property
    def content_words(self) -> str:
        """Return the content of one piece: "túi = 0,5 kg".

        Empty if the price or the label ("túi 500 g") states it.
        """
        if self.is_by_amount or (self.content == 1 and self.per == unit_name(self.unit)):
            return ""
        own = UNITS.get(self.unit)
        amounts = [format_quantity(self.content, self.unit)]
        if own is not None and own.to_base is not None:
            base = self.content * own.to_base
            amounts += [
                format_quantity(base / each.to_base, each.code)
                for each in UNITS.values()
                if each.kind == own.kind and each.to_base is not None
            ]
        label = f" {self.label} {self.shown_label} "
        return "" if any(f" {words} " in label for words in amounts) else f"{self.per} = {amounts[0]}"

    @property
    def size_words(self) -> str:
        """Return one piece with its content: "túi 500 g". Empty if the price or the label states it."""
        if not self.content_words:
            return ""
        content, unit = self.content, self.unit
        if content < 1 and unit in SMALLER:
            content, unit = content * 1000, SMALLER[unit]
        return f"{self.per} {format_quantity(content, unit)}"

    @property
    def least_order_words(self) -> str:
        """Return the smallest order, such as "2 kg" or "3 túi"; empty if it is one unit of the price."""
        if self.is_by_amount or (self.content == 1 and self.per == unit_name(self.unit)):
            amount = self.content * self.min_count
            return "" if amount == 1 else format_quantity(amount, self.unit)
        return "" if self.min_count == 1 else f"{number_words(self.min_count)} {self.per}"

    def amount_words(self, count: int) -> str:
        """Return the words for `count` pieces: "3 phần", "1,5 kg"; also "3 kg" if a piece is a kilogram."""
        if self.is_by_amount or (self.content == 1 and self.per == unit_name(self.unit)):
            return format_quantity(self.content * count, self.unit)
        return gettext("%(count)s phần") % {"count": number_words(count)}

    def typed(self, count: int) -> str:
        """Format `count` pieces for an HTML number input.

        By amount: in the offer's unit, such as "1.5" for 3 pieces of 0.5 kg. Otherwise the count: "3".
        """
        return f"{(self.content * count).normalize():f}" if self.is_by_amount else str(count)

    @property
    def least_typed(self) -> str:
        return self.typed(self.min_count)

    @property
    def typed_step(self) -> str:
        return self.typed(1)

    @property
    def least_words(self) -> str:
        return self.amount_words(self.min_count)

    def price_for(self, count: int) -> int:
        """Return the đồng per piece when `count` pieces are bought, after quantity breaks."""
        price = self.price
        for step in self.breaks.all():
            if count >= step.from_count:
                price = step.price
        return price

    @property
    def breaks_words(self) -> list[str]:
        """Return the quantity breaks as text: "từ 10 phần: 40.000 đ/túi"."""
        return [
            gettext("Từ %(amount)s: %(price)s")
            % {"amount": self.amount_words(each.from_count), "price": self.price_words(each.price)}
            for each in self.breaks.all()
        ]


class PriceBreak(models.Model):
    """A lower price per piece from `from_count` pieces on: wholesale."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="breaks")
    from_count = models.PositiveIntegerField(_("từ (phần)"))
    price = models.PositiveBigIntegerField(_("giá một phần (đồng)"))

    class Meta:
        verbose_name = _("giá mua nhiều")
        verbose_name_plural = _("giá mua nhiều")
        ordering = ["from_count"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "from_count"], name="orders_pricebreak_once"),
            models.CheckConstraint(
                condition=Q(from_count__gt=1, price__gt=0), name="orders_pricebreak_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} ≥ {self.from_count}"


class DeliveryArea(models.Model):
    """A commune or a whole province that a producer delivers to, and the fee.

    A commune's row takes precedence over its province's. Without either, the shop's own fee applies, or there
    is no delivery (`Shop.delivers_elsewhere`).
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="areas")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fee = models.PositiveBigIntegerField(_("phí giao (đồng)"))
    free_from = models.PositiveBigIntegerField(_("miễn phí giao từ (đồng)"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("khoảng mấy ngày"), null=True, blank=True, help_text="As the seller estimates; null: not stated"
    )

    class Meta:
        verbose_name = _("nơi giao hàng")
        verbose_name_plural = _("nơi giao hàng")
        ordering = ["unit__kind", "unit__name"]
        constraints = [models.UniqueConstraint(fields=["shop", "unit"], name="orders_deliveryarea_once")]

    def __str__(self) -> str:
        return f"{self.shop} · {self.unit}"


class SalesStop(models.Model):
    """A stop of all new orders of a producer by staff, from `stops_at` on.

    That is five days after the seller was notified, or at once if an authority demands it.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="sales_stops")
    reason = models.CharField(_("vì sao dừng bán"), max_length=300)
    authority = models.CharField(_("cơ quan yêu cầu, số văn bản"), max_length=160, blank=True)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    stops_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lift_reason = models.CharField(_("vì sao bán lại"), max_length=300, blank=True)
    salt = SaltField(help_text="Of the pin of the reasons")

    class Meta:
        verbose_name = _("lệnh dừng bán")
        verbose_name_plural = _("các lệnh dừng bán")
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"], condition=Q(lifted_at=None), name="orders_salesstop_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stops_at__gte=F("told_at")), name="orders_salesstop_after_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.stops_at:%d/%m/%Y}"
