"""What the library holds of the documents of a file, read with few queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.common.bulk import in_parts
from backend.law.library.models import Document, Provision, ProvisionText


@dataclass(slots=True)
class Held:
    """documents: by number. provisions: by (document, ref); containers: by (document, eid).

    texts: the newest text of each provision. scopes: edition -> what it was an edition of.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    provisions: dict[tuple[int, str], Provision] = field(default_factory=dict)
    containers: dict[tuple[int, str], Provision] = field(default_factory=dict)
    texts: dict[int, ProvisionText] = field(default_factory=dict)
    scopes: dict[int, str] = field(default_factory=dict)
    by_key: dict[int, Provision] = field(default_factory=dict)
    _numbers: dict[int, str] = field(default_factory=dict)

    def keep(self, row: Provision) -> None:
        """Remember a row that was read or added."""
        self.by_key[row.pk] = row
        if row.ref:
            self.provisions[row.document_id, row.ref] = row
        else:
            self.containers[row.document_id, row.eid] = row

    def citation(self, provision_id: int) -> str:
        """Return the citation of a remembered provision."""
        row = self.by_key[provision_id]
        if len(self._numbers) != len(self.documents):
            self._numbers = {each.pk: each.number for each in self.documents.values()}
        return f"{self._numbers[row.document_id]} {row.ref}"

    def scope_of(self, text: ProvisionText) -> str:
        """Return what the text came from; "" if a person wrote it."""
        return self.scopes.get(text.edition_id or 0, "")


def read_held(numbers: set[str]) -> Held:
    """Lock the documents `numbers` in the order of their keys, and return what the library holds of them."""
    held = Held()
    for part in in_parts(sorted(numbers)):
        rows = Document.objects.select_for_update().filter(number__in=part).order_by("pk")
        held.documents |= {row.number: row for row in rows}
    keys = [row.pk for row in held.documents.values()]
    for row in Provision.objects.filter(document__in=keys).iterator(2_000):
        held.keep(row)
    texts = ProvisionText.objects.filter(provision__document__in=keys).defer("text", "mentions")
    for text in texts.select_related("edition").order_by("valid_from_date").iterator(2_000):
        held.texts[text.provision_id] = text
        if text.edition is not None:
            held.scopes[text.edition.pk] = text.edition.scope
    return held
