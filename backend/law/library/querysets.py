from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from backend.law.library.references import Citation, Ref, parse_citation

if TYPE_CHECKING:
    import datetime as dt

    from backend.law.models import Change, Document, Provision, ProvisionText


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> DocumentQuerySet:
        """Return all documents: law is public."""
        return self.all()

    def numbered(self, number: str) -> Document | None:
        """Return the document with this number, whatever the case of its letters; None if there is none."""
        number = unicodedata.normalize("NFC", number).strip()
        return self.filter(number=number).first() or self.filter(number__iexact=number).first()


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def visible_to(self, user: Any) -> ProvisionQuerySet:
        """Return all provisions: law is public."""
        return self.all()

    def with_holders(self) -> ProvisionQuerySet:
        """Select the document and everything that may hold a point, which `Provision.path` walks over."""
        return self.select_related("document", "parent__parent__parent__parent__parent__parent")

    def cited(self, citation: Citation | str) -> Provision | None:
        """Return the provision that a citation names; None if the library lacks it. Raises BadReference."""
        found = parse_citation(citation) if isinstance(citation, str) else citation
        return (
            self.with_holders()
            .filter(document__number=found.number, ref=str(found.ref))
            .exclude(ref="")
            .first()
        )

    def below(self, document: Document | int, ref: Ref) -> ProvisionQuerySet:
        """Return the provision `ref` and all below it, in order; the whole document for an empty `ref`."""
        rows = self.filter(document=document)
        return (rows.filter(sort__startswith=ref.sort) if ref else rows).order_by("sort")


class TextQuerySet(models.QuerySet["ProvisionText"]):
    def on(self, day: dt.date) -> TextQuerySet:
        """Return the texts of a day: at most one a provision."""
        return self.filter(valid_from_date__lte=day).filter(Q(valid_to_date=None) | Q(valid_to_date__gte=day))


class ChangeQuerySet(models.QuerySet["Change"]):
    def recorded(self) -> ChangeQuerySet:
        """Return the changes that nobody withdrew."""
        return self.filter(withdrawn_at=None)

    def with_origin(self) -> ChangeQuerySet:
        """Add `is_first_note`: a note of the first edition of its scope states the change. Its words hold it already."""
        editions = apps.get_model("law", "Edition").objects
        earlier = editions.filter(scope=OuterRef("scope"), imported_at__lt=OuterRef("imported_at"))
        # An import records the changes just before its edition.
        own = editions.filter(file_name=OuterRef("source"), imported_at__gte=OuterRef("recorded_at"))
        return self.annotate(
            is_first_note=Subquery(own.order_by("imported_at").values(is_first=~Exists(earlier))[:1])
        )

    def visible_to(self, user: Any) -> ChangeQuerySet:
        """Return the changes that nobody withdrew; law is public."""
        return self.recorded()
