from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from products.certificates import enums
from products.certificates.querysets import CertificateQuerySet
from products.photos.models import Photo
from products.producers.models import Producer
from products.products.models import Product

USER = settings.AUTH_USER_MODEL


class Certificate(models.Model):
    """Certificate of a product, or of a whole producer if `product` is empty.

    OCOP certificates follow the rules valid on the day of the decision (products/certificates/ocop.py). A
    badge shows only while the state is VERIFIED and today lies within the validity.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="certificates")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="certificates"
    )
    kind = models.CharField(_("loại giấy"), max_length=12, choices=enums.CertificateKind)
    state = models.CharField(
        max_length=10, choices=enums.CertificateState, default=enums.CertificateState.DRAFT
    )
    number = models.CharField(_("số giấy"), max_length=60)
    issuer = models.CharField(_("nơi cấp"), max_length=120)
    decision = models.CharField(_("quyết định số"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    issued_date = models.DateField(_("ngày cấp"))
    valid_until = models.DateField(_("có giá trị đến"), null=True, blank=True)
    stars = models.PositiveSmallIntegerField(_("số sao"), null=True, blank=True)
    points = models.DecimalField(_("số điểm"), max_digits=5, decimal_places=2, null=True, blank=True)
    scan = models.ForeignKey(
        Photo,
        verbose_name=_("ảnh chụp giấy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    scan_is_public = models.BooleanField(
        _("cho người mua xem ảnh giấy"), default=False, help_text="Shown only once verified"
    )
    issuing_level = models.CharField(
        _("cấp công nhận"), max_length=10, blank=True, help_text="products.certificates.ocop.IssuingLevel"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    salt = SaltField(help_text="Of the pin of `reason`")

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
    def is_draft(self) -> bool:
        """Return True if the certificate is not submitted yet, because its scan is missing."""
        return self.state == enums.CertificateState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.state == enums.CertificateState.SUBMITTED

    @property
    def is_verified(self) -> bool:
        """Return True if an officer verified the certificate. It may have expired since."""
        return self.state == enums.CertificateState.VERIFIED

    @property
    def is_in_force(self) -> bool:
        today = timezone.localdate()
        return (
            self.state == enums.CertificateState.VERIFIED
            and self.issued_date <= today
            and (self.valid_until is None or self.valid_until >= today)
        )
