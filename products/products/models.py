from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from products.photos.models import Photo
from products.producers.models import Producer
from products.products import enums
from products.products.english import shown_name
from products.products.querysets import ProductQuerySet

USER = settings.AUTH_USER_MODEL


class Product(models.Model):
    """Goods that a producer sells.

    A draft may be almost empty; products/listing/requirements.py has the rules of a listing.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="products")
    name = models.CharField(_("tên sản phẩm"), max_length=120, blank=True)
    name_en = models.CharField(
        _("tên tiếng Anh"),
        max_length=120,
        blank=True,
        help_text="Written by an officer; without it English pages show `name`",
    )
    slug = models.SlugField(
        max_length=140, unique=True, null=True, blank=True, help_text="Set at first listing"
    )
    state = models.CharField(max_length=10, choices=enums.ProductState, default=enums.ProductState.DRAFT)
    price = models.PositiveBigIntegerField(_("giá (đồng)"), null=True, blank=True)
    unit = models.CharField(
        _("đơn vị bán"), max_length=10, blank=True, help_text="Code of backend.common.units"
    )
    ocop_set = models.PositiveSmallIntegerField(
        _("nhóm sản phẩm"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    gtin = models.CharField(
        "GTIN", max_length=14, unique=True, null=True, blank=True, help_text="14 digits, check digit verified"
    )
    is_packed = models.BooleanField(_("bán theo bao gói sẵn"), default=False)
    net_content = models.CharField(_("khối lượng, dung tích một gói"), max_length=40, blank=True)
    origin = models.CharField(_("xuất xứ"), max_length=120, blank=True)
    ingredients = models.TextField(_("thành phần"), max_length=600, blank=True)
    usage = models.TextField(_("cách dùng"), max_length=600, blank=True)
    storage = models.TextField(_("cách bảo quản"), max_length=400, blank=True)
    warnings = models.TextField(_("lưu ý an toàn"), max_length=400, blank=True)
    alcohol_percent = models.DecimalField(
        _("độ cồn (% thể tích)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    nutrition = models.CharField(
        _("bảng dinh dưỡng"),
        max_length=8,
        choices=enums.Nutrition,
        blank=True,
        help_text="Empty: not stated",
    )
    nutrition_per = models.CharField(
        _("bảng dinh dưỡng tính cho"), max_length=5, choices=enums.NutritionPer, blank=True
    )
    energy_kcal = models.DecimalField(
        _("năng lượng (kcal)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    protein_g = models.DecimalField(_("chất đạm (g)"), max_digits=7, decimal_places=2, null=True, blank=True)
    carbohydrate_g = models.DecimalField(
        _("carbohydrat (g)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    fat_g = models.DecimalField(_("chất béo (g)"), max_digits=7, decimal_places=2, null=True, blank=True)
    sodium_mg = models.DecimalField(_("natri (mg)"), max_digits=7, decimal_places=2, null=True, blank=True)
    sugars_g = models.DecimalField(
        _("đường tổng số (g)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    saturated_fat_g = models.DecimalField(
        _("chất béo bão hoà (g)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    has_added_sugar = models.BooleanField(_("có cho thêm đường"), default=False)
    is_fried = models.BooleanField(_("chiên, rán trong dầu mỡ"), default=False)
    materials = models.CharField(_("chất liệu"), max_length=200, blank=True)
    specification = models.CharField(_("quy cách"), max_length=200, blank=True)
    brand = models.CharField(_("nhãn hiệu"), max_length=80, blank=True)
    standards = models.CharField(_("tiêu chuẩn áp dụng"), max_length=200, blank=True)
    shelf_life_days = models.PositiveIntegerField(_("hạn dùng (số ngày)"), null=True, blank=True)
    season_months = models.JSONField(
        _("tháng có hàng"), default=list, blank=True, help_text="Numbers 1 to 12"
    )
    story = models.TextField(_("chuyện của sản phẩm"), max_length=3000, blank=True)
    summary_en = models.TextField(
        _("giới thiệu ngắn bằng tiếng Anh"), max_length=400, blank=True, help_text="Written by an officer"
    )
    voice = models.FileField(_("lời kể bằng giọng nói"), upload_to="voices/", max_length=120, blank=True)
    voice_type = models.CharField(max_length=40, blank=True)
    search_text = models.TextField(
        blank=True, editable=False, help_text="Folded name, producer, commune, group"
    )
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    draft_key = models.UUIDField(
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text="Generated by the phone that started the draft",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    help_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the producer asked an officer to complete the draft"
    )
    listed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    facts_version = models.PositiveIntegerField(
        default=1, help_text="Increases whenever a public page changes"
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="listed") | (~Q(name="") & Q(price__isnull=False) & Q(slug__isnull=False)),
                name="products_product_listed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0), name="products_product_price_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-listed_at", "-id"], name="products_product_newest"),
            models.Index(fields=["state", "price", "id"], name="products_product_price"),
            models.Index(fields=["state", "ocop_set", "-listed_at"], name="products_product_set"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Sản phẩm chưa đặt tên"))

    @property
    def shown_name(self) -> str:
        """Return the name in the active language; the Vietnamese one if it has no English name."""
        return shown_name(self)

    @property
    def is_draft(self) -> bool:
        return self.state == enums.ProductState.DRAFT

    @property
    def is_submitted(self) -> bool:
        """Return True if the product waits for an officer's review."""
        return self.state == enums.ProductState.SUBMITTED

    @property
    def is_returned(self) -> bool:
        """Return True if an officer asked for changes."""
        return self.state == enums.ProductState.RETURNED

    @property
    def is_listed(self) -> bool:
        return self.state == enums.ProductState.LISTED

    @property
    def is_public(self) -> bool:
        """Return True if everybody sees the product. It may be listed and not public (Producer.shows_goods)."""
        return self.is_listed and self.producer.shows_goods

    @property
    def is_retired(self) -> bool:
        return self.state == enums.ProductState.RETIRED

    @property
    def may_be_submitted(self) -> bool:
        return self.state in enums.SUBMITTABLE

    @property
    def needs_no_nutrition(self) -> bool:
        """Return True if the producer gave a reason why the product has no nutrition table."""
        return bool(self.nutrition) and self.nutrition != enums.Nutrition.TABLE


class ProductPhoto(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photo_links")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="product_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("ảnh của sản phẩm")
        verbose_name_plural = _("ảnh của sản phẩm")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "photo"], name="products_productphoto_once")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.position}"


class ProductDecision(models.Model):
    """Step in a product's life (draft, submitted, listed, returned, retired), with actor and moment."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=10, choices=enums.ProductState)
    reasons = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of `reasons`")

    class Meta:
        verbose_name = _("quyết định về sản phẩm")
        verbose_name_plural = _("quyết định về sản phẩm")
        ordering = ["-decided_at", "-id"]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_state_display()}"


class ProductChange(models.Model):
    """Change of a product's fields, {field: [before, after]}, with actor and moment."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="changes")
    fields = models.JSONField(default=dict)
    was_listed = models.BooleanField(default=False)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of `fields`")

    class Meta:
        verbose_name = _("thay đổi của sản phẩm")
        verbose_name_plural = _("thay đổi của sản phẩm")
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.product} {self.changed_at:%d/%m/%Y}"


class ProductFacts(models.Model):
    """The content of a product's public page from `since` on, as canonical JSON that is pinned in the ledger.

    backend/common/retention.toml defines how long it is stored.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="facts")
    version = models.PositiveIntegerField()
    body = models.TextField(help_text="RFC 8785 JSON of products.products.facts.public_facts")
    salt = models.BinaryField(max_length=32)
    pin = models.CharField(max_length=64, help_text="backend.ledger.pins.pin(salt, body)")
    since = models.DateTimeField(default=timezone.now)
    withheld_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Not shown to anybody since then; stored until the legal retention period ends",
    )

    class Meta:
        verbose_name = _("nội dung đã công bố")
        verbose_name_plural = _("nội dung đã công bố")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["product", "version"], name="products_facts_version")]

    def __str__(self) -> str:
        return f"{self.product} v{self.version}"


class FormerVoice(models.Model):
    """A voice note that buyers could hear, and that was replaced or removed.

    It is never played, and stored as long as a listing's data.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="former_voices")
    file = models.FileField(max_length=120)
    content_type = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lời kể trước đây")
        verbose_name_plural = _("lời kể trước đây")

    def __str__(self) -> str:
        return str(self.file)
