"""Links that codes lead to, and the codes that lots had before."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0004_search_index"),
        ("traceability", "0010_label_flags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link_type",
                    models.CharField(
                        choices=[
                            ("recipeInfo", "Công thức nấu, cách làm món"),
                            ("relatedVideo", "Phim"),
                            ("certificationInfo", "Giấy chứng nhận"),
                            ("hasRetailers", "Nơi bán, gian hàng"),
                            ("instructions", "Cách dùng"),
                            ("consumerHandlingStorageInfo", "Cách bảo quản"),
                            ("nutritionalInfo", "Dinh dưỡng"),
                            ("ingredientsInfo", "Thành phần"),
                            ("allergenInfo", "Chất dễ gây dị ứng"),
                            ("safetyInfo", "Lưu ý an toàn"),
                            ("promotion", "Khuyến mãi"),
                            ("socialMedia", "Trang mạng xã hội"),
                            ("homepage", "Trang của nơi làm ra"),
                            ("backgroundInfo", "Chuyện làng nghề, vùng đất"),
                            ("relatedImage", "Ảnh"),
                            ("eventsInfo", "Ngày hội, sự kiện"),
                            ("locationInfo", "Đường đến, bản đồ"),
                            ("faqs", "Hỏi và đáp"),
                            ("leaveReview", "Chỗ viết nhận xét"),
                            ("sustainabilityInfo", "Môi trường, tái chế"),
                        ],
                        max_length=40,
                        verbose_name="loại liên kết",
                    ),
                ),
                ("url", models.CharField(max_length=400, verbose_name="địa chỉ")),
                ("title", models.CharField(max_length=80, verbose_name="tên gọi")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vi", "Tiếng Việt"),
                            ("en", "Tiếng Anh"),
                            ("zh", "Tiếng Trung"),
                            ("ja", "Tiếng Nhật"),
                            ("ko", "Tiếng Hàn"),
                            ("lo", "Tiếng Lào"),
                            ("th", "Tiếng Thái Lan"),
                            ("fr", "Tiếng Pháp"),
                        ],
                        max_length=2,
                        verbose_name="ngôn ngữ",
                    ),
                ),
                ("media_type", models.CharField(default="text/html", max_length=60)),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Context: ISO 3166-1 alpha-2, where it is for one country's buyers",
                        max_length=2,
                    ),
                ),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("until_date", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("salt", models.BinaryField(max_length=32)),
                ("pin", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "đã sửa"),
                            ("removed", "đã bỏ"),
                            ("taken_down", "cán bộ đã gỡ"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        help_text="Where an officer took it down; the producer reads it",
                        max_length=200,
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
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_links",
                        to="traceability.lot",
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
                    "previous",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="next",
                        to="traceability.codelink",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_links",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "liên kết của mã",
                "verbose_name_plural": "liên kết của mã",
                "ordering": ["link_type", "id"],
                "indexes": [models.Index(fields=["product", "ended_at"], name="traceability_link_standing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_date", None),
                            ("until_date", None),
                            ("until_date__gte", models.F("from_date")),
                            _connector="OR",
                        ),
                        name="traceability_link_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("url__startswith", "https://")), name="traceability_link_https"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="traceability_link_ended_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="mã lô cũ")),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When the lot got another code"
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
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="traceability.lot",
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
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="products.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "mã lô cũ",
                "verbose_name_plural": "mã lô cũ",
                "ordering": ["since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "code"), name="traceability_alias_once_in_product"
                    )
                ],
            },
        ),
    ]
