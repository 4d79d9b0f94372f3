"""What the public log can prove of a lot's page, and with which data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from django.conf import settings

from backend.ledger import checkpoints
from backend.ledger.models import Checkpoint, Entry
from backend.ledger.proof_files import proof_of, provable
from products.products.take_downs import taken_down_on
from traceability.epcis import bodies as epcis
from traceability.models import EventLot, Lot, OriginVersion, Recall
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.facts import certificates_of
from traceability.scans.origin.pin_openings import RECALL_KINDS, opened_words

# A lot of several years has some hundred entries; if there are more, the newest are included.
MOST = 2000


@dataclass(frozen=True, slots=True)
class LotProof:
    """A lot's entries in the log.

    version: the present content of the page.
    place: the index of the version's entry in the log; None until a signed checkpoint covers it.
    is_cut: there are more than MOST entries, so only the newest are included; page and file state it.
    """

    lot: Lot
    checkpoint: Checkpoint | None
    version: OriginVersion | None
    entries: list[Entry] = field(default_factory=list)
    place: int | None = None
    is_cut: bool = False

    def _may_open(self, version: OriginVersion) -> bool:
        """Return whether the proof may include the text of `version`.

        After a take-down request, only versions that state the take-down may be included; earlier ones may
        not.
        """
        if version.salt is None or version.facts is None:
            return False
        return not taken_down_on(self.lot.product) or "taken_down_on" in version.facts["product"]

    def document(self) -> dict[str, Any]:
        """Return the proof file (backend.ledger.proof_files). Needs a checkpoint and at least one entry."""
        assert self.checkpoint is not None
        opened = opened_words(self.entries)
        if self.place is not None and self.version is not None and self._may_open(self.version):
            (entry,) = (entry for entry in self.entries if entry.leaf.index == self.place)
            opened[entry.pk] = [(bytes(self.version.salt or b""), rfc8785.dumps(self.version.facts).decode())]
        about = {
            "lot": self.lot.code,
            "page": settings.PUBLIC_ORIGIN + origin_path(self.lot),
            "version": str(self.version.number) if self.version else "",
        }
        if self.is_cut:
            about["newest"] = str(MOST)
        return proof_of(self.entries, self.checkpoint, about=about, opened=opened)


def proof_of_lot(lot: Lot) -> LotProof:
    """Return the lot's entries in the log.

    They are about:

    - the lot, its page versions and its label runs
    - its events with their declarations
    - its recalls, also those of its ingredients
    - the certificates on its page
    """
    checkpoint = checkpoints.latest()
    version = lot.origin_versions.filter(erased_at=None, facts__isnull=False).order_by("-number").first()
    if checkpoint is None:
        return LotProof(lot, None, version)
    events = EventLot.objects.filter(lot=lot).values_list("event_id", flat=True).distinct()
    subjects = [
        f"lot:{lot.pk}",
        *(epcis.urn(each) for each in events),
        *(f"run:{each}" for each in lot.label_runs.values_list("pk", flat=True)),
        *(f"certificate:{each.pk}" for each in certificates_of(lot.product)),
    ]
    sources = Recall.objects.ever_reaching(lot).exclude(lot=lot).values_list("lot_id", flat=True).distinct()
    about_recalls = provable([f"lot:{each}" for each in sources], checkpoint).filter(kind__in=RECALL_KINDS)
    newest = list(provable(subjects, checkpoint).reverse()[: MOST + 1])
    entries = [*newest[:MOST], *about_recalls]
    entries.sort(key=lambda entry: entry.leaf.index)
    place = next(
        (
            entry.leaf.index
            for entry in reversed(entries)
            if version is not None
            and entry.kind == "origin.published"
            and json.loads(entry.body)["payload"].get("pin") == version.pin
        ),
        None,
    )
    return LotProof(lot, checkpoint, version, entries, place, is_cut=len(newest) > MOST)
