"""The append-only ledger and the Merkle log over it: what must be provable later, for every app.

An entry holds no personal data. People appear as a pseudonym (`User.ref`) that leads to nobody once the
account is erased. Texts, names and photos are stored in other tables and pinned here by a salted hash
(`backend.ledger.pins`).
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One fact, as canonical JSON (RFC 8785), with the RFC 6962 leaf hash of these bytes."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(
        max_length=120, help_text="What it is about, such as lot:MH-2611-3 or urn:uuid:…"
    )
    body = models.TextField(help_text="Canonical JSON; leaf_hash is SHA-256 over 0x00 and its UTF-8 bytes")
    leaf_hash = models.BinaryField(max_length=32)
    by = models.UUIDField(null=True, help_text="Pseudonym of the acting person; null for the clock")
    on_behalf_of = models.UUIDField(
        null=True, help_text="Pseudonym of the member on whose behalf it was done"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mục sổ cái")
        verbose_name_plural = _("mục sổ cái")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
            models.Index(fields=["kind", "id"], name="ledger_entry_kind"),
            models.Index(fields=["by", "id"], name="ledger_entry_by", condition=models.Q(by__isnull=False)),
            models.Index(
                fields=["on_behalf_of", "id"],
                name="ledger_entry_on_behalf",
                condition=models.Q(on_behalf_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject}"


class Shown(models.Model):
    """The newest pin of a row's public content, with its salt (backend.ledger.page_pins).

    Deleted when the content is erased.
    """

    subject = models.CharField(max_length=120, unique=True)
    salt = models.BinaryField(max_length=32)
    pin = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("dấu của điều đang hiện")
        verbose_name_plural = _("dấu của điều đang hiện")

    def __str__(self) -> str:
        return self.subject


class Pending(models.Model):
    """Entry that has no leaf yet. A trigger on ledger_entry writes the row (backend.ledger.queue).

    Ids are assigned before transactions commit, so a query for ids above the last one would miss entries.
    """

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "ledger_pending"

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """The place of an entry in the log: an index from 0 without gaps, never changed.

    With a `salt` the leaf holds only a pin of the entry (kinds.py).
    """

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name = _("lá của nhật ký")
        verbose_name_plural = _("lá của nhật ký")
        ordering = ["index"]

    def __str__(self) -> str:
        return str(self.index)


class Tile(models.Model):
    """256 consecutive hashes of one level (C2SP tlog-tiles), stored once complete.

    root: the root of these 256 hashes, which is one hash of the next higher level.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("mảng của nhật ký")
        verbose_name_plural = _("mảng của nhật ký")

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class TreeHead(models.Model):
    """The tree after a batch of leaves: its root, and its right edge (merkle.Edge).

    The next leaf is added to the edge.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    edge = models.BinaryField(max_length=2048)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ngọn của nhật ký")
        verbose_name_plural = _("ngọn của nhật ký")

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """The root of the log `origin` at a size, which never changes. The signatures are in `signatures`."""

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("điểm mốc")
        verbose_name_plural = _("điểm mốc")
        ordering = ["-size"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "size"], name="ledger_checkpoint_one_of_a_size"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="ledger_checkpoint_size"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class CheckpointSignature(models.Model):
    """Signature line of a checkpoint (C2SP signed-note), by a key of the log or by a witness."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="signatures")
    key = models.CharField(max_length=400, help_text="The verifier key: name+id+base64")
    signed_at = models.DateTimeField(null=True, help_text="The time in the signature, if its type has one")
    line = models.CharField(max_length=600, help_text="The line without its newline")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("chữ ký của điểm mốc")
        verbose_name_plural = _("chữ ký của điểm mốc")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "line"], name="ledger_checkpoint_signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.name}"

    @property
    def name(self) -> str:
        return self.key.partition("+")[0]
