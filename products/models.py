import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Branch, Unit
from products import enums
from products.querysets import (
    CertificateQuerySet,
    InvitationQuerySet,
    PhotoQuerySet,
    ProducerQuerySet,
    ProductQuerySet,
)

USER = settings.AUTH_USER_MODEL


class Producer(models.Model):
    """A household, cooperative or company that answers for its products; several members may run one."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=12, choices=enums.ProducerKind)
    name = models.CharField(_("tên"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    unit = models.ForeignKey(Unit, verbose_name=_("xã, phường"), on_delete=models.PROTECT, related_name="producers")
    address = models.CharField(_("thôn, bản, đường"), max_length=160, blank=True)
    phone = models.CharField(_("điện thoại cho người mua"), max_length=16, blank=True)
    identity_code = models.CharField(_("mã số thuế hoặc mã hộ"), max_length=20, blank=True)
    about = models.TextField(_("giới thiệu"), max_length=1000, blank=True)
    portrait = models.ForeignKey("Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    branch = models.ForeignKey(
        Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="producers",
        help_text="The branch whose officers check and help",
    )
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    verified_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi sản xuất")
        verbose_name_plural = _("nơi sản xuất")

    def __str__(self) -> str:
        return self.name


class ProducerPerson(models.Model):
    """One of the people who run a producer."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="producer_roles")
    role = models.CharField(max_length=10, choices=enums.ProducerRole, default=enums.ProducerRole.OWNER)
    added_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("người của nơi sản xuất")
        verbose_name_plural = _("người của nơi sản xuất")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "user"], condition=Q(until=None), name="products_producerperson_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"


class ProducerInvitation(models.Model):
    """An offer to run a producer together, to whoever holds a phone number or member card; she accepts or not.

    Kept by the number and not by the account, so that the one who invites never learns whether the number has one.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="invitations")
    contact = models.CharField(max_length=16, help_text="E.164 phone or eight digits of a member card")
    role = models.CharField(max_length=10, choices=enums.ProducerRole, default=enums.ProducerRole.HELPER)
    state = models.CharField(max_length=10, choices=enums.InvitationState, default=enums.InvitationState.WAITING)
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời mời cùng làm")
        verbose_name_plural = _("lời mời cùng làm")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "contact"], condition=Q(state="waiting"), name="products_invitation_one_open"
            ),
        ]
        indexes = [models.Index(fields=["contact", "state"], name="products_invitation_contact")]

    def __str__(self) -> str:
        return f"{self.producer} → {self.contact}"


class Photo(models.Model):
    """A picture, re-made from what was uploaded: turned upright, without any metadata; the original is not kept.

    `master` is the normalised JPEG; `variants` maps a name such as "640.webp" to {path, width, height, bytes}.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=enums.PhotoState, default=enums.PhotoState.WAITING)
    master = models.FileField(upload_to="photos/master/", max_length=120)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, default="#e9e2d2", help_text="Placeholder while the sizes are made")
    variants = models.JSONField(default=dict, blank=True)
    alt = models.CharField(_("mô tả ảnh"), max_length=160, blank=True)
    is_drawing = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    producer = models.ForeignKey(Producer, null=True, blank=True, on_delete=models.CASCADE, related_name="photos")
    uploaded_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")

    def __str__(self) -> str:
        return f"{self.key} {self.width}x{self.height}"


class Product(models.Model):
    """What a producer sells. A draft may be nearly empty; what a listing needs is in products/listing_rules.py."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="products")
    name = models.CharField(_("tên sản phẩm"), max_length=120, blank=True)
    slug = models.SlugField(max_length=140, unique=True, null=True, blank=True, help_text="Set at first listing")
    state = models.CharField(max_length=10, choices=enums.ProductState, default=enums.ProductState.DRAFT)
    price = models.PositiveBigIntegerField(_("giá (đồng)"), null=True, blank=True)
    unit = models.CharField(_("đơn vị bán"), max_length=10, blank=True, help_text="Code of backend.common.units")
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
    materials = models.CharField(_("chất liệu"), max_length=200, blank=True)
    specification = models.CharField(_("quy cách"), max_length=200, blank=True)
    brand = models.CharField(_("nhãn hiệu"), max_length=80, blank=True)
    standards = models.CharField(_("tiêu chuẩn áp dụng"), max_length=200, blank=True)
    shelf_life_days = models.PositiveIntegerField(_("hạn dùng (số ngày)"), null=True, blank=True)
    season_months = models.JSONField(_("tháng có hàng"), default=list, blank=True, help_text="Numbers 1 to 12")
    story = models.TextField(_("chuyện của sản phẩm"), max_length=3000, blank=True)
    voice = models.FileField(_("lời kể bằng giọng nói"), upload_to="voices/", max_length=120, blank=True)
    voice_type = models.CharField(max_length=40, blank=True)
    search_text = models.TextField(blank=True, editable=False, help_text="Folded name, producer, commune, group")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    draft_key = models.UUIDField(
        null=True, blank=True, unique=True, editable=False, help_text="Made by the phone that began the draft"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    help_asked_at = models.DateTimeField(null=True, blank=True, help_text="She asked an officer to complete it")
    listed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    facts_version = models.PositiveIntegerField(default=1, help_text="Grows whenever a public page would change")

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="listed") | (~Q(name="") & Q(price__isnull=False) & Q(slug__isnull=False)),
                name="products_product_listed_is_whole",
            ),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="products_product_price_positive"),
        ]
        indexes = [
            models.Index(fields=["state", "-listed_at", "-id"], name="products_product_newest"),
            models.Index(fields=["state", "price", "id"], name="products_product_price"),
            models.Index(fields=["state", "ocop_set", "-listed_at"], name="products_product_set"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Sản phẩm chưa đặt tên"))


class ProductPhoto(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photo_links")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="product_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("ảnh của sản phẩm")
        verbose_name_plural = _("ảnh của sản phẩm")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "photo"], name="products_productphoto_once")]

    def __str__(self) -> str:
        return f"{self.product} {self.position}"


class ProductDecision(models.Model):
    """A step in a product's life: submitted, listed, returned with reasons, retired; by whom and when."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=10, choices=enums.ProductState)
    reasons = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("quyết định về sản phẩm")
        verbose_name_plural = _("quyết định về sản phẩm")
        ordering = ["-decided_at", "-id"]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_state_display()}"


class ProductChange(models.Model):
    """One change of a product: {field: [before, after]}, kept with who did it, for whom, and when."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="changes")
    fields = models.JSONField(default=dict)
    was_listed = models.BooleanField(default=False)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thay đổi của sản phẩm")
        verbose_name_plural = _("thay đổi của sản phẩm")
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.product} {self.changed_at:%d/%m/%Y}"


class ProductFacts(models.Model):
    """What the public page of a product said from `since` on, word for word: canonical JSON, pinned in the ledger.

    Kept 12 months past the last use-by and 5 years by the platform (Decree 37/2026/NĐ-CP Art. 53(3), 41(6)).
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="facts")
    version = models.PositiveIntegerField()
    body = models.TextField(help_text="RFC 8785 JSON of products.facts.public_facts")
    salt = models.BinaryField(max_length=32)
    pin = models.CharField(max_length=64, help_text="backend.ledger.pins.pin(salt, body)")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("nội dung đã công bố")
        verbose_name_plural = _("nội dung đã công bố")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["product", "version"], name="products_facts_version")]

    def __str__(self) -> str:
        return f"{self.product} v{self.version}"


class Certificate(models.Model):
    """A paper about a product, or about a whole producer when `product` is empty.

    OCOP ones follow the rules in force on the day of the decision (products/ocop.py); a badge shows only while the state is
    VERIFIED and today lies within the validity.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="certificates")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="certificates"
    )
    kind = models.CharField(_("loại giấy"), max_length=12, choices=enums.CertificateKind)
    state = models.CharField(max_length=10, choices=enums.CertificateState, default=enums.CertificateState.DRAFT)
    number = models.CharField(_("số giấy"), max_length=60)
    issuer = models.CharField(_("nơi cấp"), max_length=120)
    decision = models.CharField(_("quyết định số"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    issued_date = models.DateField(_("ngày cấp"))
    valid_until = models.DateField(_("có giá trị đến"), null=True, blank=True)
    stars = models.PositiveSmallIntegerField(_("số sao"), null=True, blank=True)
    points = models.DecimalField(_("số điểm"), max_digits=5, decimal_places=2, null=True, blank=True)
    scan = models.ForeignKey(
        Photo, verbose_name=_("ảnh chụp giấy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    scan_is_public = models.BooleanField(
        _("cho người mua xem ảnh giấy"), default=False, help_text="Shown only once verified"
    )
    issuing_level = models.CharField(_("cấp công nhận"), max_length=10, blank=True, help_text="products.ocop.IssuingLevel")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy chứng nhận")
        verbose_name_plural = _("giấy chứng nhận")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__gte=3, stars__lte=5), name="products_certificate_stars"
            ),
            models.CheckConstraint(
                condition=~Q(kind="ocop") | Q(stars__isnull=False), name="products_certificate_ocop_has_stars"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("issued_date")),
                name="products_certificate_validity_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_in_force(self) -> bool:
        today = timezone.localdate()
        return (
            self.state == enums.CertificateState.VERIFIED
            and self.issued_date <= today
            and (self.valid_until is None or self.valid_until >= today)
        )


class ListingCard(models.Model):
    """What the public list shows and searches of one listed product: a copy, made anew by products/actions/cards.py.

    One row answers a card without a join, and every facet is a column of it. `search` is the folded text the indexes stand on
    (FTS5 on SQLite, pg_trgm on PostgreSQL), each word with a space before and behind it.
    """

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="card")
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=140)
    price = models.PositiveBigIntegerField()
    unit = models.CharField(max_length=10)
    producer_name = models.CharField(max_length=120)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    commune_name = models.CharField(max_length=80)
    ocop_set = models.PositiveSmallIntegerField()
    ocop_group = models.CharField(max_length=20, help_text="Key of products.ocop.Group")
    stars = models.PositiveSmallIntegerField(default=0, help_text="0 where no OCOP certificate is in force")
    certificates = models.PositiveSmallIntegerField(default=0, help_text="Bits, see products.enums.CERTIFICATE_BITS")
    fresh_until = models.DateField(null=True, help_text="Day on which the first of these papers runs out")
    season = models.PositiveSmallIntegerField(default=0, help_text="Bit 0 is January; 0: the whole year")
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    search = models.TextField()
    accents = models.TextField(help_text="The name with its accents, to put an exact hit first")
    listed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thẻ sản phẩm")
        verbose_name_plural = _("thẻ sản phẩm")
        indexes = [
            models.Index(fields=["-listed_at", "-product"], name="products_card_newest"),
            models.Index(fields=["price", "-product"], name="products_card_price"),
            models.Index(fields=["ocop_group", "-listed_at", "-product"], name="products_card_group"),
            models.Index(fields=["commune", "-listed_at", "-product"], name="products_card_commune"),
            models.Index(fields=["stars", "-listed_at", "-product"], name="products_card_stars"),
            models.Index(fields=["fresh_until"], name="products_card_fresh_until"),
        ]

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A folded word that some card holds: what a mistyped word may have meant. Never removed; a spare one does no harm."""

    word = models.CharField(max_length=40, unique=True)

    class Meta:
        verbose_name = _("từ tìm kiếm")
        verbose_name_plural = _("từ tìm kiếm")

    def __str__(self) -> str:
        return self.word
