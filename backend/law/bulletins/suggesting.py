"""The first draft of a bulletin: what the library already knows that its document changes."""

from __future__ import annotations

from backend.law.bulletins.content import MOST_ROWS, Change, Content, Sentence
from backend.law.library.models import Document


def suggested_content(document: Document) -> Content:
    """Return a row for each recorded change by the document: the changed place before, and after."""
    caused = document.caused_changes.recorded().select_related("document", "provision__document")
    rows = []
    for change in caused.order_by("from_date", "pk")[:MOST_ROWS]:
        place = str(change.provision.citation) if change.provision and change.provision.ref else ""
        before = place or change.document.number
        after = place or f"{document.number} {change.by_ref}".strip()
        rows.append(Change(Sentence(cites=(before,)), Sentence(cites=(after,))))
    return Content(changes=tuple(rows))
