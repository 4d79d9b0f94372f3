from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.law.library import uris
from backend.law.library.enums import (
    KNOWN_BY_TITLE,
    ChangeKind,
    DocumentKind,
    DocumentState,
    ProvisionKind,
)
from backend.law.library.querysets import (
    ChangeQuerySet,
    DocumentQuerySet,
    ProvisionQuerySet,
    TextQuerySet,
)
from backend.law.library.references import Citation, Ref, parse_ref


def _ends_later(first: str, last: str) -> Q:
    return Q(**{first: None}) | Q(**{last: None}) | Q(**{f"{last}__gte": F(first)})


class Document(models.Model):
    """A law, decree, circular …: known by its number, read or not.

    A row of the shipped catalogue is corrected by `./run load_law`; an import adds documents that are not in it.
    """

    number = models.CharField(max_length=60, unique=True, help_text="Such as 37/2026/NĐ-CP, composed (NFC)")
    slug = models.SlugField(max_length=80, unique=True, help_text="The number for addresses and file names")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=600, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_date = models.DateField(null=True, blank=True)
    valid_from_date = models.DateField(null=True, blank=True)
    valid_to_date = models.DateField(null=True, blank=True, help_text="The last day on which it is in force")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.NOT_SEEN)
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    read_date = models.DateField(null=True, blank=True)
    stated_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Hash of the row and its provisions in their last entry",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản pháp luật")
        verbose_name_plural = _("văn bản pháp luật")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=_ends_later("valid_from_date", "valid_to_date"), name="law_document_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READ) | Q(read_date__isnull=False),
                name="law_document_read_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name for a sentence: "Luật Hôn nhân và gia đình", "Nghị định 37/2026/NĐ-CP"."""
        kind = str(DocumentKind(self.kind).label)
        if self.kind in KNOWN_BY_TITLE and self.title:
            return self.title if self.title.lower().startswith(kind.lower()) else f"{kind} {self.title}"
        return self.number if self.kind == DocumentKind.OTHER else f"{kind} {self.number}"

    @property
    def uri(self) -> str:
        """Return the FRBR URI of the work."""
        return uris.work_uri(kind=self.kind, number=self.number, issued=self.issued_date)

    @property
    def was_read(self) -> bool:
        return self.state == DocumentState.READ


class Provision(models.Model):
    """A node of a document's tree: a chapter, article, clause, point or appendix."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="provisions")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField(max_length=10, choices=ProvisionKind)
    number = models.CharField(max_length=10, help_text="15a, đ, IV")
    ref = models.CharField(
        max_length=40, blank=True, help_text="81(2)(đ); empty for parts, chapters, sections"
    )
    eid = models.CharField(max_length=80, help_text="Akoma Ntoso: art_81__cl_2__point_đ")
    title = models.CharField(max_length=1_000, blank=True)
    sort = models.CharField(max_length=40)
    valid_from_date = models.DateField(null=True, blank=True, help_text="Empty: as what holds it")
    valid_to_date = models.DateField(null=True, blank=True, help_text="The last day on which it is in force")

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("điều khoản")
        verbose_name_plural = _("điều khoản")
        ordering = ["document", "sort"]
        constraints = [
            models.UniqueConstraint(fields=["document", "eid"], name="law_provision_eid_once"),
            models.UniqueConstraint(
                fields=["document", "ref"], condition=~Q(ref=""), name="law_provision_ref_once"
            ),
            models.CheckConstraint(
                condition=_ends_later("valid_from_date", "valid_to_date"), name="law_provision_order"
            ),
        ]
        indexes = [models.Index(fields=["document", "sort"], name="law_provision_sort")]

    def __str__(self) -> str:
        return str(self.citation) if self.ref else f"{self.document.number} {self.label}"

    @property
    def place(self) -> Ref:
        return parse_ref(self.ref)

    @property
    def citation(self) -> Citation:
        return Citation(self.document.number, self.place)

    @property
    def label(self) -> str:
        """Return the kind and number: "Điều 15a", "Chương IV"."""
        return f"{ProvisionKind(self.kind).label} {self.number}"

    @property
    def words(self) -> str:
        """Return "điểm đ khoản 2 Điều 81 Luật Hôn nhân và gia đình (52/2014/QH13)"."""
        return self.citation.words(self.document.name)

    def path(self) -> list[Provision]:
        """Return this provision and what holds it, the innermost first. Select `parent` levels beforehand."""
        nodes: list[Provision] = [self]
        while (parent := nodes[-1].parent) is not None:
            nodes.append(parent)
        return nodes


class ProvisionText(models.Model):
    """The own words of a provision during a period, without those of the provisions below it.

    The number ("1.", "đ)") isn't part of it. At most one is in force on a day: `put_text` sees to it under the
    document's lock, and the database refuses two that begin on a day or two without an end.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="texts")
    valid_from_date = models.DateField()
    valid_to_date = models.DateField(null=True, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="Of the composed text, white space folded")
    mentions = models.JSONField(default=list, help_text="[start, length, citation] of each citation in it")
    edition = models.ForeignKey(
        "law.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="texts"
    )

    objects = TextQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời văn")
        verbose_name_plural = _("lời văn")
        ordering = ["provision", "valid_from_date"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "valid_from_date"], name="law_text_begins_once"),
            models.UniqueConstraint(
                fields=["provision"], condition=Q(valid_to_date=None), name="law_text_open_once"
            ),
            models.CheckConstraint(
                condition=_ends_later("valid_from_date", "valid_to_date"), name="law_text_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.valid_from_date}"

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from_date <= day and (self.valid_to_date is None or day <= self.valid_to_date)


class Change(models.Model):
    """What a document did to another one, or to a provision of it, from a day on.

    A wrong one is withdrawn with its reason, never edited.
    """

    kind = models.CharField(max_length=20, choices=ChangeKind)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="changes")
    provision = models.ForeignKey(
        Provision, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    by_document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="caused_changes"
    )
    by_ref = models.CharField(max_length=40, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True, help_text="The last day of a suspension")
    note = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=500, blank=True, help_text="Where this was read")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thay đổi của luật")
        verbose_name_plural = _("thay đổi của luật")
        ordering = ["document", "from_date", "pk"]
        constraints = [
            models.CheckConstraint(condition=_ends_later("from_date", "to_date"), name="law_change_order"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="law_change_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.number} {self.kind} {self.from_date}"
