"""Entries that nobody can quietly change: what must be provable later, whatever app it happened in.

An entry holds no personal words. People appear as the pseudonym (`User.ref`) that means nothing once the account is erased;
texts, names and photos stay in rows of their own and are pinned here by a salted hash (`backend.ledger.pins`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One fact, as canonical JSON (RFC 8785) and the RFC 6962 leaf hash of exactly these bytes."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(
        max_length=120, help_text="What it is about, such as lot:MH-2611-3 or urn:uuid:…"
    )
    body = models.TextField(help_text="Canonical JSON; leaf_hash is SHA-256 over 0x00 and its UTF-8 bytes")
    leaf_hash = models.BinaryField(max_length=32)
    by = models.UUIDField(null=True, help_text="Pseudonym of who did it; none for the clock")
    on_behalf_of = models.UUIDField(null=True, help_text="Pseudonym of the member it was done for")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mục sổ cái")
        verbose_name_plural = _("mục sổ cái")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
            models.Index(fields=["kind", "id"], name="ledger_entry_kind"),
            models.Index(
                fields=["on_behalf_of", "id"],
                name="ledger_entry_on_behalf",
                condition=models.Q(on_behalf_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject}"
