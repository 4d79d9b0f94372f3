import uuid
from datetime import date

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Branch, Unit
from products.models import Photo, Producer, Product
from traceability import enums
from traceability.querysets import EventQuerySet, InquiryQuerySet, LabelRunQuerySet, LotQuerySet

USER = settings.AUTH_USER_MODEL


def this_month() -> date:
    """First day of the current month in UTC: the partition key of tall tables."""
    return timezone.now().date().replace(day=1)


class Lot(models.Model):
    """One harvest or batch of a product. `code` is GS1 AI (10): up to 20 characters, upper case here."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(
        _("mã lô"), max_length=20, validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9\-]*$", _("Chữ hoa, số và gạch nối."))]
    )
    state = models.CharField(max_length=10, choices=enums.LotState, default=enums.LotState.OPEN)
    quantity = models.DecimalField(_("số lượng"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("đơn vị"), max_length=10)
    harvested_date = models.DateField(_("ngày thu hoạch"), null=True, blank=True)
    produced_date = models.DateField(_("ngày sản xuất (NSX)"), null=True, blank=True)
    expiry_date = models.DateField(_("hạn sử dụng (HSD)"), null=True, blank=True)
    place = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    page_version = models.PositiveIntegerField(default=1, help_text="Grows whenever its origin page would change")
    used = models.DecimalField(
        max_digits=12, decimal_places=3, default=0, help_text="Of its quantity: what went into other lots or was lost"
    )
    packed = models.DecimalField(
        max_digits=12, decimal_places=3, default=0, help_text="Of its quantity: what is in cartons now"
    )

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lô hàng")
        verbose_name_plural = _("lô hàng")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="traceability_lot_code_in_product"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="traceability_lot_quantity_positive"),
            models.CheckConstraint(
                condition=Q(used__gte=0, packed__gte=0, quantity__gte=models.F("used") + models.F("packed")),
                name="traceability_lot_used_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """One step of one or more lots, in the shape of an EPCIS 2.0 event. Append-only: the database refuses a change.

    It holds no personal words: note, person and photo are EventDetail rows pinned in `pins` by a salted hash. An error
    declaration (EPCIS 2.0 §7.4.1.3) is a second row with the same event_id and is_error. `by_ref` and `on_behalf_ref` are
    pseudonyms (`User.ref`).
    """

    pk = models.CompositePrimaryKey("recorded_month", "event_id", "is_error")
    recorded_month = models.DateField(default=this_month)
    event_id = models.UUIDField(default=uuid.uuid4)
    is_error = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=enums.EventKind)
    epcis_type = models.CharField(max_length=24, choices=enums.EpcisType)
    action = models.CharField(max_length=8, choices=enums.EpcisAction, blank=True)
    biz_step = models.CharField(max_length=40)
    disposition = models.CharField(max_length=40)
    event_time = models.DateTimeField(help_text="When it happened")
    zone_offset = models.CharField(max_length=6, default="+07:00")
    recorded_at = models.DateTimeField(default=timezone.now)
    place = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Commune; never coordinates"
    )
    by_ref = models.UUIDField(null=True)
    on_behalf_ref = models.UUIDField(null=True)
    device_clock_offset_s = models.IntegerField(null=True, help_text="Server minus phone, seconds, where the phone told")
    clock_flagged = models.BooleanField(default=False)
    error_reason = models.CharField(max_length=40, blank=True, help_text="CBV error reason, on declarations")
    corrective_event_ids = models.JSONField(default=list)
    pins = models.JSONField(default=list, help_text='Such as [{"kind": "note", "pin": "<hex>"}]')
    entry_id = models.BigIntegerField(null=True, help_text="backend.ledger entry that tells the same")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự kiện")
        verbose_name_plural = _("sự kiện")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "is_error"], name="traceability_event_once"),
        ]
        indexes = [models.Index(fields=["event_time"], name="traceability_event_time")]

    def __str__(self) -> str:
        return self.urn

    @property
    def urn(self) -> str:
        return f"urn:uuid:{self.event_id}"


class EventLot(models.Model):
    """A lot's part in an event: subject, input or output, with how much. Append-only like the event."""

    pk = models.CompositePrimaryKey("recorded_month", "event_id", "is_error", "position")
    recorded_month = models.DateField()
    event_id = models.UUIDField()
    is_error = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    event = models.ForeignObject(
        Event,
        on_delete=models.DO_NOTHING,
        from_fields=["recorded_month", "event_id", "is_error"],
        to_fields=["recorded_month", "event_id", "is_error"],
        related_name="lot_links",
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="event_links")
    role = models.CharField(max_length=10, choices=enums.LotRole)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("lô trong sự kiện")
        verbose_name_plural = _("lô trong sự kiện")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.role} {self.lot_id}"


class EventDetail(models.Model):
    """What an event says in personal words, or shows: erasable, pinned by `salt` in the event's `pins`."""

    event_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=enums.DetailKind)
    text = models.CharField(max_length=500, blank=True)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("chi tiết của sự kiện")
        verbose_name_plural = _("chi tiết của sự kiện")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(text="", photo=None, salt=None), name="traceability_detail_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class EventCheck(models.Model):
    """An officer stands behind an event: she holds the signed paper, or she went and saw. The ledger tells it too."""

    event_id = models.UUIDField()
    claim = models.CharField(max_length=10, choices=enums.Claim)
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("xác minh sự kiện")
        verbose_name_plural = _("xác minh sự kiện")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "claim"], name="traceability_check_once"),
            models.CheckConstraint(condition=~Q(claim="self"), name="traceability_check_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.claim}"


class ProductCode(models.Model):
    """A code that was or may be printed for a product. Never deleted: a printed code answers for ever."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=4, choices=enums.CodeKind)
    value = models.CharField(max_length=20, unique=True, help_text="GTIN-14, or our own short code")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mã sản phẩm")
        verbose_name_plural = _("mã sản phẩm")
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(kind="own"), name="traceability_code_one_own"),
        ]

    def __str__(self) -> str:
        return self.value


class LabelRun(models.Model):
    """A run of labels: one row however many labels it has. Its id is the run number inside every serial."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="label_runs")
    code = models.ForeignKey(ProductCode, on_delete=models.PROTECT, related_name="label_runs")
    count = models.PositiveIntegerField()
    layout = models.CharField(max_length=20)
    key_version = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=120, help_text="Scheme and host printed into the labels")
    content = models.JSONField(default=dict, help_text="The printed words as they were at the time")
    content_salt = models.BinaryField(
        max_length=32, null=True, help_text="Opens the pin of the words in the run's entry; none once a name went out of them"
    )
    offset_x = models.DecimalField(max_digits=4, decimal_places=2, default=0, help_text="mm")
    offset_y = models.DecimalField(max_digits=4, decimal_places=2, default=0, help_text="mm")
    state = models.CharField(max_length=10, choices=enums.RunState, default=enums.RunState.QUEUED)
    done_count = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, help_text="Of the process that makes the sheet now")
    heartbeat_at = models.DateTimeField(null=True, blank=True, help_text="When that process, or who waits for one, last spoke")
    error = models.CharField(max_length=300, blank=True)
    pdf = models.CharField(max_length=160, blank=True, help_text="Path under MEDIA_ROOT; empty once put away, made again on demand")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_made_at = models.DateTimeField(null=True, blank=True)
    verified_count = models.PositiveIntegerField(default=0, help_text="Labels read back before release")
    requested_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = LabelRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt tem")
        verbose_name_plural = _("đợt tem")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=100_000), name="traceability_run_count_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.lot} · {self.count}"


class LabelPrint(models.Model):
    """The print ledger: who took which labels of a run to a printer, and when."""

    run = models.ForeignKey(LabelRun, on_delete=models.PROTECT, related_name="prints")
    kind = models.CharField(max_length=10, choices=enums.PrintKind)
    first = models.PositiveIntegerField(help_text="First label, from 1")
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    reason_salt = models.BinaryField(max_length=32, null=True, help_text="Opens the entry's reasonPin")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lần in")
        verbose_name_plural = _("lần in")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=models.F("first")), name="traceability_print_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first}–{self.last}"


class LabelVoid(models.Model):
    """Labels of a run that must not be believed: spoiled, lost, or not used."""

    run = models.ForeignKey(LabelRun, on_delete=models.PROTECT, related_name="voids")
    first = models.PositiveIntegerField(help_text="First label, from 1")
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    reason_salt = models.BinaryField(max_length=32, null=True, help_text="Opens the entry's reasonPin")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    voided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tem huỷ")
        verbose_name_plural = _("tem huỷ")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=models.F("first")), name="traceability_void_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first}–{self.last}"


class LabelTally(models.Model):
    """What the scans of one label add up to. A row appears at its first scan; `serial_key` is run * 2**17 + counter."""

    serial_key = models.BigIntegerField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="tallies")
    count = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0, help_text="Distinct days")
    devices_today = models.PositiveIntegerField(default=0)
    busiest_day_devices = models.PositiveIntegerField(default=0)
    busiest_day_communes = models.PositiveIntegerField(default=0, help_text="As buyers said, once a network")
    communes = models.PositiveIntegerField(default=0, help_text="Ever said")
    first_scanned_at = models.DateTimeField()
    last_scanned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("số lần quét của tem")
        verbose_name_plural = _("số lần quét của tem")

    def __str__(self) -> str:
        return f"{self.serial_key}: {self.count}"


class Scan(models.Model):
    """One scan that a page posted. No address of the network is kept: `device` is a hash salted by the day."""

    pk = models.CompositePrimaryKey("month", "id")
    month = models.DateField(default=this_month)
    id = models.UUIDField(default=uuid.uuid4)
    serial_key = models.BigIntegerField(null=True, help_text="None where the code names a lot only")
    lot = models.ForeignKey(Lot, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    device = models.BinaryField(max_length=16, help_text="Tells repeat from new within one day, and nothing after it")
    network = models.BinaryField(
        max_length=16, null=True, help_text="Tells an address again within one day, like `device`; a /64 of IPv6"
    )
    is_repeat = models.BooleanField(default=False, help_text="Kept, not counted")
    verdict = models.CharField(max_length=12, choices=enums.Verdict)
    place = models.ForeignKey(
        Unit, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+",
        help_text="Commune, where the buyer says it",
    )
    scanned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lượt quét")
        verbose_name_plural = _("lượt quét")
        indexes = [
            models.Index(fields=["serial_key", "scanned_at"], name="traceability_scan_serial"),
            models.Index(fields=["lot", "scanned_at"], name="traceability_scan_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.scanned_at:%d/%m/%Y}"


class Inquiry(models.Model):
    """A buyer's report of a problem or question to the producer; it waits until somebody answers."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=enums.InquiryKind)
    state = models.CharField(max_length=10, choices=enums.InquiryState, default=enums.InquiryState.OPEN)
    producer = models.ForeignKey(Producer, null=True, on_delete=models.CASCADE, related_name="inquiries")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries")
    serial_text = models.CharField(max_length=24, blank=True)
    text = models.TextField(max_length=1000)
    contact_phone = models.CharField(max_length=16, blank=True, help_text="Only if the buyer wants to be called back")
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời nhắn của người mua")
        verbose_name_plural = _("lời nhắn của người mua")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%d/%m/%Y}"


class OriginVersion(models.Model):
    """What a lot's origin page said from a moment on. Erasable (a household's name is in it); `pin` stands in the ledger."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="origin_versions")
    number = models.PositiveIntegerField()
    facts = models.JSONField(null=True)
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bản công bố của trang nguồn gốc")
        verbose_name_plural = _("bản công bố của trang nguồn gốc")
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="traceability_originversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} v{self.number}"


class DaySalt(models.Model):
    """The secret of one day under which devices are told apart; deleted after two days, and with it the way back."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("muối của ngày")
        verbose_name_plural = _("muối của ngày")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
