"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML), as it reads on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils import timezone

from backend.law.library.enums import ProvisionKind, Standing
from backend.law.library.history import Event, Node, standing_of
from backend.law.library.models import Document, Provision, ProvisionText
from backend.law.library.standings import events_by_provision, node_of
from backend.law.library.uris import expression_uri

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CONTENT_TYPE = "application/akn+xml"
ELEMENTS = {
    ProvisionKind.PART: "part",
    ProvisionKind.CHAPTER: "chapter",
    ProvisionKind.SECTION: "section",
    ProvisionKind.SUBSECTION: "subsection",
    ProvisionKind.ARTICLE: "article",
    ProvisionKind.CLAUSE: "clause",
    ProvisionKind.POINT: "point",
    ProvisionKind.APPENDIX: "hcontainer",
}


def akoma_ntoso(document: Document, day: dt.date | None = None) -> bytes:
    """Return the document with the provisions and texts in force on `day` (today). Three queries."""
    day = day or timezone.localdate()
    root = ElementTree.Element("akomaNtoso", {"xmlns": NAMESPACE})
    act = ElementTree.SubElement(root, "act", {"name": "act"})
    _write_meta(act, document, day)
    body = ElementTree.SubElement(act, "body")
    rows = list(document.provisions.order_by("sort", "pk"))
    texts = {
        row.provision_id: row.text
        for row in ProvisionText.objects.on(day).filter(provision__document=document)
    }
    children: dict[int | None, list[Provision]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    events = events_by_provision(document.pk)
    tree = _Tree(day, children, texts, events)
    _write_rows(body, None, (node_of(document, events.get(None, ())),), tree)
    if not len(body):
        ElementTree.SubElement(ElementTree.SubElement(body, "hcontainer", {"eId": "hcontainer_1"}), "content")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


@dataclass(frozen=True, slots=True)
class _Tree:
    """All that is written of a document: its rows by parent, their words, and what changed them."""

    day: dt.date
    children: Mapping[int | None, list[Provision]]
    texts: Mapping[int, str]
    events: Mapping[int | None, tuple[Event, ...]]


def _write_rows(parent: ElementTree.Element, of: int | None, path: tuple[Node, ...], tree: _Tree) -> None:
    children, texts, day = tree.children, tree.texts, tree.day
    for row in children.get(of, ()):
        nodes = (node_of(row, tree.events.get(row.pk, ())), *path)
        if standing_of(nodes, day) != Standing.IN_FORCE:
            continue
        kind = ProvisionKind(row.kind)
        extra = {"name": "appendix"} if kind == ProvisionKind.APPENDIX else {}
        element = ElementTree.SubElement(parent, ELEMENTS[kind], {"eId": row.eid, **extra})
        ElementTree.SubElement(element, "num").text = _num(row, kind)
        if row.title:
            ElementTree.SubElement(element, "heading").text = row.title
        has_children = bool(children.get(row.pk))
        if row.pk in texts:
            words = ElementTree.SubElement(element, "intro" if has_children else "content")
            for line in texts[row.pk].split("\n"):
                ElementTree.SubElement(words, "p").text = line
        elif not has_children:
            ElementTree.SubElement(ElementTree.SubElement(element, "content"), "p")
        _write_rows(element, row.pk, nodes, tree)


def _num(row: Provision, kind: ProvisionKind) -> str:
    signs = {ProvisionKind.CLAUSE: f"{row.number}.", ProvisionKind.POINT: f"{row.number})"}
    return signs.get(kind, row.label)


def _write_meta(act: ElementTree.Element, document: Document, day: dt.date) -> None:
    meta = ElementTree.SubElement(act, "meta")
    identification = ElementTree.SubElement(meta, "identification", {"source": "#pieu"})
    work, issued = document.uri, document.issued_date or document.valid_from_date or dt.date.min
    levels = (
        ("FRBRWork", work, issued, "#issuer"),
        ("FRBRExpression", expression_uri(work, day=day), day, "#pieu"),
        ("FRBRManifestation", expression_uri(work, day=day) + ".xml", timezone.localdate(), "#pieu"),
    )
    for name, uri, date, author in levels:
        level = ElementTree.SubElement(identification, name)
        ElementTree.SubElement(level, "FRBRthis", {"value": f"{uri}/!main"})
        ElementTree.SubElement(level, "FRBRuri", {"value": uri})
        if name == "FRBRWork":
            ElementTree.SubElement(level, "FRBRalias", {"value": document.title, "name": "title"})
        ElementTree.SubElement(level, "FRBRdate", {"date": date.isoformat(), "name": "Generation"})
        ElementTree.SubElement(level, "FRBRauthor", {"href": author})
        if name == "FRBRWork":
            ElementTree.SubElement(level, "FRBRcountry", {"value": "vn"})
            ElementTree.SubElement(level, "FRBRnumber", {"value": document.number})
        elif name == "FRBRExpression":
            ElementTree.SubElement(level, "FRBRlanguage", {"language": "vie"})
    references = ElementTree.SubElement(meta, "references", {"source": "#pieu"})
    people = (("pieu", "Piêu"), ("issuer", document.issuer or "?"))
    for eid, name in people:
        ElementTree.SubElement(
            references,
            "TLCOrganization",
            {"eId": eid, "href": f"/akn/ontology/organization/{eid}", "showAs": name},
        )
