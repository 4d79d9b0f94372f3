"""One part of a lot's records for an inspector's page: the rows of the bundle, in the words of its index."""

from __future__ import annotations

from typing import Any

from traceability.inspection import index
from traceability.inspection.contents import part_of
from traceability.inspection.enums import InspectedPart
from traceability.models import Lot


def rows_of(lot: Lot, part: InspectedPart) -> list[dict[str, Any]]:
    """Return the rows of one part of the records for people; they contain personal texts."""
    content = part_of(lot, part)
    codes = {lot.pk: lot.code}
    match part:
        case InspectedPart.PAPERS:
            return index.papers(content)
        case InspectedPart.LABELS:
            return index.runs(content)
        case InspectedPart.RECALLS:
            ids = {one for row in content for one in (row["lot"], *row["reaches"])}
            lots = Lot.objects.filter(pk__in=ids).select_related("product")
            return index.recalls(content, {each.pk: f"{each.code} ({each.product.name})" for each in lots})
        case InspectedPart.VERSIONS:
            return index.versions(content, codes)
        case InspectedPart.GENEALOGY:
            return index.edges(content, index.names_of(content["lots"]))
        case InspectedPart.PASSPORTS:
            return index.passports(content, codes)
