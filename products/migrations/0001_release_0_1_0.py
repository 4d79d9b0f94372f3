import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from backend.common.text_index import TextIndex

# Only functions of pg_catalog, whatever the search path is while a dump is restored. Its results must never change while an index
# uses it: another rule is another function and another index.
SEARCH_KEYS = """
CREATE FUNCTION products_card_keys(
    pk bigint, search text, commune bigint, ocop_group text, stars integer, certificates integer
) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(((pk >> bits) << 43) | (hashtextextended(term COLLATE "C", level) & 8796093022207))
    FROM (VALUES (0, 13), (1, 17)) AS levels (level, bits),
    LATERAL (
        SELECT left(word, letters)
        FROM unnest(string_to_array(btrim(search), ' ')) AS word, generate_series(1, least(length(word), 12)) AS letters
        UNION ALL SELECT '@' || commune
        UNION ALL SELECT '#' || ocop_group
        UNION ALL SELECT '*' || stars
        UNION ALL SELECT '!' || (1 << bit) FROM generate_series(0, 14) AS bit WHERE certificates & (1 << bit) > 0
    ) AS terms (term)
$$
"""

POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    SEARCH_KEYS,
    """
    CREATE INDEX products_listingcard_keys ON products_listingcard
    USING gin (products_card_keys(product_id, search, commune_id, ocop_group, stars, certificates)) WITH (fastupdate = off)
    """,
    "CREATE INDEX products_searchword_trgm ON products_searchword USING gin (word gin_trgm_ops)",
]

# Each word between spaces, so that trigrams show where it begins and ends, as those of pg_trgm do. Words are never changed.
SQLITE = [
    "CREATE VIRTUAL TABLE products_searchword_fts USING fts5(word, tokenize='trigram')",
    """
    CREATE TRIGGER products_searchword_fts_put AFTER INSERT ON products_searchword BEGIN
        INSERT INTO products_searchword_fts(rowid, word) VALUES (new.id, ' ' || new.word || ' ');
    END
    """,
    """
    CREATE TRIGGER products_searchword_fts_take AFTER DELETE ON products_searchword BEGIN
        DELETE FROM products_searchword_fts WHERE rowid = old.id;
    END
    """,
]


def make_search_indexes(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop_search_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX products_listingcard_keys")
        schema_editor.execute("DROP INDEX products_searchword_trgm")
        schema_editor.execute(
            "DROP FUNCTION products_card_keys(bigint, text, bigint, text, integer, integer)"
        )
        return
    for name in ("put", "take"):
        schema_editor.execute(f"DROP TRIGGER products_searchword_fts_{name}")
    schema_editor.execute("DROP TABLE products_searchword_fts")


class Migration(migrations.Migration):
    replaces = [
        ("products", "0001_initial"),
        ("products", "0002_invitations_facts_and_help"),
        ("products", "0003_listing_cards"),
        ("products", "0004_search_index"),
        ("products", "0005_search_keys"),
        ("products", "0006_word_index"),
        ("products", "0007_imports"),
        ("products", "0008_verified_how"),
        ("products", "0009_import_changes"),
        ("products", "0010_card_unit"),
        ("products", "0011_removed_photos"),
        ("products", "0012_withheld_facts"),
        ("products", "0013_photo_tries"),
        ("products", "0014_former_voices"),
        ("products", "0015_seen_identity"),
        ("products", "0016_nutrition"),
        ("products", "0017_tables_change_beside"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_release_0_1_0"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, unique=True)),
            ],
            options={
                "verbose_name": "từ tìm kiếm",
                "verbose_name_plural": "từ tìm kiếm",
            },
        ),
        migrations.CreateModel(
            name="Producer",
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
                        choices=[
                            ("household", "Hộ gia đình"),
                            ("cooperative", "Hợp tác xã"),
                            ("company", "Công ty"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("slug", models.SlugField(max_length=140, unique=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="producers",
                        to="members.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="thôn, bản, đường")),
                (
                    "phone",
                    models.CharField(blank=True, max_length=16, verbose_name="điện thoại cho người mua"),
                ),
                (
                    "identity_code",
                    models.CharField(blank=True, max_length=20, verbose_name="mã số thuế hoặc mã hộ"),
                ),
                ("about", models.TextField(blank=True, max_length=1000, verbose_name="giới thiệu")),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        help_text="The branch whose officers verify and help the producer",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="producers",
                        to="members.branch",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verified_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "Đã gặp người, đến nơi làm và xem giấy tờ tuỳ thân"),
                            ("papers", "Đã gặp người và xem giấy tờ tuỳ thân, giấy đăng ký"),
                            ("electronic", "Đã xem kết quả xác thực điện tử (VNeID)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("saw_birth_date", models.BooleanField(default=False)),
                ("saw_personal_id", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "nơi sản xuất",
                "verbose_name_plural": "nơi sản xuất",
            },
        ),
        migrations.CreateModel(
            name="ProducerPerson",
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
                        related_name="people",
                        to="products.producer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="producer_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Chủ"), ("helper", "Cùng làm")], default="owner", max_length=10
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "người của nơi sản xuất",
                "verbose_name_plural": "người của nơi sản xuất",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("producer", "user"),
                        name="products_producerperson_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProducerInvitation",
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
                        related_name="invitations",
                        to="products.producer",
                    ),
                ),
                (
                    "contact",
                    models.CharField(help_text="E.164 phone or eight digits of a member card", max_length=16),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Chủ"), ("helper", "Cùng làm")], default="helper", max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ trả lời"),
                            ("accepted", "Đã nhận lời"),
                            ("declined", "Đã từ chối"),
                            ("withdrawn", "Đã rút lại"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
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
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
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
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "lời mời cùng làm",
                "verbose_name_plural": "lời mời cùng làm",
                "indexes": [models.Index(fields=["contact", "state"], name="products_invitation_contact")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("producer", "contact"),
                        name="products_invitation_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "đang chuẩn bị"), ("ready", "xong"), ("failed", "hỏng")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("master", models.FileField(max_length=120, upload_to="photos/master/")),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "colour",
                    models.CharField(
                        default="#e9e2d2", help_text="Placeholder while the sizes are made", max_length=7
                    ),
                ),
                ("variants", models.JSONField(blank=True, default=dict)),
                ("alt", models.CharField(blank=True, max_length=160, verbose_name="mô tả ảnh")),
                ("is_drawing", models.BooleanField(default=False)),
                (
                    "is_from_table",
                    models.BooleanField(
                        default=False, help_text="It was imported in a ZIP file with a table of products"
                    ),
                ),
                ("is_public", models.BooleanField(default=False)),
                (
                    "producer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="products.producer",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
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
                    "removed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Removed from every page since then; stored as a record of what buyers saw",
                        null=True,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How often making its sizes was retried"
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh",
                "verbose_name_plural": "ảnh",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ready"), _negated=True),
                        fields=["uploaded_at"],
                        name="products_photo_unmade",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Producer",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="products.photo",
            ),
        ),
        migrations.CreateModel(
            name="Product",
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
                        related_name="products",
                        to="products.producer",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="tên sản phẩm")),
                (
                    "slug",
                    models.SlugField(
                        blank=True, help_text="Set at first listing", max_length=140, null=True, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Bản nháp"),
                            ("submitted", "Chờ duyệt"),
                            ("returned", "Cần bổ sung"),
                            ("listed", "Đang trên sàn"),
                            ("retired", "Đã ngừng bán"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("price", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá (đồng)")),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        help_text="Code of backend.common.units",
                        max_length=10,
                        verbose_name="đơn vị bán",
                    ),
                ),
                (
                    "ocop_set",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(26),
                        ],
                        verbose_name="nhóm sản phẩm",
                    ),
                ),
                (
                    "gtin",
                    models.CharField(
                        blank=True,
                        help_text="14 digits, check digit verified",
                        max_length=14,
                        null=True,
                        unique=True,
                        verbose_name="GTIN",
                    ),
                ),
                ("is_packed", models.BooleanField(default=False, verbose_name="bán theo bao gói sẵn")),
                (
                    "net_content",
                    models.CharField(blank=True, max_length=40, verbose_name="khối lượng, dung tích một gói"),
                ),
                ("origin", models.CharField(blank=True, max_length=120, verbose_name="xuất xứ")),
                ("ingredients", models.TextField(blank=True, max_length=600, verbose_name="thành phần")),
                ("usage", models.TextField(blank=True, max_length=600, verbose_name="cách dùng")),
                ("storage", models.TextField(blank=True, max_length=400, verbose_name="cách bảo quản")),
                ("warnings", models.TextField(blank=True, max_length=400, verbose_name="lưu ý an toàn")),
                (
                    "alcohol_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="độ cồn (% thể tích)",
                    ),
                ),
                (
                    "nutrition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("table", "Có bảng dinh dưỡng"),
                            ("single", "Không cần: chỉ có một thành phần, như mật ong, gạo, măng khô"),
                            ("plain", "Không cần: chè, cà phê không pha thêm gì (ngoài màu, hương)"),
                            ("kind", "Không cần: nước uống đóng chai, muối ăn, giấm, phụ gia, hương liệu"),
                            ("small", "Không cần: cơ sở nhỏ lẻ, tôi đã hỏi cán bộ và được miễn"),
                        ],
                        help_text="Empty: not stated",
                        max_length=8,
                        verbose_name="bảng dinh dưỡng",
                    ),
                ),
                (
                    "nutrition_per",
                    models.CharField(
                        blank=True,
                        choices=[("100g", "100 g"), ("100ml", "100 ml")],
                        max_length=5,
                        verbose_name="bảng dinh dưỡng tính cho",
                    ),
                ),
                (
                    "energy_kcal",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="năng lượng (kcal)",
                    ),
                ),
                (
                    "protein_g",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="chất đạm (g)"
                    ),
                ),
                (
                    "carbohydrate_g",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="carbohydrat (g)"
                    ),
                ),
                (
                    "fat_g",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="chất béo (g)"
                    ),
                ),
                (
                    "sodium_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="natri (mg)"
                    ),
                ),
                (
                    "sugars_g",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="đường tổng số (g)",
                    ),
                ),
                (
                    "saturated_fat_g",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="chất béo bão hoà (g)",
                    ),
                ),
                ("has_added_sugar", models.BooleanField(default=False, verbose_name="có cho thêm đường")),
                ("is_fried", models.BooleanField(default=False, verbose_name="chiên, rán trong dầu mỡ")),
                ("materials", models.CharField(blank=True, max_length=200, verbose_name="chất liệu")),
                ("specification", models.CharField(blank=True, max_length=200, verbose_name="quy cách")),
                ("brand", models.CharField(blank=True, max_length=80, verbose_name="nhãn hiệu")),
                (
                    "standards",
                    models.CharField(blank=True, max_length=200, verbose_name="tiêu chuẩn áp dụng"),
                ),
                (
                    "shelf_life_days",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="hạn dùng (số ngày)"),
                ),
                (
                    "season_months",
                    models.JSONField(
                        blank=True, default=list, help_text="Numbers 1 to 12", verbose_name="tháng có hàng"
                    ),
                ),
                ("story", models.TextField(blank=True, max_length=3000, verbose_name="chuyện của sản phẩm")),
                (
                    "voice",
                    models.FileField(
                        blank=True, max_length=120, upload_to="voices/", verbose_name="lời kể bằng giọng nói"
                    ),
                ),
                ("voice_type", models.CharField(blank=True, max_length=40)),
                (
                    "search_text",
                    models.TextField(
                        blank=True, editable=False, help_text="Folded name, producer, commune, group"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "draft_key",
                    models.UUIDField(
                        blank=True,
                        editable=False,
                        help_text="Generated by the phone that started the draft",
                        null=True,
                        unique=True,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "help_asked_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the producer asked an officer to complete the draft",
                        null=True,
                    ),
                ),
                ("listed_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "facts_version",
                    models.PositiveIntegerField(
                        default=1, help_text="Increases whenever a public page changes"
                    ),
                ),
            ],
            options={
                "verbose_name": "sản phẩm",
                "verbose_name_plural": "sản phẩm",
                "indexes": [
                    models.Index(fields=["state", "-listed_at", "-id"], name="products_product_newest"),
                    models.Index(fields=["state", "price", "id"], name="products_product_price"),
                    models.Index(fields=["state", "ocop_set", "-listed_at"], name="products_product_set"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "listed"), _negated=True),
                            models.Q(
                                models.Q(("name", ""), _negated=True),
                                ("price__isnull", False),
                                ("slug__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="products_product_listed_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price", None), ("price__gt", 0), _connector="OR"),
                        name="products_product_price_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPhoto",
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
                        related_name="photo_links",
                        to="products.product",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="product_links",
                        to="products.photo",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "ảnh của sản phẩm",
                "verbose_name_plural": "ảnh của sản phẩm",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "photo"), name="products_productphoto_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductDecision",
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
                        related_name="decisions",
                        to="products.product",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Bản nháp"),
                            ("submitted", "Chờ duyệt"),
                            ("returned", "Cần bổ sung"),
                            ("listed", "Đang trên sàn"),
                            ("retired", "Đã ngừng bán"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
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
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "quyết định về sản phẩm",
                "verbose_name_plural": "quyết định về sản phẩm",
                "ordering": ["-decided_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ProductChange",
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
                        related_name="changes",
                        to="products.product",
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("was_listed", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
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
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "thay đổi của sản phẩm",
                "verbose_name_plural": "thay đổi của sản phẩm",
                "ordering": ["-changed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ProductFacts",
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
                        related_name="facts",
                        to="products.product",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("body", models.TextField(help_text="RFC 8785 JSON of products.products.facts.public_facts")),
                ("salt", models.BinaryField(max_length=32)),
                ("pin", models.CharField(help_text="backend.ledger.pins.pin(salt, body)", max_length=64)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "withheld_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Not shown to anybody since then; stored until the legal retention period ends",
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung đã công bố",
                "verbose_name_plural": "nội dung đã công bố",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "version"), name="products_facts_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingCard",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="products.product",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.CharField(max_length=140)),
                ("price", models.PositiveBigIntegerField()),
                (
                    "unit",
                    models.CharField(
                        help_text="What the price applies to: a unit's code, or the label of an offer",
                        max_length=60,
                    ),
                ),
                ("producer_name", models.CharField(max_length=120)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.unit"
                    ),
                ),
                ("commune_name", models.CharField(max_length=80)),
                ("ocop_set", models.PositiveSmallIntegerField()),
                (
                    "ocop_group",
                    models.CharField(help_text="Key of products.certificates.ocop.Group", max_length=20),
                ),
                (
                    "stars",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0 without a valid OCOP certificate"
                    ),
                ),
                (
                    "certificates",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Bits, see products.certificates.enums.CERTIFICATE_BITS"
                    ),
                ),
                (
                    "fresh_until",
                    models.DateField(
                        help_text="Day on which the first of these certificates expires", null=True
                    ),
                ),
                (
                    "season",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Bit 0 is January; 0: the whole year"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="products.photo",
                    ),
                ),
                ("search", models.TextField()),
                (
                    "accents",
                    models.TextField(help_text="The name with its accents, to rank exact matches first"),
                ),
                ("listed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "thẻ sản phẩm",
                "verbose_name_plural": "thẻ sản phẩm",
                "indexes": [
                    models.Index(fields=["-listed_at", "-product"], name="products_card_newest"),
                    models.Index(fields=["price", "-product"], name="products_card_price"),
                    models.Index(fields=["ocop_group", "-listed_at", "-product"], name="products_card_group"),
                    models.Index(fields=["commune", "-listed_at", "-product"], name="products_card_commune"),
                    models.Index(fields=["stars", "-listed_at", "-product"], name="products_card_stars"),
                    models.Index(fields=["fresh_until"], name="products_card_fresh_until"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
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
                        related_name="certificates",
                        to="products.producer",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="products.product",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ocop", "OCOP"),
                            ("vietgap", "VietGAP"),
                            ("organic", "Hữu cơ"),
                            ("gi", "Chỉ dẫn địa lý"),
                            ("food_safety", "An toàn thực phẩm"),
                        ],
                        max_length=12,
                        verbose_name="loại giấy",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Chưa gửi"),
                            ("submitted", "Chờ xác minh"),
                            ("verified", "Đã xác minh"),
                            ("refused", "Chưa được nhận"),
                            ("revoked", "Đã thu hồi"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số giấy")),
                ("issuer", models.CharField(max_length=120, verbose_name="nơi cấp")),
                ("decision", models.CharField(blank=True, max_length=80, verbose_name="quyết định số")),
                ("decision_date", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                ("issued_date", models.DateField(verbose_name="ngày cấp")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="có giá trị đến")),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số sao")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="số điểm"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="products.photo",
                        verbose_name="ảnh chụp giấy",
                    ),
                ),
                (
                    "scan_is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Shown only once verified",
                        verbose_name="cho người mua xem ảnh giấy",
                    ),
                ),
                (
                    "issuing_level",
                    models.CharField(
                        blank=True,
                        help_text="products.certificates.ocop.IssuingLevel",
                        max_length=10,
                        verbose_name="cấp công nhận",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "giấy chứng nhận",
                "verbose_name_plural": "giấy chứng nhận",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stars", None), models.Q(("stars__gte", 3), ("stars__lte", 5)), _connector="OR"
                        ),
                        name="products_certificate_stars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ocop"), _negated=True),
                            ("stars__isnull", False),
                            _connector="OR",
                        ),
                        name="products_certificate_ocop_has_stars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("issued_date")),
                            _connector="OR",
                        ),
                        name="products_certificate_validity_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="products.producer",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Đã xem trước"),
                            ("running", "Đang đưa vào"),
                            ("done", "Đã đưa vào"),
                            ("failed", "Bị dừng"),
                            ("undoing", "Đang rút lại"),
                            ("undone", "Đã rút lại"),
                        ],
                        default="checked",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "photos",
                    models.CharField(
                        blank=True, help_text="The ZIP file, until the import is finished", max_length=120
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
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
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "beat_at",
                    models.DateTimeField(blank=True, help_text="When its task last made progress", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "with_beside",
                    models.BooleanField(
                        default=False,
                        help_text="The user chose to change amounts, offers and photos of existing products, too",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đưa tệp sản phẩm",
                "verbose_name_plural": "lần đưa tệp sản phẩm",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["state", "beat_at"], name="products_import_running")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="products.productimport",
                    ),
                ),
                ("line", models.PositiveIntegerField(help_text="Row number in the spreadsheet")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("good", "đưa vào được"),
                            ("wrong", "có ô sai"),
                            ("known", "đã có từ trước"),
                            ("made", "đã đưa vào"),
                            ("changes", "sẽ đổi"),
                            ("changed", "đã đổi"),
                            ("undone", "đã rút lại"),
                        ],
                        max_length=8,
                    ),
                ),
                ("draft_key", models.UUIDField()),
                ("name", models.CharField(blank=True, max_length=120)),
                ("fields", models.JSONField(default=dict)),
                ("quantity", models.CharField(blank=True, max_length=16)),
                ("unit", models.CharField(blank=True, max_length=10)),
                (
                    "photos",
                    models.JSONField(default=list, help_text="File names in the ZIP that are not added yet"),
                ),
                ("changes", models.JSONField(default=dict)),
                ("offer", models.JSONField(default=dict)),
                ("beside", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("errors", models.JSONField(default=dict)),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của tệp sản phẩm",
                "verbose_name_plural": "dòng của tệp sản phẩm",
                "ordering": ["line"],
                "indexes": [models.Index(fields=["run", "state", "line"], name="products_importrow_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "line"), name="products_importrow_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerVoice",
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
                        related_name="former_voices",
                        to="products.product",
                    ),
                ),
                ("file", models.FileField(max_length=120, upload_to="")),
                ("content_type", models.CharField(blank=True, max_length=40)),
                ("removed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lời kể trước đây",
                "verbose_name_plural": "lời kể trước đây",
            },
        ),
        TextIndex("products_listingcard", "product_id", "search"),
        migrations.RunPython(make_search_indexes, drop_search_indexes),
    ]
