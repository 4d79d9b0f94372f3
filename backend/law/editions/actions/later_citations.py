"""Resolve citations in stored texts that name a law by its title, once a later import brings that law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from backend.common.text import fold
from backend.common.word_index import having_words
from backend.law.editions.parsed import ParsedDocument, ParsedProvision
from backend.law.editions.resolving import Resolved, as_json, resolve_document
from backend.law.editions.titles import Titles
from backend.law.library.enums import KNOWN_BY_TITLE, DocumentKind
from backend.law.library.models import Document, ProvisionText

MOST_TEXTS = 5_000  # that one title is looked up in


def library_titles() -> Titles:
    """Return the titles of the laws that the library knows."""
    titles = Titles()
    known = Document.objects.filter(kind__in=KNOWN_BY_TITLE).exclude(title="")
    for kind, title, number in known.values_list("kind", "title", "number"):
        titles.add(str(DocumentKind(kind).label), title, number)
    return titles


def resolve_stored(numbers: set[str]) -> int:
    """Add citations of the documents `numbers` to stored texts that name them by title. Return how many.

    What is resolved already stays. The index of words finds the texts, so that this reads few of them.
    """
    laws = Document.objects.filter(number__in=numbers, kind__in=KNOWN_BY_TITLE).exclude(title="")
    texts: dict[int, ProvisionText] = {}
    for law in laws:
        texts |= {text.pk: text for text in _texts_naming(law)}
    by_document: defaultdict[int, list[ProvisionText]] = defaultdict(list)
    for text in texts.values():
        by_document[text.provision.document_id].append(text)
    titles = library_titles() if texts else Titles()
    return sum(_resolve(some, titles, numbers) for some in by_document.values())


def _texts_naming(law: Document) -> Iterable[ProvisionText]:
    rows = ProvisionText.objects.filter(valid_to_date=None).exclude(provision__document=law)
    rows = rows.exclude(provision__ref="").select_related("provision__document")
    return having_words(rows, "text", fold(law.name).split(), in_a_row=True, most=MOST_TEXTS)


def _resolve(texts: Sequence[ProvisionText], titles: Titles, numbers: set[str]) -> int:
    """Resolve some texts of one document."""
    document = texts[0].provision.document
    found = Resolved()
    resolve_document(_parsed(document), titles, found, only={text.provision.place for text in texts})
    count = 0
    with transaction.atomic():
        for text in texts:
            mentions = as_json(found.mentions.get((document.number, text.provision.place), ()))
            new = [each for each in mentions if _is_new(each, text, numbers)]
            if new:
                # Unless the words have changed meanwhile.
                same = ProvisionText.objects.filter(pk=text.pk, sha256=text.sha256)
                count += len(new) * same.update(mentions=sorted([*text.mentions, *new]))
    return count


def _is_new(mention: list[object], text: ProvisionText, numbers: set[str]) -> bool:
    start, length, cited = mention
    return str(cited).partition(" ")[0] in numbers and not any(
        known[0] < start + length and start < known[0] + known[1]  # type: ignore[operator]
        for known in text.mentions
    )


def _parsed(document: Document) -> ParsedDocument:
    """Return the document as a reader would have made it of the stored rows; its preamble isn't stored."""
    words = ProvisionText.objects.filter(provision__document=document, valid_to_date=None)
    texts = dict(words.values_list("provision_id", "text"))
    rows = document.provisions.exclude(ref="").order_by("sort")
    return ParsedDocument(
        document.number, document.kind, title=document.title, issued=document.issued_date,
        valid_from=document.valid_from_date,
        provisions=[
            ParsedProvision(row.place, 0, title=row.title, text=texts.get(row.pk, "")) for row in rows
        ],
    )  # fmt: skip
