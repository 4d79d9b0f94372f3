import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.photos import enums
from products.photos.querysets import PhotoQuerySet
from products.producers.models import Producer

USER = settings.AUTH_USER_MODEL


class Photo(models.Model):
    """Picture re-encoded from an upload: upright and without metadata. The original is not stored.

    master: the normalised JPEG.
    variants: {"640.webp": {path, width, height, bytes}, …}.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=enums.PhotoState, default=enums.PhotoState.WAITING)
    master = models.FileField(upload_to="photos/master/", max_length=120)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(
        max_length=7, default="#e9e2d2", help_text="Placeholder while the sizes are made"
    )
    variants = models.JSONField(default=dict, blank=True)
    alt = models.CharField(_("mô tả ảnh"), max_length=160, blank=True)
    is_drawing = models.BooleanField(default=False)
    is_from_table = models.BooleanField(
        default=False, help_text="It was imported in a ZIP file with a table of products"
    )
    is_public = models.BooleanField(default=False)
    producer = models.ForeignKey(
        Producer, null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    uploaded_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Removed from every page since then; stored as a record of what buyers saw",
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often making its sizes was retried")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        indexes = [
            # For the clock's query of photos that aren't made yet, a few among many.
            models.Index(
                fields=["uploaded_at"], condition=~models.Q(state="ready"), name="products_photo_unmade"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.width}x{self.height}"
