"""Allowed JSON-LD contexts of a document: the standard's, and the sender's own prefixes.

Nothing is fetched, so terms of other contexts can't be read; terms of the standard keep their meaning.
"""

from __future__ import annotations

import re
from typing import Any

from traceability.epcis.vocabulary import PREFIXES

STANDARD = re.compile(
    r"https?://(?:ref\.gs1\.org/standards/epcis/(?:2\.\d+\.\d+/)?|gs1\.github\.io/EPCIS/)epcis-context\.jsonld"
)
# Other common spellings of these prefixes' namespaces.
_ALSO = {
    "cbvmda": {"urn:epcglobal:cbv:mda"},
    "gs1": {"https://www.gs1.org/voc/", "http://gs1.org/voc/", "https://ref.gs1.org/voc/"},
}
_TERMS = frozenset(
    """
    id type eventID eventTime recordTime eventTimeZoneOffset epcList childEPCs quantityList childQuantityList inputEPCList
    inputQuantityList outputEPCList outputQuantityList parentID action bizStep disposition persistentDisposition readPoint
    bizLocation bizTransactionList bizTransaction sourceList source destinationList destination transformationID ilmd
    sensorElementList sensorReport sensorMetadata errorDeclaration declarationTime reason correctiveEventIDs epcClass quantity uom
    epcisBody eventList schemaVersion creationDate certificationInfo
    """.split()
)


def faults(context: Any, *, is_whole: bool) -> list[str]:
    """Return the faults of a JSON-LD context, as codes of faults.MESSAGES.

    With `is_whole`, the context is that of a document or of a single event, and must name the standard's.
    """
    parts = context if isinstance(context, list) else [context]
    found = []
    addresses = [part for part in parts if isinstance(part, str)]
    if is_whole and not any(STANDARD.fullmatch(one) for one in addresses):
        found.append("context_standard")
    elif any(not STANDARD.fullmatch(one) for one in addresses):
        found.append("context_foreign")
    names = {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
    if any(_is_taken(name, value) for name, value in names.items()):
        found.append("context_term")
    return found


def _is_taken(name: str, value: Any) -> bool:
    if name in PREFIXES:
        return value != PREFIXES[name] and value not in _ALSO.get(name, ())
    return name in _TERMS or name in ("@vocab", "@base", "@import")
