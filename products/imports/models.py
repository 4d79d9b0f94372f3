import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.imports import enums
from products.imports.querysets import ImportQuerySet
from products.producers.models import Producer
from products.products.models import Product

USER = settings.AUTH_USER_MODEL


class ProductImport(models.Model):
    """Spreadsheet of products: checked first (dry run), then imported in the background in parts."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=10, choices=enums.ImportState, default=enums.ImportState.CHECKED)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    photos = models.CharField(
        max_length=120, blank=True, help_text="The ZIP file, until the import is finished"
    )
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When its task last made progress")
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    with_beside = models.BooleanField(
        default=False,
        help_text="The user chose to change amounts, offers and photos of existing products, too",
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần đưa tệp sản phẩm")
        verbose_name_plural = _("lần đưa tệp sản phẩm")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "beat_at"], name="products_import_running")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.created_at:%d/%m/%Y}"

    @property
    def is_checked(self) -> bool:
        """Return True while the import waits for the producer to start it."""
        return self.state == enums.ImportState.CHECKED

    @property
    def is_working(self) -> bool:
        return self.state in (enums.ImportState.RUNNING, enums.ImportState.UNDOING)

    @property
    def is_done(self) -> bool:
        return self.state == enums.ImportState.DONE

    @property
    def is_undone(self) -> bool:
        return self.state == enums.ImportState.UNDONE


class ImportRow(models.Model):
    """One row of an imported spreadsheet.

    errors: {cell: [heading, message]}.
    product: the product made from the row, or the existing product.
    changes: {field: [before, after]} of an existing product, in JSON form.
    offer: {"min_count", "breaks": [[from, price]], "sale_months"} of the product's first offer.
    beside: {key of LABELS in imports/updates.py: [before, after]}, changes made only if the user ticks them.
    notes: messages about values that the row leaves unchanged.
    """

    run = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Row number in the spreadsheet")
    state = models.CharField(max_length=8, choices=enums.RowState)
    draft_key = models.UUIDField()
    name = models.CharField(max_length=120, blank=True)
    fields = models.JSONField(default=dict)
    quantity = models.CharField(max_length=16, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    photos = models.JSONField(default=list, help_text="File names in the ZIP that are not added yet")
    changes = models.JSONField(default=dict)
    offer = models.JSONField(default=dict)
    beside = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    errors = models.JSONField(default=dict)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("dòng của tệp sản phẩm")
        verbose_name_plural = _("dòng của tệp sản phẩm")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="products_importrow_line")]
        indexes = [models.Index(fields=["run", "state", "line"], name="products_importrow_state")]

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"

    @property
    def is_plain(self) -> bool:
        """Return True if the row creates, or created, a new product."""
        return self.state in (enums.RowState.GOOD, enums.RowState.MADE)
