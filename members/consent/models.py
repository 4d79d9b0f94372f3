from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.branches.querysets import OwnedQuerySet
from members.consent import enums
from members.people.models import User


class Consent(models.Model):
    """Consent for one purpose, with the moments of giving and withdrawal.

    Giving it again after a withdrawal adds a row.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=enums.ConsentPurpose)
    wording = models.CharField(max_length=200, help_text="The sentence that the member agreed to")
    channel = models.CharField(max_length=10, choices=enums.ConsentChannel)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("đồng ý")
        verbose_name_plural = _("đồng ý")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="members_consent_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="members_consent_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_purpose_display()}"
