import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField

USER = settings.AUTH_USER_MODEL


class ExchangeTemplate(models.Model):
    """An exchange's own empty Excel file, and what fills each of its columns.

    columns: {column: key of orders.exchanges.fields}; the column is text, "3" is C.
    constants: {column: text}, the same text in every row.
    words: {column: {value of a product: entry of the column's drop-down list}}.
    digest: a hash of the headings that were mapped.
    shape: the rest of the sheet that the mapping depends on (orders.exchanges.shape).
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("tên sàn"), max_length=80)
    file = models.CharField(max_length=120, help_text="In the media store")
    file_name = models.CharField(max_length=120)
    sheet = models.CharField(_("trang tính"), max_length=31, blank=True)
    heading_row = models.PositiveIntegerField(_("dòng tiêu đề"), default=1)
    first_row = models.PositiveIntegerField(_("điền từ dòng"), default=2)
    columns = models.JSONField(default=dict, blank=True)
    constants = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    shape = models.JSONField(default=dict, blank=True)
    headings = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    is_active = models.BooleanField(default=True)
    salt = SaltField(help_text="Of the pin of the texts")

    class Meta:
        verbose_name = _("tệp mẫu của sàn")
        verbose_name_plural = _("tệp mẫu của sàn")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_row__gt=models.F("heading_row")), name="orders_exchange_rows_below_heading"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_mapped(self) -> bool:
        return bool(self.columns or self.constants)
