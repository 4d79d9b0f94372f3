import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import orders.keys
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_orders"),
        ("orders", "0002_bank_feed"),
        ("orders", "0003_areas"),
        ("orders", "0004_reviews"),
        ("orders", "0005_scanned_lot"),
        ("orders", "0006_tax_confirmation"),
        ("orders", "0007_complaints"),
        ("orders", "0008_cards"),
        ("orders", "0009_exchanges"),
        ("orders", "0010_by_amount"),
        ("orders", "0011_exchange_shape"),
        ("orders", "0012_packed_lots"),
        ("orders", "0013_carry_packed_lots"),
        ("orders", "0014_steps_told"),
        ("orders", "0015_phones_proven"),
        ("orders", "0016_part_returns"),
        ("orders", "0017_sales_stops"),
        ("orders", "0018_offer_season"),
        ("orders", "0019_card_page_back"),
        ("orders", "0020_reply_by"),
        ("orders", "0021_fee_agreed"),
        ("orders", "0022_money_told"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_release_0_1_0"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("products", "0001_release_0_1_0"),
        ("traceability", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "producer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shop",
                        to="products.producer",
                    ),
                ),
                (
                    "bank",
                    models.CharField(
                        blank=True,
                        help_text="BIN, six digits",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{6}$", "Mã ngân hàng có sáu chữ số.")
                        ],
                        verbose_name="ngân hàng",
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        max_length=19,
                        validators=[
                            django.core.validators.MinLengthValidator(1),
                            django.core.validators.RegexValidator("^[A-Za-z0-9]+$", "Chỉ gồm chữ và số."),
                        ],
                        verbose_name="số tài khoản",
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=60, verbose_name="tên chủ tài khoản")),
                ("delivers", models.BooleanField(default=True, verbose_name="giao tận nơi")),
                (
                    "delivery_words",
                    models.CharField(blank=True, max_length=200, verbose_name="giao đến đâu, bằng gì"),
                ),
                ("delivery_fee", models.PositiveBigIntegerField(default=0, verbose_name="phí giao (đồng)")),
                (
                    "free_from",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="miễn phí giao từ (đồng)"
                    ),
                ),
                (
                    "delivers_elsewhere",
                    models.BooleanField(
                        default=True,
                        help_text="Also deliver to places without a delivery area, for `delivery_fee`",
                        verbose_name="nơi khác cũng giao",
                    ),
                ),
                ("has_pickup", models.BooleanField(default=False, verbose_name="có chỗ đến lấy")),
                (
                    "pickup_words",
                    models.CharField(
                        blank=True,
                        help_text="One place per line",
                        max_length=600,
                        verbose_name="lấy hàng ở đâu, lúc nào",
                    ),
                ),
                (
                    "paused_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day of the pause",
                        null=True,
                        verbose_name="tạm nghỉ đến hết ngày",
                    ),
                ),
                (
                    "stopped_from",
                    models.DateTimeField(
                        blank=True, help_text="Start of a stop of sales by staff (SalesStop)", null=True
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "cách bán hàng",
                "verbose_name_plural": "cách bán hàng",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bank", ""), ("account", "")),
                            models.Q(
                                models.Q(("bank", ""), _negated=True),
                                models.Q(("account", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="orders_shop_account_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivers", True), ("has_pickup", True), _connector="OR"),
                        name="orders_shop_reaches_buyer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="products.product",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="Name of one piece, such as túi 500 g",
                        max_length=60,
                        verbose_name="bán theo",
                    ),
                ),
                (
                    "content",
                    models.DecimalField(
                        decimal_places=3, max_digits=12, verbose_name="một phần nặng (có) bao nhiêu"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        help_text="Code of backend.common.units, the same as that of its lots", max_length=10
                    ),
                ),
                ("price", models.PositiveBigIntegerField(verbose_name="giá một phần (đồng)")),
                ("min_count", models.PositiveIntegerField(default=1, verbose_name="mua ít nhất")),
                (
                    "is_by_amount",
                    models.BooleanField(default=False, verbose_name="bán theo lượng, theo bước"),
                ),
                (
                    "is_weighed",
                    models.BooleanField(default=False, verbose_name="cân lúc đóng gói mới biết đúng số"),
                ),
                (
                    "ready_date",
                    models.DateField(
                        blank=True,
                        help_text="Set for a pre-order of goods that are not harvested yet",
                        null=True,
                        verbose_name="ngày có hàng",
                    ),
                ),
                (
                    "promised",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="nhận đặt trước nhiều nhất",
                    ),
                ),
                (
                    "season_months",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Sorted months, 1 to 12; empty: the whole year. Ignored for a pre-order",
                        verbose_name="chỉ bán trong tháng",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "cách bán một sản phẩm",
                "verbose_name_plural": "cách bán một sản phẩm",
                "ordering": ["product", "content", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price__gt", 0)), name="orders_offer_price_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content__gt", 0)), name="orders_offer_content_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_count__gt", 0)), name="orders_offer_min_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("promised", None), ("ready_date", None)),
                            models.Q(("promised__gt", 0), ("ready_date__isnull", False)),
                            _connector="OR",
                        ),
                        name="orders_offer_preorder_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceBreak",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="orders.offer"
                    ),
                ),
                ("from_count", models.PositiveIntegerField(verbose_name="từ (phần)")),
                ("price", models.PositiveBigIntegerField(verbose_name="giá một phần (đồng)")),
            ],
            options={
                "verbose_name": "giá mua nhiều",
                "verbose_name_plural": "giá mua nhiều",
                "ordering": ["from_count"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "from_count"), name="orders_pricebreak_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_count__gt", 1), ("price__gt", 0)),
                        name="orders_pricebreak_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="orders.shop"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.unit"
                    ),
                ),
                ("fee", models.PositiveBigIntegerField(verbose_name="phí giao (đồng)")),
                (
                    "free_from",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="miễn phí giao từ (đồng)"
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi giao hàng",
                "verbose_name_plural": "nơi giao hàng",
                "ordering": ["unit__kind", "unit__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "unit"), name="orders_deliveryarea_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lần mua",
                "verbose_name_plural": "lần mua",
            },
        ),
        migrations.CreateModel(
            name="BankFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "producer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bank_feed",
                        to="products.producer",
                    ),
                ),
                (
                    "ref",
                    models.CharField(default=orders.keys.new_ref, editable=False, max_length=32, unique=True),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("api_key", "API Key: gửi kèm một khoá"),
                            ("hmac", "HMAC-SHA256: ký từng tin (nên chọn)"),
                        ],
                        default="hmac",
                        max_length=8,
                    ),
                ),
                (
                    "sealed_secret",
                    models.TextField(blank=True, editable=False, help_text="backend.common.sealing"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "heard_at",
                    models.DateTimeField(blank=True, help_text="When its last message arrived", null=True),
                ),
                (
                    "refused_at",
                    models.DateTimeField(
                        blank=True, help_text="When a message with a wrong key last arrived", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi báo tiền về",
                "verbose_name_plural": "nơi báo tiền về",
            },
        ),
        migrations.CreateModel(
            name="CardAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "producer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="card_account",
                        to="products.producer",
                    ),
                ),
                (
                    "ref",
                    models.CharField(default=orders.keys.new_ref, editable=False, max_length=32, unique=True),
                ),
                (
                    "sealed_key",
                    models.TextField(blank=True, editable=False, help_text="backend.common.sealing"),
                ),
                (
                    "sealed_signing",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Sealed secret of its webhook (backend.common.sealing)",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "heard_at",
                    models.DateTimeField(blank=True, help_text="When its last message arrived", null=True),
                ),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Accepts no new cards since then; its keys are deleted when nothing is open",
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "tài khoản thẻ",
                "verbose_name_plural": "tài khoản thẻ",
            },
        ),
        migrations.CreateModel(
            name="CardEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="orders.cardaccount",
                    ),
                ),
                ("number", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=80)),
                ("intent", models.CharField(blank=True, max_length=100)),
                ("body", models.JSONField()),
                ("made_at", models.DateTimeField(help_text="Time by Stripe's clock")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "tin của Stripe",
                "verbose_name_plural": "tin của Stripe",
                "ordering": ["-received_at", "-id"],
                "indexes": [models.Index(fields=["account", "intent"], name="orders_cardevent_intent")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "number"), name="orders_cardevent_told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="tên sàn")),
                ("file", models.CharField(help_text="In the media store", max_length=120)),
                ("file_name", models.CharField(max_length=120)),
                ("sheet", models.CharField(blank=True, max_length=31, verbose_name="trang tính")),
                ("heading_row", models.PositiveIntegerField(default=1, verbose_name="dòng tiêu đề")),
                ("first_row", models.PositiveIntegerField(default=2, verbose_name="điền từ dòng")),
                ("columns", models.JSONField(blank=True, default=dict)),
                ("constants", models.JSONField(blank=True, default=dict)),
                ("words", models.JSONField(blank=True, default=dict)),
                ("shape", models.JSONField(blank=True, default=dict)),
                ("headings", models.JSONField(blank=True, default=list)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "tệp mẫu của sàn",
                "verbose_name_plural": "tệp mẫu của sàn",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_row__gt", models.F("heading_row"))),
                        name="orders_exchange_rows_below_heading",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SalesStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sales_stops",
                        to="products.producer",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="vì sao dừng bán")),
                (
                    "authority",
                    models.CharField(blank=True, max_length=160, verbose_name="cơ quan yêu cầu, số văn bản"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("stops_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lift_reason", models.CharField(blank=True, max_length=300, verbose_name="vì sao bán lại")),
            ],
            options={
                "verbose_name": "lệnh dừng bán",
                "verbose_name_plural": "các lệnh dừng bán",
                "ordering": ["-told_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("producer",),
                        name="orders_salesstop_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stops_at__gte", models.F("told_at"))),
                        name="orders_salesstop_after_notice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claim", models.CharField(help_text="ID of the claim's file", max_length=60, unique=True)),
                ("digest", models.CharField(help_text="SHA-256 of the file at that time", max_length=64)),
                ("seen_in", models.CharField(max_length=200, verbose_name="đã xem ở đâu")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "xác nhận mức thuế",
                "verbose_name_plural": "xác nhận mức thuế",
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="số đơn")),
                (
                    "purchase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orders",
                        to="orders.purchase",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="products.producer",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("placed", "Mới đặt"),
                            ("confirmed", "Đã nhận đơn"),
                            ("packed", "Đã đóng gói"),
                            ("shipped", "Đang giao"),
                            ("delivered", "Đã giao"),
                            ("cancelled", "Đã huỷ"),
                            ("returned", "Đã trả hàng"),
                        ],
                        default="placed",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("page", "Người mua đặt trên trang"),
                            ("telephone", "Gọi điện, Zalo, gặp mặt"),
                        ],
                        default="page",
                        max_length=10,
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[("ship", "Giao tận nơi"), ("pickup", "Tự đến lấy")], max_length=8
                    ),
                ),
                (
                    "payment",
                    models.CharField(choices=orders.keys.payment_choices, max_length=12),
                ),
                ("buyer_name", models.CharField(blank=True, max_length=80, verbose_name="người mua")),
                (
                    "buyer_phone",
                    models.CharField(blank=True, max_length=16, verbose_name="điện thoại người mua"),
                ),
                (
                    "buyer_place",
                    models.CharField(blank=True, max_length=120, verbose_name="xã, phường và tỉnh"),
                ),
                (
                    "place_unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="The unit that determined the delivery fee",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.unit",
                    ),
                ),
                (
                    "pickup_words",
                    models.CharField(
                        blank=True,
                        help_text="Where and when the buyer collects the order, as the shop had it at the time",
                        max_length=200,
                    ),
                ),
                (
                    "buyer_landmark",
                    models.CharField(blank=True, max_length=200, verbose_name="số nhà, đường, chỗ dễ tìm"),
                ),
                (
                    "buyer_note",
                    models.CharField(blank=True, max_length=300, verbose_name="lời nhắn của người mua"),
                ),
                (
                    "goods",
                    models.PositiveBigIntegerField(
                        help_text="đồng; for weighed goods the maximum, until they are packed"
                    ),
                ),
                ("fee", models.PositiveBigIntegerField(default=0, help_text="đồng, for delivery")),
                (
                    "fee_agreed",
                    models.BooleanField(
                        default=False,
                        help_text="The fee was agreed by phone and doesn't follow the seller's delivery areas",
                    ),
                ),
                (
                    "taken_off",
                    models.PositiveBigIntegerField(
                        default=0, help_text="đồng, deducted for partial returns (PartReturn)"
                    ),
                ),
                ("total", models.PositiveBigIntegerField(help_text="đồng")),
                (
                    "phone_proven",
                    models.BooleanField(
                        default=False,
                        help_text="Verified by a code, or the phone number of the buyer's account",
                    ),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "paid_amount",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="đồng: the total when it was paid; packing may lower the total",
                        null=True,
                    ),
                ),
                (
                    "hand_paid",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="đồng that the seller recorded as received; a later bank message about it is the same money",
                    ),
                ),
                (
                    "given_back",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="đồng that the seller refunded without a reference to a transfer or a card",
                    ),
                ),
                ("refunded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer_by",
                    models.DateTimeField(help_text="Until then goods are reserved for an unconfirmed order"),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="When it was delivered, cancelled or returned", null=True
                    ),
                ),
                (
                    "moved_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When its last step happened"
                    ),
                ),
                (
                    "still_day",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Days after moved_at of the last reminder that the order is stalled",
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn hàng",
                "verbose_name_plural": "đơn hàng",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["producer", "state", "-created_at"], name="orders_order_of_producer"
                    ),
                    models.Index(fields=["state", "answer_by"], name="orders_order_waiting"),
                    models.Index(fields=["state", "moved_at"], name="orders_order_still"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("goods"), "+", models.F("fee")
                                    ),
                                    "-",
                                    models.F("taken_off"),
                                ),
                            )
                        ),
                        name="orders_order_total_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.order"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.offer"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lines",
                        to="products.product",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lines",
                        to="traceability.lot",
                    ),
                ),
                (
                    "scanned_lot",
                    models.ForeignKey(
                        blank=True,
                        help_text="The lot whose origin page led the buyer to the product",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="traceability.lot",
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="The product's name at the time of the order", max_length=120),
                ),
                ("label", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=10)),
                ("count", models.PositiveIntegerField(help_text="Pieces")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3,
                        help_text="In `unit`: the ordered quantity, or the weighed one once packed",
                        max_digits=14,
                    ),
                ),
                (
                    "step",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="If sold by amount: the amount of one piece, in `unit`",
                        max_digits=12,
                        null=True,
                    ),
                ),
                (
                    "price",
                    models.PositiveBigIntegerField(help_text="đồng per piece, after the quantity discount"),
                ),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        help_text="đồng: price times count, or less if the goods weighed less"
                    ),
                ),
                (
                    "ordered",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="`quantity` before packing",
                        max_digits=14,
                        null=True,
                    ),
                ),
                ("is_weighed", models.BooleanField(default=False)),
                ("is_preorder", models.BooleanField(default=False)),
                (
                    "ready_date",
                    models.DateField(
                        blank=True,
                        help_text="For a pre-order: the expected harvest date at the time of the order",
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng đơn hàng",
                "verbose_name_plural": "dòng đơn hàng",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["product", "lot"], name="orders_orderline_held")],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "offer"), name="orders_orderline_offer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0), ("quantity__gt", 0)),
                        name="orders_orderline_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("price"), "*", models.F("count")
                                ),
                            ),
                            models.Q(
                                (
                                    "amount__lt",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("price"), "*", models.F("count")
                                    ),
                                ),
                                ("is_weighed", True),
                            ),
                            _connector="OR",
                        ),
                        name="orders_orderline_amount_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackedLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packed",
                        to="orders.orderline",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packed_lines",
                        to="traceability.lot",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
            ],
            options={
                "verbose_name": "lô của một dòng đơn hàng",
                "verbose_name_plural": "lô của các dòng đơn hàng",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "lot"), name="orders_packedlot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="orders_packedlot_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="orders.order"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("placed", "Đặt hàng"),
                            ("confirmed", "Nhận đơn"),
                            ("paid", "Đã nhận tiền"),
                            ("packed", "Đóng gói"),
                            ("unpacked", "Mở gói ra"),
                            ("shipped", "Giao đi"),
                            ("delivered", "Giao xong"),
                            ("cancelled", "Huỷ đơn"),
                            ("returned", "Trả hàng"),
                            ("refunded", "Đã trả lại tiền"),
                            ("part_back", "Trả lại một phần"),
                            ("settled", "Đã trả lại tiền thừa"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_buyer", models.BooleanField(default=False)),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="Reason for a cancellation, or carrier and tracking number",
                        max_length=200,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "undone_at",
                    models.DateTimeField(blank=True, help_text="When the packing was undone", null=True),
                ),
            ],
            options={
                "verbose_name": "bước của đơn hàng",
                "verbose_name_plural": "bước của đơn hàng",
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("undone_at", None),
                            models.Q(("kind__in", ["settled", "part_back"]), _negated=True),
                        ),
                        fields=("order", "kind"),
                        name="orders_orderstep_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transfers",
                        to="orders.bankfeed",
                    ),
                ),
                ("number", models.CharField(help_text="The feed's ID of the transfer", max_length=40)),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="orders.order",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("matched", "Đủ tiền đơn"),
                            ("partial", "Chưa đủ"),
                            ("over", "Chuyển thừa"),
                            ("late", "Đơn đã thôi"),
                            ("doubled", "Chuyển hai lần"),
                            ("unmatched", "Chưa rõ của đơn nào"),
                            ("returned", "Đã trả lại"),
                            ("several", "Trả chung nhiều đơn"),
                        ],
                        default="unmatched",
                        max_length=10,
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(help_text="đồng", verbose_name="số tiền")),
                ("back", models.PositiveBigIntegerField(default=0, help_text="đồng to refund")),
                (
                    "returned",
                    models.PositiveBigIntegerField(default=0, help_text="đồng that the seller refunded"),
                ),
                ("made_at", models.DateTimeField(help_text="Time of the transfer by the bank's clock")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, help_text="When the seller closed it without an order", null=True
                    ),
                ),
                (
                    "is_by_hand",
                    models.BooleanField(default=False, help_text="The seller assigned it to an order"),
                ),
                ("content", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                ("code", models.CharField(blank=True, max_length=60)),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="mã của ngân hàng")),
                ("bank", models.CharField(blank=True, max_length=40)),
                ("account", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "verbose_name": "khoản tiền về",
                "verbose_name_plural": "khoản tiền về",
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["feed", "-made_at"], name="orders_transfer_of_feed")],
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "number"), name="orders_transfer_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="orders_transfer_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__lte", models.F("amount"))),
                        name="orders_transfer_returned_within",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Order",
            name="paid_with",
            field=models.ForeignKey(
                blank=True,
                help_text="The transfer, if one transfer paid several orders",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="paid_orders",
                to="orders.transfer",
            ),
        ),
        migrations.CreateModel(
            name="CardPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_payments",
                        to="orders.order",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.cardaccount",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "back",
                    models.CharField(
                        default=orders.keys.new_ref,
                        editable=False,
                        help_text="Part of the URL to which Stripe redirects; grants no access by itself",
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opening", "Đang mở trang thẻ"),
                            ("open", "Chờ trả bằng thẻ"),
                            ("paid", "Đã trả bằng thẻ"),
                            ("expired", "Hết hạn, chưa trả"),
                        ],
                        default="opening",
                        max_length=8,
                    ),
                ),
                (
                    "amount",
                    models.PositiveBigIntegerField(help_text="đồng; Stripe uses VND without decimals"),
                ),
                ("session", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                ("intent", models.CharField(blank=True, max_length=100)),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(help_text="Stripe accepts no card after this time")),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "lần trả bằng thẻ",
                "verbose_name_plural": "lần trả bằng thẻ",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["account", "intent"], name="orders_cardpayment_intent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="orders_cardpayment_amount_positive"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["opening", "open"])),
                        fields=("order",),
                        name="orders_cardpayment_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.cardpayment",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Đang gửi yêu cầu"),
                            ("pending", "Đang trả lại thẻ"),
                            ("succeeded", "Đã trả lại thẻ"),
                            ("failed", "Không trả lại được"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(help_text="đồng")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, help_text="Time of its state by Stripe's clock", null=True
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "lần trả lại thẻ",
                "verbose_name_plural": "lần trả lại thẻ",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="orders_cardrefund_amount_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("complaint", "Khiếu nại"), ("take_down", "Yêu cầu gỡ")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ trả lời"),
                            ("answered", "Đã trả lời"),
                            ("taken_down", "Đã gỡ"),
                            ("kept", "Không gỡ"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaints",
                        to="products.producer",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaints",
                        to="products.product",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="complaints",
                        to="orders.order",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="lời khiếu nại")),
                (
                    "authority",
                    models.CharField(
                        blank=True,
                        help_text="For a take-down: the authority and the number of its request",
                        max_length=160,
                        verbose_name="cơ quan yêu cầu",
                    ),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=16)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer_by", models.DateTimeField(help_text="The deadline for an answer")),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="câu trả lời")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "objection",
                    models.TextField(blank=True, max_length=1000, verbose_name="ý kiến của người bán"),
                ),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reply_by",
                    models.DateTimeField(
                        blank=True, help_text="The deadline for an answer to the objection", null=True
                    ),
                ),
                ("reply", models.TextField(blank=True, max_length=1000, verbose_name="trả lời người bán")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "khiếu nại",
                "verbose_name_plural": "khiếu nại",
                "ordering": ["answer_by", "id"],
                "indexes": [models.Index(fields=["state", "answer_by"], name="orders_complaint_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="orders_complaint_answered_or_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "take_down"), _negated=True),
                            ("product__isnull", False),
                            _connector="OR",
                        ),
                        name="orders_takedown_of_a_product",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer_by__gt", models.F("created_at"))),
                        name="orders_complaint_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="part_returns",
                        to="orders.order",
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(help_text="đồng")),
                (
                    "fee",
                    models.PositiveBigIntegerField(
                        default=0, help_text="The part of `amount` that is delivery fee, in đồng"
                    ),
                ),
                (
                    "came_back",
                    models.BooleanField(
                        default=True, help_text="The goods were returned; otherwise only money was refunded"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="vì sao")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "trả lại một phần",
                "verbose_name_plural": "các lần trả lại một phần",
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("amount__gte", models.F("fee"))),
                        name="orders_partreturn_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.partreturn",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returned",
                        to="orders.orderline",
                    ),
                ),
                ("count", models.PositiveIntegerField(help_text="Pieces")),
                ("amount", models.PositiveBigIntegerField(help_text="đồng")),
            ],
            options={
                "verbose_name": "dòng trả lại",
                "verbose_name_plural": "các dòng trả lại",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("part", "line"), name="orders_returnedline_once"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0)), name="orders_returnedline_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review",
                        to="orders.orderline",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="products.product",
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(verbose_name="điểm")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="lời của người mua")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, help_text="When the text was deleted", null=True),
                ),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="lời người bán")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hidden_reason", models.CharField(blank=True, max_length=300, verbose_name="vì sao ẩn")),
            ],
            options={
                "verbose_name": "đánh giá",
                "verbose_name_plural": "đánh giá",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("hidden_at", None)),
                        fields=["product", "-created_at"],
                        name="orders_review_shown",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="orders_review_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hidden_at", None),
                            models.Q(("hidden_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="orders_review_hidden_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="orders.review",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="vì sao báo")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "báo cáo đánh giá",
                "verbose_name_plural": "báo cáo đánh giá",
                "ordering": ["created_at", "id"],
            },
        ),
    ]
